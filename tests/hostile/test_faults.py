"""Whatever file operation fails, the old site stands whole, one sentence says why, and the next build works.

The operations are not listed here: Python tells of each as it is about to happen (audit events), so that a program
that works in another way is tested as well.
"""

from __future__ import annotations

import builtins
import errno
import hashlib
import io
import itertools
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

from kommuneside import cli, git, make, publish
from kommuneside.preview.workshop import Workshop
from kommuneside.texts import load

FAULTS = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EMFILE, errno.EROFS)
LASTS = 10_000
SITE = {
    "config.yaml": "name: Prøve\nbase_url: https://proeve.example/\n",
    "content/index.md": "---\ntitle: Forside\n---\n\nSe [tallene](tal.csv) og [mere](mere/index.md).\n",
    "content/mere/index.md": "---\ntitle: Mere\naliases: [/gammel/]\n---\n\nUdgave {edition}.\n",
    "content/mere/afsnit.md": "---\ntitle: Afsnit\n---\n\nTekst.\n",
    "content/tal.csv": "a;b\n1;2\n",
    "static/robot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "templates/404.html": "{% extends 'base.html' %}",
}


class Disk:
    """Counts the file operations within a folder, and lets one fail."""

    def __init__(self) -> None:
        self.folder, self.count, self.failing, self.fault = "", 0, LASTS, 0

    def watch(self, event: str, values: tuple[Any, ...]) -> None:
        if self.folder and event.startswith(("open", "os.")) and (path := self.mine(values)):
            self.step(path)

    def mine(self, values: tuple[Any, ...]) -> str:
        """The path of an operation within the folder; what is removed with its folder is named from there."""
        for value in values:
            if isinstance(value, str | bytes | os.PathLike):
                path = os.fsdecode(value)
                if path.startswith(self.folder) or not os.path.isabs(path):
                    return path
        return ""

    def step(self, path: str) -> None:
        self.count += 1
        if self.count - 1 == self.failing:
            raise OSError(self.fault, os.strerror(self.fault), path)

    @contextmanager
    def breaking(self, folder: Path, failing: int = LASTS, fault: int = 0) -> Iterator[None]:
        self.folder, self.count, self.failing, self.fault = str(folder), 0, failing, fault
        try:
            yield
        finally:
            self.folder = ""


class Written:
    """A file opened for writing, each of whose writes is an operation too."""

    def __init__(self, file: Any, path: str, disk: Disk) -> None:
        self.file, self.path, self.disk = file, path, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: Any) -> int:
        if self.disk.folder:
            self.disk.step(self.path)
        return int(self.file.write(data))


DISK = Disk()
sys.addaudithook(DISK.watch)  # for as long as the process lives: Python has no way to take one back


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    opening = builtins.open

    def open_watched(name: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        file = opening(name, mode, *rest, **named)
        return Written(file, os.fsdecode(name), DISK) if set(mode) & set("wax") and DISK.folder else file

    monkeypatch.setattr(builtins, "open", open_watched)
    monkeypatch.setattr(io, "open", open_watched)
    return DISK


@pytest.fixture
def write_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """Writes the site of an edition, which one of its pages names."""
    monkeypatch.setattr(git, "state", lambda _: git.State())  # in no repository, which is quicker to know than to ask

    def write(edition: int) -> Path:
        for path, text in SITE.items():
            target = tmp_path / "site" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("{edition}", str(edition)), "utf-8")
        return tmp_path / "site"

    return write


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown(output: Path) -> int:
    """The edition that stands there, whole."""
    found = contents(output)
    named = json.loads(found.pop(publish.MANIFEST))["files"]
    assert named == {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}
    return int(re.findall(rb"Udgave (\d+)", found["mere/index.html"])[0])


def test_a_build_survives_the_failure_of_any_operation(
    disk: Disk, write_edition: Callable[[int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 3 and one sentence, or the whole new site; and the next build publishes what this one should have."""
    site = write_edition(0)
    arguments = ["build", "--site", str(site), "--quiet", "--jobs", "1"]
    assert cli.main(arguments) == 0
    with disk.breaking(site):
        assert cli.main(arguments) == 0
    number, statuses = disk.count, set()
    for failing in range(number):
        before, edition = shown(site / "public"), failing + 1
        capsys.readouterr()
        write_edition(edition)
        with disk.breaking(site, failing, FAULTS[failing % len(FAULTS)]):
            status = cli.main(arguments)
        told = capsys.readouterr().err
        assert shown(site / "public") == (before if status else edition)
        if status:
            assert (status, told.count("\n")) == (3, 1), told
            assert cli.main(arguments) == 0
            assert shown(site / "public") == edition
        statuses.add(status)
    assert statuses == {0, 3}
    assert number > 50
    assert {path.name for path in site.iterdir() if "public" in path.name} == {"public", ".public.lock"}


def test_a_publication_survives_any_failure_of_any_operation(disk: Disk, tmp_path: Path) -> None:
    """Whatever the disk says at whatever moment."""
    output = tmp_path / "public"
    publish.publish({"a/b.html": b"0", "c.html": b"0"}, output, tmp_path)
    with disk.breaking(tmp_path):
        publish.publish({"a/b.html": b"0", "c.html": b"0"}, output, tmp_path)
    for edition, (failing, fault) in enumerate(itertools.product(range(disk.count), FAULTS), 1):
        old = contents(output)
        files = {"a/b.html": b"%d" % edition, f"{edition}.html": b"new"}
        with disk.breaking(tmp_path, failing, fault):
            told = ""
            try:
                publish.publish(files, output, tmp_path)
            except OSError as error:
                told = os.strerror(error.errno)
        now = contents(output)
        assert told in ("", os.strerror(fault))
        publish.publish(files, output, tmp_path)
        new = contents(output)
        assert now in ((old, new) if told else (new,))
        assert new.keys() == {*files, publish.MANIFEST}
    assert {path.name for path in tmp_path.iterdir()} == {"public", ".public.lock"}


def test_a_preview_survives_the_failure_of_any_operation(disk: Disk, write_edition: Callable[[int], Path]) -> None:
    """It goes on showing the last good site under a sentence, until the next build works."""
    site = write_edition(0)
    workshop = Workshop(make.Order(site=site, jobs=1), "http://127.0.0.1:1", load("da"), lambda _: None, lambda: None)
    workshop.build()
    with disk.breaking(site):
        workshop.build()
    number = disk.count
    for failing in range(number):
        before = workshop.showing
        write_edition(failing + 1)
        with disk.breaking(site, failing, FAULTS[failing % len(FAULTS)]):
            workshop.build()
        during = workshop.showing
        workshop.build()
        after = workshop.showing
        assert (after.fault, after.problems) == ("", before.problems)
        assert f"Udgave {failing + 1}." in after.files["mere/index.html"].decode()
        assert during.files == (before.files if during.fault else after.files)
        assert "\n" not in during.fault
    assert number > 20


class Failing(sqlite3.Connection):
    """A database in which one statement fails."""

    count, failing, error = 0, LASTS, sqlite3.OperationalError("disk I/O error")

    def execute(self, *values: Any) -> sqlite3.Cursor:
        self.step()
        return super().execute(*values)

    def executemany(self, *values: Any) -> sqlite3.Cursor:
        self.step()
        return super().executemany(*values)

    @classmethod
    def step(cls) -> None:
        Failing.count += 1
        if Failing.count - 1 == Failing.failing:
            raise Failing.error


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("attempt to write a readonly database"),
        sqlite3.DatabaseError("database disk image is malformed"),
        sqlite3.OperationalError("unable to open database file"),
    ],
    ids=str,
)
def test_what_is_kept_between_builds_is_never_needed(
    error: sqlite3.Error, write_edition: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the database answers to whatever is asked, the site is the same."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *values, **named: connect(*values, factory=Failing, **named))
    monkeypatch.setattr(Failing, "error", error)
    monkeypatch.setattr(Failing, "failing", LASTS)
    arguments = ["build", "--quiet", "--jobs", "1", "--site"]
    for failing in itertools.count():
        site = write_edition(failing)
        monkeypatch.setattr(Failing, "count", 0)
        monkeypatch.setattr(Failing, "failing", failing)
        assert cli.main([*arguments, str(site)]) == 0
        assert f"Udgave {failing}." in (site / "public/mere/index.html").read_text("utf-8")
        if Failing.count <= failing:
            break
