"""Publishing touches nothing that is not ours: each folder it must not write is refused before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kommuneside import exchange
from kommuneside.publish import MANIFEST, Changes, Refused, publish, read_manifest

PAGE = {"index.html": b"a", "klima/index.html": b"b"}


@pytest.fixture
def site(tmp_path):
    for name in ("content", "templates", "static"):
        (tmp_path / "site" / name).mkdir(parents=True)
    return tmp_path / "site"


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def reason(output, site):
    before = tree(site)
    with pytest.raises(Refused) as refused:
        publish(PAGE, output, site)
    assert tree(site) == before
    return refused.value.reason


def test_the_folder_holds_what_is_published_and_a_manifest_of_it(site):
    output = site / "public"
    assert publish(PAGE, output, site) == Changes(added=("index.html", "klima/index.html"))
    assert {*tree(output)} == {*PAGE, MANIFEST}
    assert {*read_manifest(output)} == {*PAGE}


def test_what_changed_is_told(site):
    output = site / "public"
    publish(PAGE, output, site)
    changes = publish({"index.html": b"c", "ny/index.html": b"d"}, output, site)
    assert changes == Changes(("ny/index.html",), ("index.html",), ("klima/index.html",))
    assert not (output / "klima").exists()


def test_nothing_is_left_beside_the_folder_but_a_lock(site):
    publish(PAGE, site / "public", site)
    publish(PAGE, site / "public", site)
    assert {path.name for path in site.iterdir()} == {"content", "templates", "static", "public", ".public.lock"}


def test_a_folder_that_is_there_and_empty_may_be_used(site):
    (site / "public").mkdir()
    publish(PAGE, site / "public", site)


@pytest.mark.parametrize("name", ["content", "templates", "static", "content/public", "static/a/b", ".", ".."])
def test_the_sources_are_never_written_over(site, name):
    assert reason(site / name, site) in ("overlaps", "strangers")


def test_a_home_or_a_whole_drive_is_never_written_over(site, monkeypatch):
    monkeypatch.setenv("HOME", str(site.parent / "hjem"))
    (site.parent / "hjem").mkdir()
    assert reason(site.parent / "hjem", site) == "too_wide"
    assert reason(Path("/"), site) in ("too_wide", "mount")


def test_a_file_or_a_link_is_no_folder(site):
    (site / "fil").write_text("x")
    assert reason(site / "fil", site) == "not_a_folder"
    (site.parent / "andet").mkdir()
    (site / "genvej").symlink_to(site.parent / "andet")
    assert reason(site / "genvej", site) == "symlink"


@pytest.mark.parametrize("stranger", ["noter.txt", "klima/noter.txt", ".git/config", "_a"])
def test_a_file_that_is_not_ours_stops_everything(site, stranger):
    output = site / "public"
    publish(PAGE, output, site)
    path = output / stranger
    path.parent.mkdir(exist_ok=True)
    path.write_text("min")
    assert reason(output, site) == "strangers"
    assert path.read_text() == "min"
    assert (output / "index.html").read_bytes() == b"a"


def test_a_link_inside_the_folder_is_not_ours_and_not_followed(site):
    (site.parent / "andet").mkdir()
    output = site / "public"
    publish(PAGE, output, site)
    (output / "genvej").symlink_to(site.parent / "andet")
    assert reason(output, site) == "strangers"


@pytest.mark.parametrize("manifest", ["", "{", "[]", '{"files": []}', '{"files": null}', "null", '{"files": {"a": 1}}'])
def test_without_a_manifest_that_can_be_read_nothing_is_known_to_be_ours(site, manifest):
    output = site / "public"
    publish(PAGE, output, site)
    (output / MANIFEST).write_text(manifest)
    assert reason(output, site) == "strangers"


def test_what_a_killed_build_left_is_cleared(site):
    (site / ".public.kommuneside" / "halvt").mkdir(parents=True)
    publish(PAGE, site / "public", site)
    assert not (site / ".public.kommuneside").exists()


def test_two_folders_change_places(tmp_path):
    new, old = tmp_path / "ny", tmp_path / "gammel"
    for folder in (new, old):
        folder.mkdir()
        (folder / folder.name).touch()
    exchange.exchange(new, old)
    assert [path.name for path in old.iterdir()] == ["ny"]
    assert [path.name for path in new.iterdir()] == ["gammel"]


def test_a_new_folder_simply_takes_its_place(tmp_path):
    (tmp_path / "ny").mkdir()
    exchange.exchange(tmp_path / "ny", tmp_path / "public")
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_one_build_waits_for_another_and_says_so_once(tmp_path):
    said = []
    with exchange.locked(tmp_path / "lås"):
        import threading

        waiter = threading.Thread(target=lambda: _lock_and_leave(tmp_path / "lås", said))
        waiter.start()
        waiter.join(0.3)
        assert said == ["venter"]
    waiter.join(10)
    assert said == ["venter", "min tur"]


def _lock_and_leave(path, said):
    with exchange.locked(path, lambda: said.append("venter")):
        said.append("min tur")
