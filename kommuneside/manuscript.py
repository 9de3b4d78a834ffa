"""Where things stand in a Markdown text: python-markdown keeps no positions, an author needs line and column.

What readers get is judged on the finished HTML; this room finds the place to point at, and the prose, for the rules
on language. Everything blanked out leaves spaces behind, so each character keeps its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from kommuneside.problem import Place

_FENCED = re.compile(r"^(`{3,}+|~{3,}+)[^\n]*\n.*?(?:^\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_BACKTICKS = re.compile(r"`+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}(?!#)|^[^\n]+\n(?:=+|-+)[ \t]*$|<[hH][1-6][ >]", re.MULTILINE)
# Each begins with a letter of its own, so that the search for the next is one quick scan.
_NOT_WORDS = re.compile(
    r"<[a-zA-Z/][^<>]*>|\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|:[^\n]*|\[[^\]\n]*\])|https?://[^\s<>)\]]+|\{[:#.][^{}\n]*\}"
)
# What an address stands behind, and its first characters.
_ADDRESS_START = re.compile(r"#?[^\s)>\"'#]{0,40}")
_ADDRESS = re.compile(rf"(?:\]\(\s*<?|\]:\s*<?|[\"'<=])(?=({_ADDRESS_START.pattern}))")
_ADDRESS_END = re.compile(r"[\s)>\"'#]|$")
_ITEM = r"(?:[-*+•–][ \t]+|\d{1,9}[.)][ \t]+)"
_MARK = re.compile(rf"[ \t]*+(?:(?:>[ \t]?)++{_ITEM}?|{_ITEM})")


class Unit(Struct, frozen=True):
    """A run of prose that is read as one: a paragraph or a list's item, from `start` to `end` in the text."""

    start: int
    end: int


class Manuscript:
    """A Markdown text that can be asked where something stands.

    `first_line` is its first line in the file, `indent` the columns that stand before each of its lines there.
    """

    def __init__(self, text: str, first_line: int = 1, indent: int = 0) -> None:
        self.text = text
        self.first_line = first_line
        self.indent = indent
        self.prose = mask(text)
        self._hits: dict[str, list[int]] = {}
        self._links: dict[str, list[int]] = {}

    @cached_property
    def words(self) -> str:
        """The text with all that is not read aloud blanked out: code, comments, tags, addresses, attributes."""
        text = _blank_indented_code(self.prose) if "\n    " in self.prose else self.prose
        if "<" in text or "](" in text or "]:" in text or "][" in text or "{" in text or "://" in text:
            return _NOT_WORDS.sub(_blank, text)
        return text

    @cached_property
    def units(self) -> list[Unit]:
        """The paragraphs and list items, in order; headings, tables and indented code are left out."""
        return list(_units(self.words))

    def place(self, offset: int) -> Place:
        """The place of a character."""
        line = bisect_right(self._line_starts, offset) - 1
        return Place(line + self.first_line, offset - self._line_starts[line] + 1 + self.indent)

    def find(self, words: str, nth: int = 0) -> Place:
        """The place of the nth occurrence of some words outside code, else the text's first line."""
        offset = -1
        for _ in range(nth + 1):
            following = self.prose.find(words, offset + 1)
            if following < 0:
                break
            offset = following
        return self.place(max(offset, 0))

    def link(self, target: str, nth: int = 0) -> Place:
        """The place of the nth link or picture that leads to a target: its address, after `](` or in quotes."""
        if target not in self._links:
            begun = _ADDRESS_START.match(target)
            self._links[target] = [
                start
                for start in self._addresses[begun[0] if begun else ""]
                if self.prose.startswith(target, start) and _ADDRESS_END.match(self.prose, start + len(target))
            ]
        hits = self._links[target]
        return self.place(hits[min(nth, len(hits) - 1)]) if hits else self.find(target, nth)

    @cached_property
    def headings(self) -> list[Place]:
        """The places of the headings, in the order they stand."""
        return [self.place(match.start()) for match in _HEADING.finditer(self.prose)]

    def heading(self, index: int) -> Place:
        """The place of a heading by its number, else of the last one there is."""
        places = self.headings
        return places[min(index, len(places) - 1)] if places else self.place(0)

    def tag(self, name: str, nth: int = 0) -> Place:
        """The place of the nth HTML element or attribute of a name, else of the last one there is."""
        name = re.escape(name)
        hits = self._search(rf"(?i)<{name}(?!\w)|\b{name}\s*=")
        return self.place(hits[min(nth, len(hits) - 1)] if hits else 0)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _addresses(self) -> defaultdict[str, list[int]]:
        """Where addresses begin, by their first characters: one text may hold thousands."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for match in _ADDRESS.finditer(self.prose):
            places[match[1]].append(match.end())
        return places

    def _search(self, pattern: str) -> list[int]:
        """Where a pattern is found, looked for once: a text may hold the same mistake a thousand times."""
        if pattern not in self._hits:
            self._hits[pattern] = [match.start() for match in re.finditer(pattern, self.prose)]
        return self._hits[pattern]


def mask(text: str) -> str:
    """The text with code and comments blanked out, each character still at its place."""
    if "`" in text or "~~~" in text:
        text = "\n".join(map(_blank_code_spans, _FENCED.sub(_blank, text).split("\n")))
    return _COMMENT.sub(_blank, text) if "<!--" in text else text


def _blank_code_spans(line: str) -> str:
    """The line without its code: from one run of backticks to the next that is as long."""
    if "`" not in line:
        return line
    runs = list(_BACKTICKS.finditer(line))
    closing: dict[int, re.Match[str]] = {}
    later: list[re.Match[str] | None] = []
    for run in reversed(runs):
        later.append(closing.get(len(run[0])))
        closing[len(run[0])] = run
    parts, end = [], 0
    for run, close in zip(runs, reversed(later), strict=True):
        if close and run.start() >= end:
            parts += [line[end : run.start()], " " * (close.end() - run.start())]
            end = close.end()
    return "".join((*parts, line[end:]))


def _blank_indented_code(text: str) -> str:
    """The text without its indented code: lines four spaces in, below an empty line, outside any list."""
    lines, in_list, above = text.split("\n"), False, ""
    for number, line in enumerate(lines):
        if line.startswith("    ") and not in_list and not above.strip():
            lines[number] = " " * len(line)
            continue  # what is above the next line stays empty
        if line.strip():
            in_list = bool(_MARK.match(line)) or (in_list and line[0] in " \t")
        above = line
    return "\n".join(lines)


def _units(words: str) -> Iterator[Unit]:
    start, in_list, offset = -1, False, 0
    for line in words.split("\n"):
        end = offset + len(line)
        first = line.lstrip()[:1]
        skipped = not first or first in "#|=" or (start < 0 and not in_list and line.startswith(("    ", "\t")))
        mark = None if skipped or first not in "-*+•–>0123456789" else _MARK.match(line)
        if start >= 0 and (skipped or mark):
            yield Unit(start, offset - 1)
            start = -1
        if mark:
            start, in_list = offset + mark.end(), first != ">"
        elif not skipped and start < 0:
            start = offset
            in_list = in_list and line[0] in " \t"
        offset = end + 1
    if start >= 0:
        yield Unit(start, len(words))


def _blank(match: re.Match[str]) -> str:
    hit = match[0]
    return re.sub(r"[^\n]", " ", hit) if "\n" in hit else " " * len(hit)
