"""The same command on the same site: says again what it said, before anything heavy is imported.

Nothing is guessed from a clock alone: every source and every published file must look as it did (its time, size and
inode), on the same day, with the same program, at the same commit. Whatever is in doubt is built.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kommuneside import clock, git, watch

FILE = os.path.join(".cache", "again.json")
PACKAGE = os.path.dirname(os.path.abspath(__file__))
HOUSE = os.path.dirname(PACKAGE)

SOURCES = ("config.yaml", "content", "templates", "static", os.path.join(".cache", "editor"))
"""What a site is made of, in its own folder."""

CODE = (PACKAGE, os.path.join(HOUSE, "requirements.lock"))
"""What makes a site."""

PROGRAM = (*CODE, *(os.path.join(HOUSE, name) for name in ("templates", "static")))
"""What makes a site, and the looks that every site may fall back on."""

_GRAIN, _COARSE_GRAIN = 50_000_000, 2_000_000_000
"""Nanoseconds within which two changes may get the same time: on most file systems, and on those of memory cards."""

Said = Sequence[tuple[str, str]]
"""What was printed: `out` or `err`, and the text."""


class Sight(NamedTuple):
    """How the sources looked at a moment, and whether a change since must show."""

    digest: str
    is_settled: bool


_looks: dict[str, Sight] = {}


def recall(arguments: Sequence[str]) -> Said | None:
    """What the last build said, where this one would do and say the same; None where it must be made."""
    site = site_of(arguments)
    try:
        if not os.path.isfile(os.path.join(site, FILE)):  # a pipe would never end
            return None
        with open(os.path.join(site, FILE), encoding="utf-8") as file:
            kept = json.load(file)
        if kept["asked"] != _asked(arguments) or "GITHUB_STEP_SUMMARY" in os.environ:
            return None
        _looks[site] = look(site)
        if kept["sources"] != _looks[site].digest or kept["published"] != watch.digest(watch.look_into(kept["output"])):
            return None
        return [(str(stream), str(text)) for stream, text in kept["said"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def remember(arguments: Sequence[str], output: str, published: str, before: Sight, said: Said) -> None:
    """Keep what a build would say the next time.

    `published` is the digest of how the site looks that it left, `before` how its sources looked as it began: what was
    saved meanwhile looks otherwise.
    """
    if not (before.is_settled and published):
        return
    kept = {
        "asked": _asked(arguments),
        "sources": before.digest,
        "output": os.path.abspath(output),
        "published": published,
        "said": said,
    }
    path = os.path.join(site_of(arguments), FILE)
    with contextlib.suppress(OSError):  # a folder that cannot be written to keeps nothing
        os.makedirs(os.path.dirname(path), exist_ok=True)
        aside = f"{path}.{os.getpid()}"
        with open(aside, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        os.replace(aside, path)


def first_look(site: str) -> Sight:
    """How the sources looked when `recall` saw them, else now: what is saved since shows, and a look is not cheap."""
    return _looks.pop(site, None) or look(site)


def look(site: str) -> Sight:
    """See everything that a site's build reads: its own files, the program's, and git's newest commit."""
    places = (*(os.path.join(site, name) for name in SOURCES), *PROGRAM)
    templates = (os.path.join(folder, "templates") for folder in (site, HOUSE))
    seen = {**watch.look(places), **watch.look(templates, hidden=True)}  # one may include what is hidden
    newest = max((changed for changed, *_ in seen.values()), default=0)
    grain = _GRAIN if newest % 1_000_000_000 else _COARSE_GRAIN
    return Sight(_hash([watch.digest(seen), *git.state(site)]), newest < time.time_ns() - grain)


def site_of(arguments: Sequence[str]) -> str:
    """The site's folder, read ahead of the parser, and as it reads it."""
    site = HOUSE
    for index, argument in enumerate(arguments):
        if argument == "--site" and index + 1 < len(arguments):
            site = arguments[index + 1]
        elif argument.startswith("--site="):
            site = argument[7:]
    return os.path.abspath(os.path.expanduser(site))


def is_coloured() -> bool:
    """Whether what is wrong may be told in colours: to someone at a terminal who has not asked to be without."""
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ


def _asked(arguments: Sequence[str]) -> str:
    """All besides files that a build and what it says depend on."""
    return _hash([*arguments, os.getcwd(), is_coloured(), clock.today().isoformat(), sys.version])


def _hash(parts: Iterable[object]) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        digest.update(f"{part!r}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
