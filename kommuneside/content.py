"""`content/` → pages and their sections, as the folders lie, and every mistake found on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from kommuneside import frontmatter, schema
from kommuneside.charts import DESCRIPTIONS
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.slug import slugify

FOLDER = "content"
TEXT_SUFFIXES = (".md", ".yaml", ".yml")

_FIT_NAME = re.compile(r"\w[\w.-]*")

Kind_co = TypeVar("Kind_co", bound=schema.Entry, covariant=True)
Model = TypeVar("Model", bound=schema.Entry)


@dataclass(frozen=True, slots=True)
class Text(Generic[Kind_co]):
    """One text file, read: its fields with their places and as written, and its Markdown with its first line."""

    path: str
    fields: Kind_co
    places: Mapping[frontmatter.Path, Place]
    body: str
    body_line: int
    head: str = ""
    body_indent: int = 0

    def lacks(self, key: str) -> bool:
        """Whether the author left a field out; a text whose fields could not be read lacks nothing."""
        return bool(self.places) and (key,) not in self.places

    @property
    def slug(self) -> str:
        """The file's stem: a section's address on its page."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


@dataclass(frozen=True)
class Page:
    """A folder with an `index.md`; `folder` is its path below `content/`, empty for the front page."""

    folder: str
    index: Text[schema.PageFields]
    sections: tuple[Text[schema.SectionFields], ...]

    @cached_property
    def address(self) -> str:
        """The page's address within the site: `/` or `/klima/maal/`."""
        return f"/{self.folder}/" if self.folder else "/"


@dataclass(frozen=True, slots=True)
class Content:
    """All that was read; `files` are the paths of what lies beside the texts, `drafts` of what is held back."""

    pages: tuple[Page, ...]
    files: frozenset[str]
    drafts: frozenset[str]
    problems: tuple[Problem, ...]


def read(site: Path, drafts: bool = False) -> Content:
    """Read a site's content; with `drafts`, what is marked as a draft counts as finished.

    Raises OSError where a file or folder cannot be read: a fault of the machine, not of the author.
    """
    pages: list[Page] = []
    files: set[str] = set()
    held_back: set[str] = set()
    problems: list[Problem] = []
    for folder, names in _walk(site, FOLDER):
        texts = [name for name in names if is_text(name)]
        files.update(f"{folder}/{name}" for name in names if name not in texts)
        problems += _check_names(folder, texts)
        index: Text[schema.PageFields] | None = None
        sections: list[Text[schema.SectionFields]] = []
        for name in texts:
            path = f"{folder}/{name}"
            data = (site / path).read_bytes()
            if _is_index(name):
                index, mistakes = read_text(path, data, schema.PageFields)
            else:
                section, mistakes = read_text(path, data, schema.SectionFields)
                sections.append(section)
            problems += mistakes
        if index is None:
            if not texts and folder != FOLDER:
                continue
            rule = "front-page-missing" if folder == FOLDER else "index-missing"
            problems.append(found(rule, f"{folder}/index.md", folder=folder))
            index = Text(f"{folder}/index.md", schema.stand_in(schema.PageFields, folder), {}, "", 1)
        if not drafts:
            held_back.update(text.path for text in (*sections, index) if text.fields.draft)
            if folder == FOLDER and index.fields.draft:
                problems.append(found("front-page-draft", index.path, index.places.get(("draft",), Place(1, 1))))
        if index.path not in held_back:
            shown = (section for section in sections if section.path not in held_back)
            ordered = tuple(sorted(shown, key=lambda section: _rank(section.fields.order, section.slug)))
            pages.append(Page(folder[len(FOLDER) + 1 :], index, ordered))
        else:
            held_back.update(section.path for section in sections)
    return Content(tuple(pages), frozenset(files), frozenset(held_back), tuple(problems))


def read_text(path: str, data: bytes, model: type[Model]) -> tuple[Text[Model], tuple[Problem, ...]]:
    """Read one text file's bytes; where its fields cannot be trusted, others stand in for them.

    So the text keeps its place in the site: its body is checked too, and links to it are not called dead.
    """
    text, problems = frontmatter.decode(data, path)
    parsed = frontmatter.FrontMatter(problems=problems)
    if not problems:
        parsed = (frontmatter.split if path.lower().endswith(".md") else frontmatter.split_yaml)(text, path)
    fields, problems = None, parsed.problems
    if parsed.values or not problems:
        fields, mistakes = schema.validate(model, parsed.values, parsed.places, path)
        problems += mistakes
        if model is schema.SectionFields and not parsed.body.strip():
            problems += (found("body-empty", path, Place(max(1, text.rstrip("\n").count("\n") + 1), 1)),)
    fields = fields or schema.stand_in(model, path.rpartition("/")[2], parsed.values)
    return Text(path, fields, parsed.places, parsed.body, parsed.body_line, parsed.head, parsed.body_indent), problems


def is_text(name: str) -> bool:
    """Whether a file is a page or a section, by its name: a chart may be described in a YAML file too."""
    return name.lower().endswith(TEXT_SUFFIXES) and not name.lower().endswith(DESCRIPTIONS)


def _rank(order: int | None, name: str) -> tuple[bool, int, str]:
    """Those with an `order` first, by it; the rest, and ties, by name."""
    return (order is None, order or 0, name)


def _walk(site: Path, folder: str) -> Iterator[tuple[str, list[str]]]:
    """Each folder with the names of the files in it, sorted, without what begins with `_` or `.`."""
    try:
        with os.scandir(site / folder) as entries:
            seen = sorted((entry for entry in entries if entry.name[0] not in "._"), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        if folder != FOLDER:
            raise
        seen = []
    yield folder, [entry.name for entry in seen if entry.is_file()]
    for entry in seen:
        if entry.is_dir():
            yield from _walk(site, f"{folder}/{entry.name}")


def _is_index(name: str) -> bool:
    return name.rpartition(".")[0].lower() == "index"


def _check_names(folder: str, names: list[str]) -> Iterator[Problem]:
    """Names become addresses: they must be fit for one, and no two may give the same."""
    own = folder.rpartition("/")[2]
    if names and not _FIT_NAME.fullmatch(own):
        yield found("file-name-unfit", folder, name=own, better=slugify(own))
    first: dict[str, str] = {}
    for name in names:
        stem, _, suffix = name.rpartition(".")
        path = f"{folder}/{name}"
        if not _FIT_NAME.fullmatch(stem):
            yield found("file-name-unfit", path, name=name, better=f"{slugify(stem)}.{suffix.lower()}")
        elif stem.lower() in first:
            address = f"{folder.removeprefix(FOLDER)}/" + ("" if _is_index(name) else f"#{stem}")
            yield found("address-duplicate", path, address=address, other=first[stem.lower()])
        first.setdefault(stem.lower(), path)
