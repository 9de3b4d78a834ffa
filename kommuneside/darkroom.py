"""Every picture of a site → its files: each content is developed once, on every core, and kept for next time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kommuneside import workers
from kommuneside.cache import Cache
from kommuneside.picture import Picture, develop
from kommuneside.problem import Problem
from kommuneside.rules import found
from kommuneside.shelf import Shelf

FILE = "pictures.sqlite"
LARGEST = 8 * 1024**3
"""Bytes that may be kept: a municipality's pictures of many years."""
MANY = 4
"""Pictures from which sharing the work pays for starting the processes."""


def develop_all(
    pictures: Iterable[Picture], shelf: Shelf, kept: Path | None, jobs: int
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The files of every picture, by their paths within the site, and those pictures that are broken further in.

    `kept` is the folder where earlier builds keep theirs.
    """
    wanted = {picture.digest + picture.path: picture for picture in pictures}
    addresses = [form.address for picture in wanted.values() for form in picture.forms]
    if not addresses:
        return {}, ()
    cache = Cache(kept and kept / FILE, LARGEST)
    files = cache.get("picture", addresses)
    missing = [one for one in wanted.values() if any(form.address not in files for form in one.forms)]

    broken = []
    developed = workers.share(lambda one: develop(shelf.read(one.path), one), missing, jobs, MANY)
    for picture, made in zip(missing, developed, strict=True):
        if made is None:
            broken.append(found("picture-broken", picture.path))
        else:
            files |= made
            cache.put("picture", made)
    cache.close()
    return files, tuple(broken)
