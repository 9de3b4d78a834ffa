"""Takes a text apart: its YAML fields, each with its place, and the body with its first line.

YAML 1.1 turns `12:30` into 750 and `no` into False; here every plain scalar stays the text it is, and the schema
converts it. Duplicate keys, anchors and aliases are mistakes, for the last wins in silence and the others are a way
to make a small file huge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import yaml
from msgspec import Struct

from kommuneside import characters
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

Path = tuple[str | int, ...]
"""The way to a value: ("contact", "email") or ("sources", 0)."""

MAX_DEPTH = 20
LARGEST_FILE = 1_000_000
"""Bytes that a file of text or numbers may hold: a thick book."""
MOST_UNFIT = 50
"""Characters that cannot be shown are named one by one; a file with more of them is no text."""
LARGEST = 64_000
"""Characters of front matter; a YAML file, which holds its text too, may be as large as a text."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_MARKED = re.compile(r"(?:^|[\s\[{,])[&*!]")
_COLON = re.compile(r"\s*(?:- )?([^\s:#\"'][^:]*):[ \t]+([^\"'\[{|>\s].*?:(?:[ \t].*|$))")
_SIGN = re.compile(r"\s*(?:- )?([^\s:#\"'{\[][^:]*):[ \t]+([@`%&*!?,\]}-].*)")
# In a YAML file the text with the lines it goes on in; a list or mapping of any size counts as fields.
_BODY = re.compile(r"^body:[ \t]*[^\s\[{].*\n?(?:(?:[ \t].*)?\n)*", re.MULTILINE)
# Where PyYAML met the end of the text looking for an ending, the beginning is the place to point at.
_UNENDED = re.compile("flow|quoted|simple key")


_PROSE = frozenset("title lead description sections_title menu_title label value unit".split())
"""The fields whose values are read by people, where a # may be a part of what is said."""
_NO_COLON = re.compile(r"([a-zæøå_]+)(?:[ \t]+|:)([^\s:#][^:]*)")
"""A field whose colon, or the space behind it, is missing."""
_REMARK = re.compile(r"[ \t]+(#[^\n]*)")


class FrontMatter(Struct, frozen=True):
    """A text taken apart; `places` gives each key's place by its path, `body_line` the body's first line.

    `head` is the fields as written, from the file's first line; `body_indent` what a YAML file indents its body by.
    """

    values: Mapping[str, Any] = {}
    places: Mapping[Path, Place] = {}
    body: str = ""
    body_line: int = 1
    problems: tuple[Problem, ...] = ()
    head: str = ""
    body_indent: int = 0


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Bytes to text with plain newlines; a UTF-8 mark and Windows newlines are accepted, another encoding is not."""
    if len(data) > LARGEST_FILE:
        return "", (found("file-too-large", path, limit=LARGEST_FILE // 1_000_000),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
    else:
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n"), ()
        before = text[: text.index("\0")]
    guess = _guess_encoding(data)
    place = Place() if guess == "utf16" else position(before, len(before))
    return "", (found("file-not-utf8", path, place, guess=guess),)


def split(text: str, path: str) -> FrontMatter:
    """A Markdown file's front matter and body."""
    opening = _FENCE.match(text)
    if not opening:
        return FrontMatter(problems=(found("front-matter-missing", path, Place(1, 1)),))
    closing = _FENCE.search(text, opening.end())
    if not closing:
        return FrontMatter(problems=(found("front-matter-unclosed", path, Place(1, 1)),))
    block = text[opening.end() + 1 : closing.start()]
    if len(block) > LARGEST:
        return FrontMatter(problems=(_too_large(path),))
    body = text[closing.end() + 1 :]
    parsed = parse_yaml(block, path, first_line=2)
    line = text.count("\n", 0, closing.end()) + 2
    return FrontMatter(parsed.values, parsed.places, body, line, parsed.problems, text[: closing.start()])


def split_yaml(text: str, path: str) -> FrontMatter:
    """A pure YAML file, whose Markdown stands under `body`."""
    if len(text) > LARGEST and len(_BODY.sub("", text)) > LARGEST:
        return FrontMatter(problems=(_too_large(path),))
    parsed = parse_yaml(text, path)
    values = dict(parsed.values)
    body = values.pop("body", "")
    place = parsed.places.get(("body",), Place(1, 1))
    if not isinstance(body, str):
        return FrontMatter(values, parsed.places, problems=(*parsed.problems, found("body-empty", path, place)))
    # A block scalar (`body: |`) begins on the line below its key.
    lines = text.split("\n") if body else []
    block = bool(lines and re.match(r"body:[ \t]*[|>]", lines[place.line - 1]))
    indent = (
        next((len(line) - len(line.lstrip(" ")) for line in lines[place.line :] if line.strip()), 0) if block else 0
    )
    return FrontMatter(values, parsed.places, body, place.line + block, parsed.problems, text, indent)


def parse_yaml(text: str, path: str, first_line: int = 1) -> FrontMatter:
    """A YAML mapping with every scalar as text; problems stand at the file's own lines."""
    if invisible := next(characters.find(text), None):  # the vertical tab comes along when a text is copied from Word
        place, code = position(text, invisible.start(), first_line), characters.code(invisible[0])
        return FrontMatter(problems=(found("yaml-character", path, place, code=code),))
    if (deep := _too_deep(text)) is not None:
        return FrontMatter(problems=(found("yaml-too-deep", path, position(text, deep, first_line), limit=MAX_DEPTH),))
    try:
        marks = tuple(_marks(text, path, first_line)) if _MARKED.search(text) else ()
        if marks:
            return FrontMatter(problems=marks)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return FrontMatter(problems=(_explain(error, text, path, first_line),))
    except RecursionError:
        return FrontMatter(problems=(found("yaml-too-deep", path, Place(first_line, 1), limit=MAX_DEPTH),))
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        return FrontMatter(problems=(found("yaml-not-mapping", path, _place(root, text, first_line)),))
    reader = _Reader(text, path, first_line)
    values = reader.mapping(root, ())
    if reader.is_too_deep:
        return FrontMatter(problems=tuple(reader.problems))
    return FrontMatter(values, reader.places, problems=tuple(reader.problems))


def _too_deep(text: str) -> int | None:
    """Where brackets lie so deep in each other that reading them would take a parser minutes; mostly nowhere."""
    if text.count("[") + text.count("{") <= MAX_DEPTH * 10:
        return None
    depth = 0
    for match in re.finditer(r"[\[{\]}]", text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > MAX_DEPTH * 10:
            return match.start()
    return None


def check_characters(text: str, path: str, first_line: int = 1) -> tuple[Problem, ...]:
    """Each place in a text where a character stands that no reader could be shown."""
    return tuple(
        found("character-unfit", path, position(text, unfit.start(), first_line), code=characters.code(unfit[0]))
        for unfit in islice(characters.find(text), MOST_UNFIT)
    )


def position(text: str, offset: int, first_line: int = 1) -> Place:
    """The place of a character in a text."""
    return Place(text.count("\n", 0, offset) + first_line, offset - text.rfind("\n", 0, offset))


class _Reader:
    """Walks the nodes of one document, keeping each key's place and every mistake on the way."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.is_too_deep = False

    def mapping(self, node: yaml.MappingNode, way: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(found("yaml-not-mapping", self.path, place))
                continue
            key = self.words(key_node)
            if key in values:
                first = self.places[(*way, key)].line
                self.problems.append(found("yaml-key-duplicate", self.path, place, key=key, first=first))
                continue
            self.places[(*way, key)] = place
            values[key] = self.value(value_node, (*way, key))
            if key in _PROSE and isinstance(value_node, yaml.ScalarNode):
                self.warn_of_remark(key, value_node)
        return values

    def value(self, node: yaml.Node, way: Path) -> Any:
        if len(way) > MAX_DEPTH:
            if not self.is_too_deep:
                self.is_too_deep = True
                place = self.place(node)
                self.problems.append(found("yaml-too-deep", self.path, place, limit=MAX_DEPTH))
            return ""
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, way)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.places[(*way, index)] = self.place(item)
            return [self.value(item, (*way, index)) for index, item in enumerate(node.value)]
        return self.words(node) if isinstance(node, yaml.ScalarNode) else ""

    def words(self, node: yaml.ScalarNode) -> str:
        """A text, in which an escape may stand for a character that cannot be shown."""
        if unfit := next(characters.find(node.value), None):
            code = characters.code(unfit[0])
            self.problems.append(found("yaml-character", self.path, self.place(node), code=code))
        return characters.replace(node.value)

    def warn_of_remark(self, key: str, node: yaml.ScalarNode) -> None:
        """What follows ` #` is a remark to YAML; in a title it may well be meant to be read."""
        rest = _REMARK.match(self.text, node.end_mark.index)
        if rest and node.value and not node.style:
            place = position(self.text, rest.start(1), self.first_line)
            quoted = _quote(f"{node.value}{rest[0]}")
            self.problems.append(found("value-cut", self.path, place, key=key, rest=rest[1].strip(), quoted=quoted))

    def place(self, node: yaml.Node) -> Place:
        return _place(node, self.text, self.first_line)


def _place(node: Any, text: str, first_line: int) -> Place:
    """By the character and not YAML's own line, which counts signs as newlines that no text editor does."""
    return position(text, node.start_mark.index, first_line)


def _marks(text: str, path: str, first_line: int) -> Iterator[Problem]:
    """Anchors, aliases and tags: signs before a value that would make it another."""
    for event in yaml.parse(text, Loader=_Loader):
        place = _place(event, text, first_line)
        if name := getattr(event, "anchor", None):
            yield found("yaml-alias", path, place, name=name)
        elif tag := getattr(event, "tag", None):
            sign = _SIGN.match(text.split("\n")[place.line - first_line])
            better = f"{sign[1]}: {_quote(sign[2])}" if sign else _quote(tag)
            yield found("yaml-sign", path, place, sign="!", better=better)


def _explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """The commonest mistakes by name: a colon or a special sign in a value, a tab, a line that stands too far in."""
    mark = getattr(error, "problem_mark", None)
    if _UNENDED.search(getattr(error, "context", None) or ""):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return found("yaml-broken", path, Place(first_line, 1))
    place = position(text, min(mark.index, len(text.rstrip())), first_line)
    line = text.split("\n")[place.line - first_line]
    if tab := re.match(r" *\t", line):
        return found("yaml-tab", path, Place(place.line, tab.end()))
    if colon := _COLON.match(line):
        place = Place(place.line, colon.start(2) + colon[2].index(":") + 1)
        return found("yaml-colon", path, place, key=colon[1], quoted=_quote(colon[2]))
    if sign := _SIGN.match(line):
        place = Place(place.line, sign.start(2) + 1)
        return found("yaml-sign", path, place, sign=sign[2][0], better=f"{sign[1]}: {_quote(sign[2])}")
    if line.startswith(" ") and "mapping values" in (getattr(error, "problem", None) or ""):
        return found("yaml-indent", path, Place(place.line, 1))
    for number in (place.line, place.line - 1):  # a line without a colon is only missed on the next one
        if number >= first_line and (bare := _NO_COLON.fullmatch(text.split("\n")[number - first_line])):
            better = f"{bare[1]}: {bare[2]}"
            return found("yaml-colon-missing", path, Place(number, bare.end(1) + 1), key=bare[1], better=better)
    return found("yaml-broken", path, place)


def _too_large(path: str) -> Problem:
    return found("front-matter-too-large", path, Place(1, 1), limit=LARGEST // 1000)


def _quote(value: str) -> str:
    return '"' + value.strip().replace("\\", "\\\\").replace('"', '\\"') + '"'


def _guess_encoding(data: bytes) -> str:
    """What a Windows or Mac program most likely saved, as the catalogue names it under `encodings`."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data.count(b"\0") * 3 > len(data):
        return "utf16"
    return "other" if b"\0" in data else "windows"
