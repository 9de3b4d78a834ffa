"""Every picture of a site → its files: each content is developed once, on every core, and kept for next time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kommuneside import workers
from kommuneside.cache import Cache
from kommuneside.picture import Picture, develop
from kommuneside.problem import Problem
from kommuneside.rules import found
from kommuneside.shelf import Shelf

FILE, ROOM, DONE = "pictures.sqlite", "picture", "developed"
LARGEST = 8 * 1024**3
"""Bytes that may be kept: a municipality's pictures of many years."""
MANY = 4
"""Pictures from which sharing the work pays for starting the processes."""


class Album(Mapping[str, bytes]):
    """The files of pictures by their paths within the site, each read when it is asked for."""

    def __init__(self, pictures: Iterable[Picture], made: dict[str, bytes], shelf: Shelf, cache: Cache) -> None:
        self.shown = {form.address: one for one in pictures for form in one.forms}
        self.made = made
        self.shelf, self.cache = shelf, cache

    def __getitem__(self, address: str) -> bytes:
        """A file of a picture; raises KeyError where there is none."""
        made = self.made.get(address) or self.cache.get(ROOM, [address]).get(address)
        if made is None:  # what was kept is damaged
            one = self.shown[address]
            self.made |= develop(self.shelf.read(one.path), one) or {}
            made = self.made[address]
        return made

    def read_all(self) -> dict[str, bytes]:
        """All of them, in few questions."""
        self.made = self.cache.get(ROOM, self.shown.keys() - self.made.keys()) | self.made
        return dict(self)

    def __iter__(self) -> Iterator[str]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)


def develop_all(
    pictures: Iterable[Picture], shelf: Shelf, kept: Path | None, jobs: int
) -> tuple[Album, tuple[Problem, ...]]:
    """The files of every picture, and those pictures that are broken further in.

    `kept` is the folder where earlier builds keep theirs.
    """
    wanted = {picture.digest + picture.path: picture for picture in pictures}
    cache = Cache(kept and kept / FILE, LARGEST)
    known = cache.get(DONE, wanted)
    missing = [one for key, one in wanted.items() if key not in known]

    new: dict[str, bytes] = {}
    broken: list[Picture] = []
    developed = workers.share(lambda one: develop(shelf.read(one.path), one), missing, jobs, MANY)
    for picture, made in zip(missing, developed, strict=True):
        if made is None:
            broken.append(picture)
        else:
            new |= made
            cache.put(ROOM, made)
            cache.put(DONE, {picture.digest + picture.path: b""})
    album = Album((one for one in wanted.values() if one not in broken), new, shelf, cache)
    return album, tuple(found("picture-broken", picture.path) for picture in broken)
