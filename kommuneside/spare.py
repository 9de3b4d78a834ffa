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
from pathlib import Path

from kommuneside import watch

FOLDER = "spare"
RECORD = "published.json"


class Spare:
    """What lies in the folder `kept` between builds of a site that is published in `output`.

    `standing` are the sizes of the files of the site that stands, empty where it is in doubt; `is_whole` says whether
    the spare one can be had.
    """

    def __init__(self, kept: Path, output: Path) -> None:
        self.kept, self.output = kept, output
        known = _read(self.kept / RECORD)
        self.now, self.aside = watch.look_into(self.output), watch.look_into(self.kept / FOLDER)
        trusted = known.get("output") == os.path.abspath(self.output) and known.get("look") == watch.digest(self.now)
        self.standing: Mapping[str, int] = {path: size for path, (_, size, *_) in self.now.items()} if trusted else {}
        self.is_whole = "spare" in known and known["spare"] == watch.digest(self.aside)

    def take(self, place: Path) -> bool:
        """Move the spare site to `place`, or throw it away; tells which."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            (self.kept / RECORD).unlink()
        if self.is_whole:
            with contextlib.suppress(OSError):  # it lies on another disk
                os.rename(self.kept / FOLDER, place)
                return True
        self.is_whole = False
        shutil.rmtree(self.kept / FOLDER, ignore_errors=True)
        return False

    def give(self, place: Path, files: set[str], new: set[str]) -> str:
        """Keep the site that stood until now, from `place`, or throw it away; gives how the new one looks.

        That holds `files`, of which the `new` were written or linked just now: the others look as they did.
        """
        look = ""
        with contextlib.suppress(OSError):  # it lies on another disk, or there was none
            self.kept.mkdir(parents=True, exist_ok=True)
            if self.standing:  # else no one knows what has been done to it
                os.rename(place, self.kept / FOLDER)
        with contextlib.suppress(OSError):
            stands: watch.Look
            lies: watch.Look
            if self.is_whole and self.standing:
                stands = {path: self.aside[path] for path in files - new} | watch.look_again(self.output, new)
                touched = self.now.keys() & (new | (self.aside.keys() - files))  # two names of a file share its times
                lies = {**self.now, **watch.look_again(self.kept / FOLDER, touched)}
            else:
                stands, lies = watch.look_into(self.output), watch.look_into(self.kept / FOLDER)
            look, spare = watch.digest(stands), watch.digest(lies)
            text = json.dumps({"output": os.path.abspath(self.output), "look": look, "spare": spare})
            (self.kept / RECORD).write_text(text, "utf-8")
        shutil.rmtree(place, ignore_errors=True)
        return look


def _read(path: Path) -> Mapping[str, str]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
