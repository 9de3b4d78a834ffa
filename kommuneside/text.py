"""One text file: its bytes, and what they say once someone asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct

from kommuneside import characters, frontmatter, schema
from kommuneside.cache import hash_of, key_of
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

Kind_co = TypeVar("Kind_co", bound=schema.Entry, covariant=True)
Model = TypeVar("Model", bound=schema.Entry)


class Reading(Struct, Generic[Kind_co], frozen=True):
    """What a text file says: its fields with their places and as written, its Markdown with its first line."""

    fields: Kind_co
    places: Mapping[frontmatter.Path, Place]
    body: str
    body_line: int
    head: str = ""
    body_indent: int = 0
    problems: tuple[Problem, ...] = ()


class Brief(NamedTuple):
    """What the site's shape depends on of a text; `name` is what a menu says, `face` tells one head from another."""

    draft: bool
    order: int | None
    dated: bool
    name: str
    aliases: tuple[str, ...]
    face: str


class Text(Struct, Generic[Kind_co], frozen=True, dict=True):
    """One text file: its bytes, read further only when someone asks; `day` is git's, where it names none itself."""

    path: str
    data: bytes
    model: type[Kind_co]
    day: date | None = None

    @cached_property
    def reading(self) -> Reading[Kind_co]:
        """What the file says."""
        return read_text(self.path, self.data, self.model)

    @cached_property
    def brief(self) -> Brief:
        """What the site's shape depends on."""
        fields = self.reading.fields
        name, aliases = getattr(fields, "menu_title", None) or fields.title, getattr(fields, "aliases", ())
        return Brief(fields.draft, fields.order, bool(fields.updated), name, aliases, key_of(self.head))

    @cached_property
    def digest(self) -> str:
        """Tells one version of the file from another."""
        return hash_of(self.data).hex()

    @cached_property
    def fields(self) -> Kind_co:
        """The front matter, or what stands in for it."""
        fields = self.reading.fields
        return fields if fields.updated or not self.day else fields.model_copy(update={"updated": self.day})

    @property
    def places(self) -> Mapping[frontmatter.Path, Place]:
        """Where each field stands."""
        return self.reading.places

    @property
    def body(self) -> str:
        """The Markdown."""
        return self.reading.body

    @property
    def body_line(self) -> int:
        """The line it begins on."""
        return self.reading.body_line

    @property
    def body_indent(self) -> int:
        """How far it stands in, in a YAML file."""
        return self.reading.body_indent

    @property
    def head(self) -> str:
        """The front matter as written."""
        return self.reading.head

    @property
    def is_dated(self) -> bool:
        """Whether it is known when the text last changed."""
        return self.brief.dated or self.day is not None

    def lacks(self, key: str) -> bool:
        """Whether the author left a field out; a text whose fields could not be read lacks nothing."""
        return bool(self.places) and (key,) not in self.places

    @property
    def slug(self) -> str:
        """The file's stem: a section's address on its page."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


def read_text(path: str, data: bytes, model: type[Model]) -> Reading[Model]:
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
            end = Place(max(1, text.rstrip("\n").count("\n") + 1), 1)
            is_field = not path.lower().endswith(".md") and ("body",) not in parsed.places
            problems += (found("field-missing" if is_field else "body-empty", path, end, key="body", name="body"),)
    problems += frontmatter.check_characters(parsed.body, path, parsed.body_line)
    body = characters.replace(parsed.body)
    fields = fields or schema.stand_in(model, path.rpartition("/")[2], parsed.values)
    return Reading(fields, parsed.places, body, parsed.body_line, parsed.head, parsed.body_indent, problems)
