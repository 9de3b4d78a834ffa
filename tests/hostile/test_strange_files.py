"""What is no plain file, or has a name that means trouble somewhere, or does not stay as it is while it is read."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kommuneside import cli, content, folders, watch
from kommuneside.shelf import Shelf


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


SPECIAL: dict[str, Callable[[Path], None]] = {
    "a link out of the site": _link("/etc/passwd"),
    "a link to a folder": _link("/etc"),
    "a loop": _link("."),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a broken link": _link("/ingen/steder"),
    "a pipe": os.mkfifo,
    "a socket": _socket,
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_plain_file_is_turned_down(kind: str, write_site: Callable[..., Path]) -> None:
    site = write_site({})
    SPECIAL[kind](site / "content/særlig.md")
    problems = content.read(site).problems
    assert [(problem.path, problem.rule) for problem in problems] == [("content/særlig.md", "file-special")]


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", ["content", "config.yaml"])
def test_neither_is_the_content_or_the_configuration_itself(
    name: str, kind: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    site = write_site({})
    (site / name).rename(site / "før")
    SPECIAL[kind](site / name)
    assert cli.main(["check", "--site", str(site), "--quiet"]) in (1, 2)
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize(
    "name", ["static", "templates", "static/billede.png", "templates/page.html", "templates/_dele"]
)
def test_neither_is_what_a_site_makes_its_pages_with(
    name: str, kind: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named, and nothing is read from it: a pipe would never end."""
    site = write_site({})
    (site / name).parent.mkdir(exist_ok=True)
    SPECIAL[kind](site / name)
    assert cli.main(["check", "--site", str(site), "--quiet"]) == 1
    assert f"{name}: fejl:" in capsys.readouterr().err
    assert cli.main(["build", "--site", str(site), "--quiet"]) in (1, 2)
    assert not (site / "public").exists()


def test_a_preview_does_not_follow_links_that_lead_back(tmp_path: Path) -> None:
    """Two of them in one folder would be two to the thirtieth folders to look at."""
    for name in ("a", "b"):
        (tmp_path / name).symlink_to(".")
    assert len(watch.look([tmp_path])) == 2


def test_a_file_for_every_page_has_its_size(write_site: Callable[..., Path]) -> None:
    site = write_site({"static/film.mp4": ""})
    os.truncate(site / "static/film.mp4", folders.LARGEST_SUPPLY)
    assert list(folders.check_supplies(site)) == []
    os.truncate(site / "static/film.mp4", folders.LARGEST_SUPPLY + 1)
    assert [problem.rule for problem in folders.check_supplies(site)] == ["supply-too-large"]


@pytest.mark.parametrize(
    "name",
    [
        "con.md",
        "AUX.md",
        "lpt1.yaml",
        "NUL.png",
        "aux.tar.gz",
        "a\nb.md",
        "a\x1b[31m.md",
        "a\\b.pdf",
        "b\x7f.csv",
        "plan\u202efdp.csv",
        "ta\u200bl.csv",
        "-a.md",
    ],
)
def test_a_name_no_machine_can_do_without_trouble_is_turned_down(name: str, build_site: Callable) -> None:
    assert "file-name-unfit" in build_site({f"content/{name}": "---\ntitle: A\n---\n\nTekst.\n"}).rules


@pytest.mark.parametrize("name", ["console.md", "auxiliær.md", "lpt10.md", "com.png", "året 2026 (1).pdf"])
def test_one_that_only_looks_like_it_is_not(name: str, build_site: Callable) -> None:
    assert "file-name-unfit" not in build_site({f"content/{name}": "---\ntitle: A\n---\n\nTekst.\n"}).rules


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Tal.csv", "tal.csv", True),
        ("\u00e5.csv", "a\u030a.csv", True),
        ("Å.md", "å.md", True),
        ("stra\u00dfe.md", "strasse.md", True),
        ("tal.csv", "tal.pdf", False),
        ("å.csv", "a.csv", False),
    ],
)
def test_names_that_some_machines_take_for_one_are_turned_down(
    one: str, other: str, alike: bool, build_site: Callable
) -> None:
    text = "---\ntitle: A\n---\n\nTekst.\n"
    assert ("address-duplicate" in build_site({f"content/{one}": text, f"content/{other}": text}).rules) == alike


SHOWN = "---\ntitle: A\n---\n\n![Tal](tal.csv){chart=bars}\n\n[Planen](plan.pdf)\n"


@pytest.mark.parametrize("name", ["a.md", "tal.csv", "plan.pdf"])
def test_a_file_that_vanishes_while_it_is_read_is_passed_over_or_named(
    name: str, write_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = write_site({"content/a.md": SHOWN, "content/tal.csv": "S;A\nx;1\n", "content/plan.pdf": b"%PDF"})

    def walk(site: Path, *rest: str) -> Iterator[folders.Folder]:
        seen = list(walked(site, *rest))
        (site / "content" / name).unlink(missing_ok=True)
        yield from seen

    walked = folders.walk
    monkeypatch.setattr(folders, "walk", walk)
    status = cli.main(["check", "--site", str(site), "--quiet"])
    assert status == 0 or (status in (1, 3) and name in capsys.readouterr().err)


@pytest.mark.parametrize("became", [b"", b"\0", b"S;A\nx;\xff\n", b"x" * 2_000_000])
def test_a_file_that_changes_while_it_is_read_is_published_as_it_was_or_turned_down(
    became: bytes, build_site: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(shelf: Shelf, path: str) -> bytes:
        data = as_it_was(shelf, path)
        (shelf.folder / path).write_bytes(became)
        return data

    as_it_was = Shelf.read
    monkeypatch.setattr(Shelf, "read", read)
    built = build_site({"content/a.md": SHOWN, "content/tal.csv": "S;A\nx;1\n", "content/plan.pdf": b"%PDF"})
    assert built.outcome.files
    assert '<th scope="row">' in built.page()
