"""Takes a text apart: its YAML fields, each with its place, and the body with its first line.

YAML 1.1 turns `12:30` into 750 and `no` into False; here every plain scalar stays the text it is, and the schema
converts it. Duplicate keys, anchors and aliases are mistakes, for the last wins in silence and the others are a way
to make a small file huge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kommuneside.problem import Place, Problem
from kommuneside.rules import found

Path = tuple[str | int, ...]
"""The way to a value: ("contact", "email") or ("sources", 0)."""

MAX_DEPTH = 20

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*][^\s,\]}]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A text taken apart; `places` gives each key's place by its path, `body_line` the body's first line."""

    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[Path, Place] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Bytes to text with plain newlines; a UTF-8 mark and Windows newlines are accepted, another encoding is not."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        return "", (found("file-not-utf8", path, place, guess=_guess_encoding(data)),)
    if "\0" in text:
        place = position(text, text.index("\0"))
        return "", (found("file-not-utf8", path, place, guess=_guess_encoding(data)),)
    return text.replace("\r\n", "\n").replace("\r", "\n"), ()


def split(text: str, path: str) -> FrontMatter:
    """A Markdown file's front matter and body."""
    opening = _FENCE.match(text)
    if not opening:
        return FrontMatter(problems=(found("front-matter-missing", path, Place(1, 1)),))
    closing = _FENCE.search(text, opening.end())
    if not closing:
        return FrontMatter(problems=(found("front-matter-unclosed", path, Place(1, 1)),))
    block = text[opening.end() + 1 : closing.start()]
    body = text[closing.end() + 1 :]
    parsed = parse_yaml(block, path, first_line=2)
    line = text.count("\n", 0, closing.end()) + 2
    return FrontMatter(parsed.values, parsed.places, body, line, parsed.problems)


def split_yaml(text: str, path: str) -> FrontMatter:
    """A pure YAML file, whose Markdown stands under `body`."""
    parsed = parse_yaml(text, path)
    values = dict(parsed.values)
    body = values.pop("body", "")
    place = parsed.places.get(("body",), Place(1, 1))
    if not isinstance(body, str):
        return FrontMatter(values, parsed.places, problems=(*parsed.problems, found("body-empty", path, place)))
    # A block scalar (`body: |`) begins on the line below its key.
    block = re.match(r"body:[ \t]*[|>]", text.split("\n")[place.line - 1]) if body else None
    return FrontMatter(values, parsed.places, body, place.line + bool(block), parsed.problems)


def parse_yaml(text: str, path: str, first_line: int = 1) -> FrontMatter:
    """A YAML mapping with every scalar as text; problems stand at the file's own lines."""
    try:
        aliases = list(_aliases(text, path, first_line)) if _ANCHOR.search(text) else []
        if aliases:
            return FrontMatter(problems=tuple(aliases))
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return FrontMatter(problems=(_explain(error, text, path, first_line),))
    except RecursionError:
        return FrontMatter(problems=(found("yaml-too-deep", path, Place(first_line, 1), limit=MAX_DEPTH),))
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        return FrontMatter(problems=(found("yaml-not-mapping", path, _place(root, first_line)),))
    reader = _Reader(path, first_line)
    values = reader.mapping(root, ())
    return FrontMatter(values, reader.places, problems=tuple(reader.problems))


def position(text: str, offset: int, first_line: int = 1) -> Place:
    """The place of a character in a text."""
    return Place(text.count("\n", 0, offset) + first_line, offset - text.rfind("\n", 0, offset))


class _Reader:
    """Walks the nodes of one document, keeping each key's place and every mistake on the way."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def mapping(self, node: yaml.MappingNode, way: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = _place(key_node, self.first_line)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(found("yaml-not-mapping", self.path, place))
                continue
            key = key_node.value
            if key in values:
                first = self.places[(*way, key)].line
                self.problems.append(found("yaml-key-duplicate", self.path, place, key=key, first=first))
                continue
            self.places[(*way, key)] = place
            values[key] = self.value(value_node, (*way, key))
        return values

    def value(self, node: yaml.Node, way: Path) -> Any:
        if len(way) > MAX_DEPTH:
            if not any(problem.rule == "yaml-too-deep" for problem in self.problems):
                place = _place(node, self.first_line)
                self.problems.append(found("yaml-too-deep", self.path, place, limit=MAX_DEPTH))
            return ""
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, way)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.places[(*way, index)] = _place(item, self.first_line)
            return [self.value(item, (*way, index)) for index, item in enumerate(node.value)]
        return node.value


def _place(node: Any, first_line: int) -> Place:
    return Place(node.start_mark.line + first_line, node.start_mark.column + 1)


def _aliases(text: str, path: str, first_line: int) -> Iterator[Problem]:
    for event in yaml.parse(text, Loader=_Loader):
        if name := getattr(event, "anchor", None):
            yield found("yaml-alias", path, _place(event, first_line), name=name)


def _explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """The commonest mistakes by name: a colon in a value, and a tab for indentation."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return found("yaml-broken", path, Place(first_line, 1))
    lines = text.split("\n")
    index = min(mark.line, len(lines) - 1)
    place = Place(index + first_line, mark.column + 1)
    line = lines[index]
    if tab := re.match(r" *\t", line):
        return found("yaml-tab", path, Place(index + first_line, tab.end()))
    if colon := re.match(r"\s*(?:- )?([^\s:#\"'][^:]*):[ \t]+([^\"'\[{|>\s].*?:(?:[ \t].*|$))", line):
        key, value = colon[1], colon[2].strip()
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        place = Place(index + first_line, colon.start(2) + colon[2].index(":") + 1)
        return found("yaml-colon", path, place, key=key, quoted=f'"{quoted}"')
    return found("yaml-broken", path, place)


def _guess_encoding(data: bytes) -> str:
    """Name the encoding a Windows or Mac program most likely saved the text in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data.count(b"\0") > len(data) // 4:
        return "UTF-16"
    return "Windows-1252" if re.search(rb"[\xe6\xf8\xe5\xc6\xd8\xc5]", data) else "?"
