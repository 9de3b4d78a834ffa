"""The site that was published before this one, kept for the next: most of its files are the next one's too.

A file is only trusted as long as it looks as it did when we left it: time, size, inode and the time of its last change,
which no program can set. What is in doubt is thrown away and written anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kommuneside import watch

FOLDER = "spare"
RECORD = "published.json"


@dataclass(slots=True)
class Spare:
    """What lies in the folder `kept` between builds of a site that is published in `output`.

    `standing` are the sizes of the files of the site that stands, empty where it is in doubt; `is_whole` says whether
    the spare one can be had.
    """

    kept: Path
    output: Path
    standing: Mapping[str, int] = field(init=False)
    is_whole: bool = field(init=False)

    def __post_init__(self) -> None:
        known = _read(self.kept / RECORD)
        now = _look(self.output)
        trusted = known.get("output") == os.path.abspath(self.output) and known.get("look") == watch.digest(now)
        self.standing = {path: size for path, (_, size, *_) in now.items()} if trusted else {}
        self.is_whole = "spare" in known and known["spare"] == watch.digest(_look(self.kept / FOLDER))

    def take(self, place: Path) -> bool:
        """Move the spare site to `place`, or throw it away; tells which."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            (self.kept / RECORD).unlink()
        if self.is_whole:
            with contextlib.suppress(OSError):  # it lies on another disk
                os.rename(self.kept / FOLDER, place)
                return True
        shutil.rmtree(self.kept / FOLDER, ignore_errors=True)
        return False

    def give(self, place: Path) -> None:
        """Keep the site that stood until now, which lies in `place`, and how both look; or else throw it away."""
        with contextlib.suppress(OSError):
            self.kept.mkdir(parents=True, exist_ok=True)
            if place.exists():
                os.rename(place, self.kept / FOLDER)
            looks = {"look": watch.digest(_look(self.output)), "spare": watch.digest(_look(self.kept / FOLDER))}
            text = json.dumps({"output": os.path.abspath(self.output), **looks})
            (self.kept / RECORD).write_text(text, "utf-8")
        shutil.rmtree(place, ignore_errors=True)


def _look(folder: Path) -> watch.Look:
    """How every file in a folder looks, by its path within it."""
    start = len(str(folder)) + 1
    return {path[start:].replace(os.sep, "/"): seen for path, seen in watch.look([folder], hidden=True).items()}


def _read(path: Path) -> Mapping[str, str]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
