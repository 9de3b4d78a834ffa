"""Writes the site aside and swaps it in at once; touches nothing it did not make.

A reader sees the whole old site or the whole new one: the folders change places in one system call (Linux and macOS),
elsewhere in two renames. The manifest lies in the site itself and names every file with its hash, so that any machine
that holds the folder knows what is ours.

Nothing is forced to the disk (fsync): after a power cut the site is built again from its content, and a build that
waits for the disk thousands of times would be paid for every day.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from kommuneside.exchange import exchange, locked, restore
from kommuneside.spare import Spare

MANIFEST = "kommuneside-manifest.json"


class Refused(Exception):
    """The output folder is not ours to write: `reason` is a key under `publish.` in the catalogue."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Changes(Struct, frozen=True):
    """What a publication did to the site, as sorted paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Stored(Struct, frozen=True, array_like=True):
    """What lies in a file of the site: its hash (SHA-256) and its size in bytes."""

    digest: str
    size: int


def publish(
    files: Mapping[str, bytes], output: Path, site: Path, waiting: Callable[[], None] = lambda: None
) -> Changes:
    """Make `output` hold exactly `files` (path within the site → bytes).

    `waiting` is called once where another build is publishing there. Raises Refused, before anything is written, where
    the folder is not ours; OSError where the machine fails, with the published site as it was.
    """
    with prepare(output, site, waiting=waiting) as edition:
        return edition.show({path: edition.put(path, data) for path, data in files.items()})


class Edition(Struct):
    """A site on its way: written aside, and not seen before `show`.

    `standing` are the files published now, as far as they are known to be as we wrote them; `spare` what lies aside
    already, from the edition before that.
    """

    output: Path
    aside: Path
    before: Mapping[str, str]
    standing: Mapping[str, Stored] = {}
    spare: Mapping[str, str] = {}
    folders: set[str] = set()
    files: set[str] = set()
    new: set[str] = set()
    is_shown: bool = False
    look: str = ""
    """How the site looks that now stands, as a digest, where that is known."""

    def put(self, path: str, data: bytes) -> Stored:
        """Write a file of the new site; one that is in the site now keeps its time, for those who ask by it."""
        stored = Stored(hashlib.sha256(data).hexdigest(), len(data))
        if self.standing.get(path) == stored:
            return self.keep(path)
        if self.spare.get(path) != stored.digest:
            self._write(path, data)
        return stored

    def keep(self, path: str) -> Stored:
        """Take a file of the new site from the one that stands."""
        stored = self.standing[path]
        if self.spare.get(path) != stored.digest:
            target = self._clear(path)
            try:
                os.link(self.output / path, target)
            except OSError:  # a file system that knows no links, or has enough of them
                shutil.copy2(self.output / path, target)
        return stored

    def show(self, files: Mapping[str, Stored]) -> Changes:
        """Let the new site, which consists of these files, take the old one's place."""
        for path in self.spare.keys() - files.keys() - {MANIFEST}:
            _remove(self.aside, path)
        hashes = {path: stored.digest for path, stored in sorted(files.items())}
        self.files = {*hashes, MANIFEST}
        self.new = {MANIFEST, *(path for path, digest in hashes.items() if self.spare.get(path) != digest)}
        self._write(MANIFEST, _manifest(hashes))
        exchange(self.aside, self.output)
        self.is_shown = True
        return _compare(self.before, hashes)

    def _write(self, path: str, data: bytes) -> None:
        with open(self._clear(path), "xb") as file:
            file.write(data)

    def _clear(self, path: str) -> str:
        """Where a file is to lie aside: in a folder that is there, and on nothing that may be the standing site's."""
        target = f"{self.aside}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self.folders:
            try:
                os.makedirs(folder, exist_ok=True)
            except (FileExistsError, NotADirectoryError):  # what was a file is a folder now
                _unlink_on_the_way(folder)
                os.makedirs(folder, exist_ok=True)
            self.folders.add(folder)
        if path in self.spare:
            os.unlink(target)
        elif self.spare and os.path.isdir(target):  # and what was a folder, a file
            shutil.rmtree(target)
        return target


@contextlib.contextmanager
def prepare(
    output: Path, site: Path, kept: Path | None = None, waiting: Callable[[], None] = lambda: None
) -> Iterator[Edition]:
    """Begin an edition for `output`; raises as `publish` does.

    In the folder `kept` lies, between builds, the site that was published before this one: most of its files are those
    of the next one too, and need not be written again.
    """
    refuse_foreign(output, site)
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = output.parent / f".{output.name}.kommuneside"
    with locked(output.parent / f".{output.name}.lock", waiting):
        restore(aside, output)
        if aside.exists():
            shutil.rmtree(aside)  # left by a build that was killed: only we make this name
        store = Spare(kept, output) if kept else None
        if not (store and store.standing):
            refuse_strangers(output)
        elif not os.access(output, os.W_OK):  # the exchange itself would not ask
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(output))
        edition = Edition(output, aside, read_manifest(output))
        if store:
            known = ((path, edition.before.get(path), size) for path, size in store.standing.items())
            edition.standing = {path: Stored(digest, size) for path, digest, size in known if digest}
            edition.spare = {**read_manifest(aside), MANIFEST: ""} if store.take(aside) else {}
        try:
            yield edition
        finally:
            if edition.is_shown and store:
                edition.look = store.give(aside, edition.files, edition.new)
            else:
                shutil.rmtree(aside, ignore_errors=True)  # the old site, or what a full disk left us with


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
    if not (output / MANIFEST).is_file():
        return {}
    try:
        files = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def read_addresses(output: Path) -> set[str]:
    """The addresses of the pages of the site published last: `/` and `/klima/`."""
    return {
        f"/{path.removesuffix('index.html')}" for path in read_manifest(output) if f"/{path}".endswith("/index.html")
    }


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return (json.dumps({"files": hashes}, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _remove(folder: Path, path: str) -> None:
    """Delete a file in a folder, where it still is one, and the folders around it that are empty then."""
    if not os.path.isdir(folder / path):  # unlinking a folder is another error on every system
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(folder / path)
    with contextlib.suppress(OSError):
        while path := path.rpartition("/")[0]:
            os.rmdir(folder / path)


def _unlink_on_the_way(folder: str) -> None:
    """Delete the file that stands where a folder is to be; another process may have done so."""
    way = folder
    while not os.path.lexists(way):
        way = os.path.dirname(way)
    if not os.path.isdir(way):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(way)


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder, as its path in it with forward slashes; a link counts as a file."""
    for root, folders, names in os.walk(folder, onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]
        within = root[len(str(folder)) + 1 :].replace(os.sep, "/")
        for name in (*names, *links):
            yield f"{within}/{name}" if within else name


def _raise(error: OSError) -> None:
    raise error


def _compare(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(path for path in after.keys() & before.keys() if after[path] != before[path])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )
