"""The files that lie beside the texts: read only where a text asks for them."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from kommuneside.folders import ROOT, SUPPLIES
from kommuneside.problem import Problem
from kommuneside.rules import found


class Shelf(Struct, frozen=True):
    """A site's folder; a path is relative to it, with forward slashes."""

    folder: Path

    def read(self, path: str) -> bytes:
        """A file's content; raises OSError where the machine fails."""
        return (self.folder / path).read_bytes()

    def size(self, path: str) -> int:
        """How many bytes a file holds."""
        return (self.folder / path).stat().st_size


def find_vanished(error: Exception, folder: Path) -> Problem | None:
    """The Problem of a file that was there when names were read; None where the error is of another kind."""
    if not isinstance(error, FileNotFoundError) or error.filename is None:
        return None
    file = Path(os.fsdecode(error.filename))
    path = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else ""
    return found("file-vanished", path) if path.startswith((f"{ROOT}/", *(f"{name}/" for name in SUPPLIES))) else None
