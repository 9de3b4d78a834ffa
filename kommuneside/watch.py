"""What files look like now: two looks that differ mean that something was saved, added or deleted.

Files are asked, not listened to: it works alike on every system and file system, and an editor that writes aside and
renames (a new inode), or writes the same length within the clock's grain (a new time), is seen all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike

Look = Mapping[str, tuple[int, int, int]]
"""Each file's path with its time of change (ns), size (bytes) and inode."""

DEEPEST = 30
"""Folders within each other, of which a site may have fewer."""


def look(places: Iterable[str | PathLike[str]], hidden: bool = False) -> Look:
    """See every file at and below the places; what is not there, or may not be read, is not in the look.

    What begins with a dot is seen only where `hidden` asks for it.
    """
    return {path: seen for place in places for path, seen in _entries(os.fspath(place), 0, hidden)}


def _entries(path: str, depth: int, hidden: bool) -> Iterator[tuple[str, tuple[int, int, int]]]:
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
                status = entry.stat()
                yield entry.path, (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:  # gone between two breaths
            continue


def _file(path: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        status = os.stat(path)
    except OSError:
        return
    yield path, (status.st_mtime_ns, status.st_size, status.st_ino)
