"""`content/` → pages and their sections, as the folders lie, and every mistake found on the way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from kommuneside import folders, frontmatter, kept, schema
from kommuneside.cache import key_of
from kommuneside.folders import ROOT as FOLDER
from kommuneside.folders import TEXT_SUFFIXES, is_index, is_text
from kommuneside.memory import Memory
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.text import Brief, Reading, Text
from kommuneside.watch import Look

__all__ = ["FOLDER", "TEXT_SUFFIXES", "is_text"]

NOTHING_SEEN: Look = {}

_USUAL = 1 << 14
"""Bytes that are asked for at first: room for a thousand times as many takes longer to make than to fill."""


class Page(Struct, frozen=True, dict=True):
    """A folder with an `index.md`; `folder` is its path below `content/`, empty for the front page."""

    folder: str
    index: Text[schema.PageFields]
    sections: tuple[Text[schema.SectionFields], ...]

    @cached_property
    def address(self) -> str:
        """The page's address within the site: `/` or `/klima/maal/`."""
        return f"/{self.folder}/" if self.folder else "/"


class Content(Struct, frozen=True):
    """All that was read; `files` are the paths of what lies beside the texts, `drafts` of what is held back."""

    pages: tuple[Page, ...]
    files: frozenset[str]
    drafts: frozenset[str]
    problems: tuple[Problem, ...]


class _Noted(Struct, frozen=True, array_like=True):
    """What is known of the texts of a folder."""

    briefs: tuple[Brief, ...]
    problems: tuple[Problem, ...]


def read(site: Path, drafts: bool = False, memory: Memory | None = None, seen: Look = NOTHING_SEEN) -> Content:
    """Read a site's content; with `drafts`, what is marked as a draft counts as finished.

    `memory` spares work; a file that looks as when it was read last (`seen`) is not opened again.

    Raises OSError where a file or folder cannot be read: a fault of the machine, not of the author.
    """
    memory = memory or Memory()
    pages: list[Page] = []
    files: set[str] = set()
    held_back: set[str] = set()
    problems: list[Problem] = []
    places = [(place, _texts(site, place, memory, seen)) for place in folders.walk(site)]
    keys = [_key(place, texts) for place, texts in places]
    memory.fetch(keys)
    for (place, texts), key in zip(places, keys, strict=True):
        folder = place.path
        files.update(f"{folder}/{name}" for name in place.files)
        problems += place.problems
        problems += _look_into(texts, key, memory)
        index: Any = next((text for text in reversed(texts) if text.model is schema.PageFields), None)
        sections: list[Any] = [text for text in texts if text.model is schema.SectionFields]
        if index is None:
            if not place.texts and folder != FOLDER:
                continue
            rule = "front-page-missing" if folder == FOLDER else "index-missing"
            title = folder.rpartition("/")[2].replace("-", " ").capitalize()
            problems.append(found(rule, f"{folder}/index.md", folder=folder, title=title))
            index = _stand_in(folder)
        if not drafts:
            held_back.update(text.path for text in (*sections, index) if text.brief.draft)
            if folder == FOLDER and index.brief.draft:
                problems.append(found("front-page-draft", index.path, index.places.get(("draft",), Place(1, 1))))
        if index.path not in held_back:
            shown = (section for section in sections if section.path not in held_back)
            ordered = tuple(sorted(shown, key=lambda section: _rank(section.brief.order, section.slug)))
            pages.append(Page(folder[len(FOLDER) + 1 :], index, ordered))
        else:
            held_back.update(section.path for section in sections)
    return Content(tuple(pages), frozenset(files), frozenset(held_back), tuple(problems))


def _texts(site: Path, place: folders.Folder, memory: Memory, seen: Look) -> list[Text[schema.Entry]]:
    """The texts of a folder; the same object for the same file as long as a process remembers it."""
    texts: list[Text[schema.Entry]] = []
    for name in place.texts:
        path = f"{place.path}/{name}"
        sight = seen.get(f"{site}/{path}")
        text = memory.get((path, sight)) if sight else None
        if text is None and (data := _read_bytes(f"{site}/{path}")) is not None:
            model = schema.PageFields if is_index(name) else schema.SectionFields
            text = memory.recall((path, data), partial(Text, path, data, model))
            if sight:
                memory.put((path, sight), text)
        if text is not None:
            texts.append(text)
    return texts


def _key(place: folders.Folder, texts: Sequence[Text[schema.Entry]]) -> str:
    return key_of("folder", place.path, *(part for text in texts for part in (text.path, text.digest)))


def _look_into(texts: Sequence[Text[schema.Entry]], key: str, memory: Memory) -> tuple[Problem, ...]:
    """What is wrong with the texts of a folder; known or not, each has its `brief` from then on."""
    known = memory.read(key, _Noted)
    if known is None:
        problems = tuple(problem for text in texts for problem in text.reading.problems)
        memory.keep(key, kept.write(_Noted(tuple(text.brief for text in texts), problems)))
        return problems
    for text, brief in zip(texts, known.briefs, strict=True):
        text.__dict__.setdefault("brief", brief)
    return known.problems


def _stand_in(folder: str) -> Text[schema.PageFields]:
    """A page's own text where its author wrote none."""
    text = Text(f"{folder}/index.md", b"", schema.PageFields)
    text.__dict__["reading"] = Reading(schema.stand_in(schema.PageFields, folder), {}, "", 1)
    return text


def _read_bytes(path: str) -> bytes | None:
    """A file's bytes, no more than tell that it is too large; None where it vanished since its name was read."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = part = file.read(_USUAL)
            while part and len(data) <= frontmatter.LARGEST_FILE:
                part = file.read(frontmatter.LARGEST_FILE + 1 - len(data))
                data += part
            return data
    except FileNotFoundError:
        return None


def _rank(order: int | None, name: str) -> tuple[bool, int, str]:
    """Those with an `order` first, by it; the rest, and ties, by name."""
    return (order is None, order or 0, name)
