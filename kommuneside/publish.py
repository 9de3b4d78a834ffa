"""Writes the site aside and swaps it in at once; touches nothing it did not make.

A reader sees the whole old site or the whole new one: the folders change places in one system call (Linux and macOS),
elsewhere in two renames. The manifest lies in the site itself and names every file with its hash, so that any machine
that holds the folder knows what is ours.

Nothing is forced to the disk (fsync): after a power cut the site is built again from its content, and a build that
waits for the disk thousands of times would be paid for every day.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kommuneside.exchange import exchange, locked, restore

MANIFEST = "kommuneside-manifest.json"


class Refused(Exception):
    """The output folder is not ours to write: `reason` is a key under `publish.` in the catalogue."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Changes:
    """What a publication did to the site, as sorted paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def publish(
    files: Mapping[str, bytes], output: Path, site: Path, waiting: Callable[[], None] = lambda: None
) -> Changes:
    """Make `output` hold exactly `files` (path within the site → bytes).

    `waiting` is called once where another build is publishing there. Raises Refused, before anything is written, where
    the folder is not ours; OSError where the machine fails, with the published site as it was.
    """
    refuse_foreign(output, site)
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = output.parent / f".{output.name}.kommuneside"
    with locked(output.parent / f".{output.name}.lock", waiting):
        restore(aside, output)
        if aside.exists():
            shutil.rmtree(aside)  # left by a build that was killed: only we make this name
        refuse_strangers(output)
        before = read_manifest(output)
        hashes = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
        try:
            _write(files, aside)
            _write({MANIFEST: _manifest(hashes)}, aside)
            exchange(aside, output)
        finally:
            shutil.rmtree(aside, ignore_errors=True)  # the old site, or what a full disk left us with
    return _compare(before, hashes)


def foresee(files: Mapping[str, bytes], output: Path) -> Changes | None:
    """What publishing these files would do; None where nothing is published there yet."""
    before = read_manifest(output)
    if not before:
        return None
    return _compare(before, {path: hashlib.sha256(data).hexdigest() for path, data in files.items()})


def refuse_foreign(output: Path, site: Path) -> None:
    """Refuse an output folder that is, holds or lies in something it must not touch."""
    if output.is_symlink():
        raise Refused("symlink", output=output)
    if output.exists() and not output.is_dir():
        raise Refused("not_a_folder", output=output)
    if os.path.ismount(output):
        raise Refused("mount", output=output)
    real = _real(output)
    if real in (Path(real.anchor), _real(os.path.expanduser("~"))):
        raise Refused("too_wide", output=output)
    for name in ("content", "templates", "static"):
        source = _real(site / name)
        if real == source or source.is_relative_to(real) or real.is_relative_to(source):
            raise Refused("overlaps", output=output, source=source)
    if _real(site).is_relative_to(real):
        raise Refused("overlaps", output=output, source=site)


def _real(path: Path | str) -> Path:
    """Where a path leads; unlike pathlib, it takes a link to itself, and a user without a home, for what they are."""
    return Path(os.path.realpath(path))


def refuse_strangers(output: Path) -> None:
    """Refuse a folder with files that no manifest of ours names, and one that is locked against us."""
    if not output.exists():
        return
    if not os.access(output, os.W_OK):  # the exchange itself would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(output))
    ours = read_manifest(output)
    strangers = sorted(path for path in _files(output) if path not in ours and path != MANIFEST)
    if strangers:
        raise Refused("strangers", output=output, first=strangers[0], number=len(strangers))


def read_manifest(output: Path) -> dict[str, str]:
    """The files of the site published last, with their hashes; empty where there is none we can read."""
    try:
        files = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def read_addresses(output: Path) -> set[str]:
    """The addresses of the pages of the site published last: `/` and `/klima/`."""
    return {
        f"/{path.removesuffix('index.html')}" for path in read_manifest(output) if f"/{path}".endswith("/index.html")
    }


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return (json.dumps({"files": hashes}, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    made: set[str] = set()
    for path, data in files.items():
        target = f"{folder}/{path}"
        parent = target.rpartition("/")[0]
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        with open(target, "wb") as file:
            file.write(data)


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder, as its path in it with forward slashes; a link counts as a file."""
    for root, folders, names in os.walk(folder, onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]
        for name in (*names, *links):
            yield Path(root, name).relative_to(folder).as_posix()


def _raise(error: OSError) -> None:
    raise error


def _compare(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(path for path in after.keys() & before.keys() if after[path] != before[path])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )
