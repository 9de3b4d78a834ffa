"""Writing only what differs: the site that results is the one that would have been written whole."""

from __future__ import annotations

import json
import os
import time

import pytest

from kommuneside import watch
from kommuneside.publish import MANIFEST, Edition, prepare
from kommuneside.spare import FOLDER, RECORD

FIRST = {"index.html": b"a", "klima/index.html": b"b", "klima/fil.csv": b"c", "sti": b"d"}
SECOND = FIRST | {"klima/index.html": b"B", "ny/index.html": b"e", "sti/index.html": b"f"}
del SECOND["sti"]
THIRD = {"index.html": b"a", "klima": b"g", "sti": b"d"}


@pytest.fixture
def site(tmp_path):
    for name in ("content", "templates", "static"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def show(site, monkeypatch):
    """Publishes some files, keeping what the next edition can use; gives what was written anew."""
    written = []
    real = Edition._write
    monkeypatch.setattr(Edition, "_write", lambda self, path, data: written.append(path) or real(self, path, data))

    def show(files, output="public"):
        written.clear()
        with prepare(site / output, site, site / ".cache") as edition:
            edition.show({path: edition.put(path, data) for path, data in files.items()})
        assert tree(site / output) == files
        record = json.loads((site / ".cache" / RECORD).read_text())
        assert record["look"] == watch.digest(watch.look_into(site / output))
        assert record["spare"] == watch.digest(watch.look_into(site / ".cache" / FOLDER))
        return set(written) - {MANIFEST}

    return show


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_an_edition_writes_only_what_is_new(show):
    assert show(FIRST) == set(FIRST)
    assert show(FIRST) == set()
    assert show({**FIRST, "sti": b"D"}) == {"sti"}
    assert show(FIRST) == set(), "the edition before the last lay there"
    assert show({**FIRST, "sti": b"E"}) == {"sti"}


def test_files_become_folders_and_folders_files(show):
    for files in (FIRST, SECOND, THIRD, FIRST, THIRD, SECOND, FIRST):
        show(files)


def test_a_file_that_did_not_change_keeps_its_time(site, show):
    show(FIRST)
    os.utime(site / "public/index.html", (1, 1))
    show(FIRST)  # someone touched it: written anew
    changed = os.stat(site / "public/index.html").st_mtime_ns
    assert changed > 10**18
    for _ in range(3):
        show(FIRST)
        assert os.stat(site / "public/index.html").st_mtime_ns == changed


@pytest.mark.parametrize("place", ["public", ".cache/spare"])
def test_what_someone_changed_is_written_over(site, show, place):
    """Even where its time and size are as they were, and whichever of the two sites it lies in."""
    show(FIRST)
    show(FIRST)
    file = site / place / "index.html"
    status = file.stat()
    time.sleep(0.02)  # the grain of the clock that no one can set
    file.write_bytes(b"X")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    show(FIRST)
    show(FIRST)


def test_the_site_that_stands_is_never_written_into(site, show):
    """The two sites share files; a new one takes an old one's place, and never its content."""
    show(FIRST)
    show(FIRST)
    with prepare(site / "public", site, site / ".cache") as edition:
        for path in FIRST:
            edition.put(path, b"half a site")
        assert tree(site / "public") == FIRST
    assert tree(site / "public") == FIRST
    show(SECOND)


@pytest.mark.parametrize("record", ["", "{", "[]", '{"look": 1}', '{"spare": null, "output": 3}'])
def test_a_damaged_record_is_passed_over(site, show, record):
    show(FIRST)
    (site / ".cache/published.json").write_text(record)
    assert show(FIRST) == set(FIRST)


def test_without_links_files_are_copied(site, show, monkeypatch):
    def refuse(*_):
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    show(FIRST)
    assert show(FIRST) == set()


def test_another_folder_gets_a_site_of_its_own(site, show):
    show(FIRST)
    show(SECOND, "andet")
    assert tree(site / "public") == FIRST
    show(FIRST)
