"""Where things stand in a Markdown text: python-markdown keeps no positions, an author needs line and column.

What readers get is judged on the finished HTML; this room only finds the place to point at.
"""

from __future__ import annotations

import re

from kommuneside.frontmatter import position
from kommuneside.problem import Place

_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?(?:^\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(
    r"^(#{1,6})(?!#)[ \t]*(.*?)[ \t]*#*[ \t]*$|^([^\n]+)\n(=+|-+)[ \t]*$|<[hH][1-6][ >]", re.MULTILINE
)


class Manuscript:
    """A Markdown text that can be asked where something stands; `first_line` is its first line in the file."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.text = text
        self.first_line = first_line
        self.prose = mask(text)

    def place(self, offset: int) -> Place:
        """The place of a character."""
        return position(self.text, offset, self.first_line)

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
        hits = [
            match.start(1)
            for match in re.finditer(
                r"(?:\]\(\s*<?|\]:\s*<?|[\"'<=])(" + re.escape(target) + r")(?=[\s)>\"'#]|$)", self.prose
            )
        ]
        return self.place(hits[min(nth, len(hits) - 1)]) if hits else self.find(target, nth)

    def headings(self) -> list[Place]:
        """The places of the headings, in the order they stand."""
        return [self.place(match.start()) for match in _HEADING.finditer(self.prose)]

    def tag(self, name: str, nth: int = 0) -> Place:
        """The place of the nth HTML element or attribute of a name, else of the last one there is."""
        name = re.escape(name)
        hits = [match.start() for match in re.finditer(rf"(?i)<{name}(?!\w)|\b{name}\s*=", self.prose)]
        return self.place(hits[min(nth, len(hits) - 1)] if hits else 0)


def mask(text: str) -> str:
    """The text with code and comments blanked out, each character still at its place."""
    if "`" in text or "~~~" in text:
        text = _CODE_SPAN.sub(_blank, _FENCED.sub(_blank, text))
    return _COMMENT.sub(_blank, text) if "<!--" in text else text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
