"""`content/` → pages and their sections, as the folders lie, and every mistake found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Generic, TypeVar

from kommuneside import folders, frontmatter, schema
from kommuneside.folders import ROOT as FOLDER
from kommuneside.folders import TEXT_SUFFIXES, is_index, is_text
from kommuneside.memory import Memory
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

__all__ = ["FOLDER", "TEXT_SUFFIXES", "is_text"]

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


def read(site: Path, drafts: bool = False, memory: Memory | None = None) -> Content:
    """Read a site's content; with `drafts`, what is marked as a draft counts as finished; `memory` spares work.

    Raises OSError where a file or folder cannot be read: a fault of the machine, not of the author.
    """
    memory = memory or Memory()
    pages: list[Page] = []
    files: set[str] = set()
    held_back: set[str] = set()
    problems: list[Problem] = []
    for place in folders.walk(site):
        folder, texts = place.path, place.texts
        files.update(f"{folder}/{name}" for name in place.files)
        problems += place.problems
        index: Text[schema.PageFields] | None = None
        sections: list[Text[schema.SectionFields]] = []
        for name in texts:
            path = f"{folder}/{name}"
            data = _read_bytes(site / path)
            if data is None:
                continue
            if is_index(name):
                index, mistakes = memory.recall((path, data), partial(read_text, path, data, schema.PageFields))
            else:
                section, mistakes = memory.recall((path, data), partial(read_text, path, data, schema.SectionFields))
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


def _read_bytes(path: Path) -> bytes | None:
    """A file's bytes, no more than tell that it is too large; None where it vanished since its name was read."""
    try:
        with open(path, "rb") as file:
            return file.read(frontmatter.LARGEST_FILE + 1)
    except FileNotFoundError:
        return None


def _rank(order: int | None, name: str) -> tuple[bool, int, str]:
    """Those with an `order` first, by it; the rest, and ties, by name."""
    return (order is None, order or 0, name)
