"""What files look like now: two looks that differ mean that something was saved, added or deleted.

Files are asked, not listened to: it works alike on every system and file system, and an editor that writes aside and
renames (a new inode), or writes the same length within the clock's grain (a new time), is seen all the same.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike

Sight = tuple[int, int, int, int]
"""A file's time of change (ns), size (bytes), inode, and when anything of it was changed (ns), which no one can set."""

Look = Mapping[str, Sight]
"""Each file's path and how it looks."""

DEEPEST = 30
"""Folders within each other, of which a site may have fewer."""


def look(places: Iterable[str | PathLike[str]], hidden: bool = False) -> Look:
    """See every file at and below the places; what is not there, or may not be read, is not in the look.

    What begins with a dot is seen only where `hidden` asks for it.
    """
    return {path: seen for place in places for path, seen in _entries(os.fspath(place), 0, hidden)}


def look_into(folder: str | PathLike[str]) -> Look:
    """See everything in a folder, what is hidden too, by its path within it; the same wherever the folder lies."""
    start = len(os.fspath(folder)) + 1
    return {path[start:].replace(os.sep, "/"): seen for path, seen in look([folder], hidden=True).items()}


def look_again(folder: str | PathLike[str], paths: Iterable[str]) -> dict[str, Sight]:
    """See some files of a folder, by their paths within it."""
    return {path: seen for path in paths for _, seen in _file(f"{os.fspath(folder)}/{path}")}


def digest(look: Look) -> str:
    """A look as one short text."""
    hashed = hashlib.blake2b(digest_size=20)
    for path, seen in sorted(look.items()):
        hashed.update(f"{path!r}{seen}".encode())
    return hashed.hexdigest()


def _entries(path: str, depth: int, hidden: bool) -> Iterator[tuple[str, Sight]]:
    try:
        entries = list(os.scandir(path))
    except NotADirectoryError:
        yield from _file(path)
        return
    except OSError:
        return
    for entry in entries:
        if entry.name[0] == "." and not hidden:
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth < DEEPEST:
                    yield from _entries(entry.path, depth + 1, hidden)
            else:
                yield entry.path, _sight(_stat(entry))
        except OSError:  # gone between two breaths
            continue


def _stat(entry: os.DirEntry[str]) -> os.stat_result:
    """How a file looks that a name leads to, or the name itself where it leads nowhere."""
    try:
        return entry.stat()
    except FileNotFoundError:
        return entry.stat(follow_symlinks=False)


def _file(path: str) -> Iterator[tuple[str, Sight]]:
    try:
        yield path, _sight(os.stat(path))
    except OSError:
        return


def _sight(status: os.stat_result) -> Sight:
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns
