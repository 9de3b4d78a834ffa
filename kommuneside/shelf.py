"""The files that lie beside the texts: read only where a text asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """A site's folder; a path is relative to it, with forward slashes."""

    folder: Path

    def read(self, path: str) -> bytes:
        """A file's content; raises OSError where the machine fails."""
        return (self.folder / path).read_bytes()

    def size(self, path: str) -> int:
        """How many bytes a file holds."""
        return (self.folder / path).stat().st_size
