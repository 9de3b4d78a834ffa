"""Nothing published is ever lost: readers have the whole old site or the whole new one, whatever happens."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kommuneside import exchange, publish
from kommuneside.cli import main
from kommuneside.publish import MANIFEST, Refused

HERE = Path(__file__).parent
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX processes and permissions")
ROOT = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become someone else")

OLD, NEW = {"index.html": b"old", "a/b.html": b"old"}, {"index.html": b"new"}
NOBODY = 65534


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A published folder."""
    publish.publish(OLD, tmp_path / "public", tmp_path)
    return tmp_path / "public"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_the_folder_holds_exactly_what_is_published(output: Path, tmp_path: Path) -> None:
    """What is no longer made disappears, and what changed is told."""
    changes = publish.publish(NEW, output, tmp_path)
    assert contents(output) == NEW
    assert changes == publish.Changes(changed=("index.html",), removed=("a/b.html",))
    assert not (output / "a").exists()


def test_the_manifest_names_every_file_with_its_hash(output: Path) -> None:
    """Anyone who holds the folder can tell what is ours, and whether it is as it was made."""
    named = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
    assert named == {path: hashlib.sha256(data).hexdigest() for path, data in OLD.items()}


def test_a_page_turned_draft_goes_offline(site: Path, build: Callable) -> None:
    """The page, its data, its packed forms and its old addresses are gone; the outcome says what broke."""
    build()
    text = site / "content/maal/index.md"
    text.write_text(text.read_text("utf-8").replace("title:", "draft: true\ntitle:"), "utf-8")
    (site / "content/index.md").write_text("---\ntitle: Klima\n---\nKort.\n", "utf-8")
    outcome = build()
    assert not [path for path in contents(site / "public") if "maal" in path]
    assert outcome.tally.removed == ("/Borger/Klima.aspx/", "/gamle-maal/", "/maal/")
    assert outcome.tally.changed == ("/",)


@POSIX
def test_a_kill_at_any_moment_leaves_a_whole_site(tmp_path: Path) -> None:
    """Killed at 200 random moments, the site is the old or the new, whole, and the next build succeeds."""
    script = [sys.executable, str(HERE / "kills.py"), str(tmp_path / "public"), "200"]
    done = subprocess.run(script, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"public", ".public.lock"}


@pytest.mark.parametrize("moment", range(3))
def test_where_folders_cannot_be_exchanged_two_renames_do(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """On Windows too: ended after any of the renames, the next build finds the old site or the new."""
    rename, calls = os.rename, iter(range(10))

    def die_at_the_moment(source: object, target: object) -> None:
        if next(calls) == moment:
            raise KeyboardInterrupt
        rename(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(exchange, "_swap", lambda new, old: False)
        patch.setattr(os, "rename", die_at_the_moment)
        with pytest.raises(KeyboardInterrupt):
            publish.publish(NEW, output, tmp_path)
    publish.publish(NEW, output, tmp_path)
    assert contents(output) == NEW
    assert {path.name for path in tmp_path.iterdir()} == {"public", ".public.lock"}


def test_the_second_of_two_builds_waits_and_says_so(output: Path, tmp_path: Path) -> None:
    """It publishes when the first has finished."""
    said, held = threading.Event(), threading.Event()
    with exchange.locked(tmp_path / ".public.lock"):
        second = threading.Thread(target=publish.publish, args=(NEW, output, tmp_path, said.set))
        second.start()
        assert said.wait(10)
        assert contents(output) == OLD
        held.set()
    second.join(10)
    assert contents(output) == NEW


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EACCES])
@pytest.mark.parametrize("moment", range(4))
def test_a_fault_of_the_machine_leaves_the_old_site(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int, moment: int
) -> None:
    """At any file, whatever the disk says: the old site stands, nothing is left beside it, and the next build works."""
    opening, calls = open, iter(range(10))

    def fail_at_the_moment(name: object, mode: str = "r", *rest: object, **named: object) -> object:
        if mode == "xb" and next(calls) == moment:
            raise OSError(fault, os.strerror(fault), name)
        return opening(name, mode, *rest, **named)  # type: ignore[call-overload]

    files = {"a.html": b"new", "b.html": b"new", "c/d.html": b"new"}
    with monkeypatch.context() as patch:
        patch.setattr("builtins.open", fail_at_the_moment)
        with pytest.raises(OSError, match=os.strerror(fault)):
            publish.publish(files, output, tmp_path)
    assert contents(output) == OLD
    assert {path.name for path in tmp_path.iterdir()} == {"public", ".public.lock"}
    publish.publish(files, output, tmp_path)
    assert contents(output) == files


@ROOT
def test_a_full_disk_is_told_in_one_sentence(site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Exit 3, and the site on the full disk is as it was."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk):
        arguments = ["build", "--site", str(site), "--output", str(disk / "public"), "--quiet", "--no-cache"]
        assert main(arguments) == 0
        before = contents(disk / "public")
        (disk / "film").write_bytes(bytes(1_200_000))
        capfd.readouterr()
        assert main(arguments) == 3
        assert contents(disk / "public") == before
        error = capfd.readouterr().err
        assert "Der er ikke mere plads på disken" in error
        assert error.count("\n") == 1
        (disk / "film").unlink()
        assert main(arguments) == 0


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts no small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@ROOT
@pytest.mark.parametrize("shut", ["public", "content/maal", "."])
def test_a_folder_without_permission_is_told_in_one_sentence(site: Path, build: Callable, shut: str) -> None:
    """As a user who may not write the output, read the content or write beside the output: exit 3."""
    build()
    before = contents(site / "public")
    for path in (site, *site.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    for parent in site.parents:
        parent.chmod(parent.stat().st_mode | 0o005)
    (site / shut).chmod(0o500 if shut != "content/maal" else 0o000)
    done = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(site)], cwd=HERE.parents[1], capture_output=True, text=True, check=False
    )
    (site / shut).chmod(0o700)
    assert done.returncode == 3, done.stderr
    assert "Der er ikke adgang til" in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert contents(site / "public") == before


# The packages may lie where nobody may look, so everything is imported first.
_AS_NOBODY = f"""
import sys
sys.path.insert(0, {str(HERE.parents[1])!r})
from kommuneside import make, cli, report, workers
make.make(make.Order(site=make.Path(sys.argv[1]), write=False))
import os
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
sys.exit(cli.main(["build", "--site", sys.argv[1]]))
"""


class TestRefusedFolders:
    """What is not ours is never touched: each is refused with a sentence of its own."""

    @pytest.fixture(autouse=True)
    def _site(self, site: Path) -> None:
        self.site = site

    def refuse(self, output: Path) -> str:
        with pytest.raises(Refused) as refused:
            publish.publish(NEW, output, self.site)
        return refused.value.reason

    def test_a_folder_with_strange_files(self, tmp_path: Path) -> None:
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos/wedding.jpg").write_bytes(b"us")
        assert self.refuse(tmp_path / "photos") == "strangers"
        assert (tmp_path / "photos/wedding.jpg").read_bytes() == b"us"

    def test_our_folder_with_a_strange_file_in_it(self, output: Path) -> None:
        (output / ".git").write_bytes(b"gitdir: elsewhere")
        assert self.refuse(output) == "strangers"
        assert contents(output) == {**OLD, ".git": b"gitdir: elsewhere"}

    @POSIX
    def test_a_link_to_another_folder(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        assert self.refuse(tmp_path / "link") == "symlink"

    def test_the_home_folder_and_the_root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        assert self.refuse(tmp_path) == "too_wide"
        assert self.refuse(Path(tmp_path.anchor)) in ("too_wide", "mount")

    @pytest.mark.parametrize("name", ["content", "content/maal", "."])
    def test_the_sources(self, name: str) -> None:
        assert self.refuse(self.site / name) == "overlaps"

    def test_a_file(self) -> None:
        assert self.refuse(self.site / "config.yaml") == "not_a_folder"

    @ROOT
    def test_a_whole_disk(self, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        with small_disk(tmp_path / "disk"):
            assert self.refuse(tmp_path / "disk") == "mount"

    def test_the_sentence_is_all_there_is(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos/wedding.jpg").write_bytes(b"us")
        assert main(["build", "--site", str(self.site), "--output", str(tmp_path / "photos")]) == 2
        said = capfd.readouterr()
        assert "wedding.jpg" in said.err
        assert (said.out, said.err.count("\n")) == ("", 1)
