"""What lies in a site's folders: their files' names, and what may not lie there.

Names become addresses, here and on a web editor's Windows machine, and a link could lead out of the site.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from kommuneside.charts import DESCRIPTIONS
from kommuneside.frontmatter import decode
from kommuneside.problem import Problem
from kommuneside.rules import found
from kommuneside.slug import slugify

ROOT = "content"
TEXT_SUFFIXES = (".md", ".yaml", ".yml")
SUPPLIES = ("static", "templates")
"""What a site may bring of its own to make its pages with."""

DEEPEST = 20
MOST_FILES = 100_000
LARGEST_SUPPLY = 25_000_000
"""Bytes a file of `static/` or `templates/` may hold: more than most hosts take."""

_FIT_NAME = re.compile(r"\w[\w.-]*")
# Signs that obey a terminal, and those that nobody sees: they turn words round, or make two names look like one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
# What Windows keeps for itself, with any suffix.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class Folder(Struct, frozen=True):
    """A folder by its path within the site, the names of its texts and of its other files, and what is wrong here."""

    path: str
    texts: tuple[str, ...]
    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def walk(site: Path, root: str = ROOT, unseen: str = "._") -> Iterator[Folder]:
    """Each folder of a site's content, or of another `root`, from the top, without names that begin `unseen`.

    Raises OSError where a folder cannot be read; one that vanishes on the way is passed over.
    """
    if (site / root).is_symlink() or (not (site / root).is_dir() and os.path.lexists(site / root)):
        yield Folder(root, (), (), (found("file-special", root, name=root),))
        return
    left = MOST_FILES
    waiting = [root]
    while waiting:
        path = waiting.pop()
        entries = _entries(site, path, unseen)
        names = [entry.name for entry in entries if _is_plain_file(entry)]
        inner = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        problems = [
            found("file-special", f"{path}/{entry.name}", name=entry.name)
            for entry in entries
            if not (_is_plain_file(entry) or entry.is_dir(follow_symlinks=False))
        ]
        if inner and path.count("/") >= DEEPEST:
            problems.append(found("folder-too-deep", path, limit=DEEPEST))
            inner = []
        left -= len(names)
        if left < 0:
            yield Folder(path, (), (), (found("files-too-many", root, limit=MOST_FILES),))
            return
        texts = tuple(filter(is_text, names)) if root == ROOT else ()
        files = tuple(sorted(set(names) - set(texts)))
        problems += _check_names(path, texts, (*files, *inner))
        yield Folder(path, texts, files, tuple(problems))
        waiting += [f"{path}/{name}" for name in reversed(inner)]


def check_supplies(site: Path) -> Iterator[Problem]:
    """What would make a page hold what is not the site's, or a build wait for ever, in `static/` and `templates/`."""
    for root in SUPPLIES:
        for folder in walk(site, root, "" if root == "templates" else "._"):
            yield from folder.problems
            for name in folder.files:
                with suppress(FileNotFoundError):
                    yield from _check_supply(site, f"{folder.path}/{name}")


def is_text(name: str) -> bool:
    """Whether a file is a page or a section, by its name: a chart may be described in a YAML file too."""
    return name.lower().endswith(TEXT_SUFFIXES) and not name.lower().endswith(DESCRIPTIONS)


def is_index(name: str) -> bool:
    """Whether a file makes its folder a page."""
    return name.rpartition(".")[0].lower() == "index"


def _entries(site: Path, path: str, unseen: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(site / path) as entries:
            return sorted((entry for entry in entries if entry.name[0] not in unseen), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_plain_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


@lru_cache(maxsize=MOST_FILES)
def _check_names(folder: str, texts: tuple[str, ...], others: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with the names in a folder; a preview asks again and again."""
    return (*_check_texts(folder, texts), *_check_others(folder, others))


def _check_texts(folder: str, names: tuple[str, ...]) -> Iterator[Problem]:
    """A text's name is an address: it must be fit for one, and no two may give the same."""
    own = folder.rpartition("/")[2]
    if names and not _is_fit(own):
        yield found("file-name-unfit", folder, name=own, better=slugify(own))
    first: dict[str, str] = {}
    for name in names:
        stem, _, suffix = name.rpartition(".")
        path = f"{folder}/{name}"
        if not _is_fit(stem):
            yield found("file-name-unfit", path, name=name, better=f"{slugify(stem)}.{suffix.lower()}")
        elif _alike(stem) in first:
            address = f"{folder.removeprefix(ROOT)}/" + ("" if is_index(name) else f"#{stem}")
            yield found("address-duplicate", path, address=address, other=first[_alike(stem)])
        first.setdefault(_alike(stem), path)


def _check_others(folder: str, names: tuple[str, ...]) -> Iterator[Problem]:
    """Other files and folders may be called much, but not what some machines cannot hold or tell apart."""
    first: dict[str, str] = {}
    for name in names:
        path = f"{folder}/{name}"
        stem, dot, suffix = name.rpartition(".")
        if _CONTROL.search(name) or _RESERVED.fullmatch(name) or "\\" in name:
            yield found("file-name-unfit", path, name=name, better=slugify(stem or suffix) + (dot and f".{suffix}"))
        elif _alike(name) in first:
            yield found("address-duplicate", path, address=name, other=first[_alike(name)])
        first.setdefault(_alike(name), path)


def _check_supply(site: Path, path: str) -> Iterator[Problem]:
    if (site / path).stat().st_size > LARGEST_SUPPLY:
        yield found("supply-too-large", path, limit=LARGEST_SUPPLY // 1_000_000)
    elif path.endswith((".css", ".js", ".html")):
        yield from decode((site / path).read_bytes(), path)[1]


def _is_fit(name: str) -> bool:
    return bool(_FIT_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name)


def _alike(name: str) -> str:
    """The same for names that a Mac or Windows machine takes for one."""
    return unicodedata.normalize("NFC", name).casefold()
