"""`static/` → what pages carry inline and what they fetch, under names that hold a hash of the content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from kommuneside.minify import minify_css, minify_js

FOLDER = "static"


class Assets(Struct, frozen=True, dict=True):
    """The files of `static/`, the site's own before the repository's, file by file."""

    folders: Sequence[Path]
    addresses: dict[str, str] = {}

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Every asset's name and the file that holds it."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for root, folders, names in os.walk(folder, onerror=_raise):
                folders[:] = sorted(name for name in folders if name[0] not in "._")
                for name in sorted(name for name in names if name[0] not in "._"):
                    path = Path(root, name)
                    found[path.relative_to(folder).as_posix()] = path
        return found

    def text(self, names: Sequence[str]) -> str:
        """Some style sheets or scripts as one, without comments and space; raises KeyError for an unknown name."""
        joined = "\n".join(self.paths[name].read_text("utf-8") for name in names)
        return minify_js(joined) if names and names[0].endswith(".js") else minify_css(joined)

    def published(self) -> Iterator[tuple[str, bytes]]:
        """What a page may fetch, as (path within the site, bytes); style sheets and scripts are inline."""
        for name in self.paths:
            if not name.endswith((".css", ".js")):
                yield self.address(name)[1:], self.paths[name].read_bytes()

    def address(self, name: str) -> str:
        """An asset's address within the site, which changes with its content and so may be kept for a year."""
        if name not in self.addresses:
            data = self.paths[name].read_bytes()
            stem, dot, suffix = name.rpartition(".")
            self.addresses[name] = f"/{FOLDER}/{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dot}{suffix}"
        return self.addresses[name]


def _raise(error: OSError) -> None:
    """What may not be read must not be left out in silence; a site need not have the folder."""
    if not isinstance(error, FileNotFoundError):
        raise error
