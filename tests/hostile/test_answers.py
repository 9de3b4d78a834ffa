"""What the program says when things are not as they should be: a sentence, its status, and nothing a terminal obeys."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kommuneside import cli
from kommuneside.shelf import Shelf

ESCAPE = "\x1b[2J\x9b31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        [f"--{ESCAPE}"],
        [ESCAPE],
        ["build", "--site", f"nowhere{ESCAPE}"],
        ["build", "--base-url", ESCAPE],
        ["build", "--output", f"config.yaml{ESCAPE}"],
        ["new", "section", "A", "--page", ESCAPE],
        ["new", "page", f"A{ESCAPE}", "--page", ESCAPE],
    ],
)
def test_no_word_moves_the_cursor(
    arguments: list[str], write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: object
) -> None:
    """Whatever stood in an argument: a colour or a cleared screen could hide what was said before."""
    site = write_site({f"config.yaml{ESCAPE}": ""})
    monkeypatch.chdir(site)  # type: ignore[attr-defined]
    cli.main(arguments if "--site" in arguments else [*arguments, "--site", "."])
    said = capsys.readouterr()
    assert said.out + said.err
    assert not set(said.out + said.err) & set(ESCAPE[:1] + "\x9b\u202e")


@pytest.mark.parametrize("kind", ["page", "section"])
def test_a_skeleton_has_no_place_in_a_file(kind: str, write_site: Callable[..., Path], capsys: object) -> None:
    site = write_site({"content/fil": "Ikke en mappe."})
    assert cli.main(["new", kind, "A", "--site", str(site / "config.yaml")]) == 2
    assert cli.main(["new", kind, "A", "--site", str(site), "--page", "fil"]) == 2
    assert capsys.readouterr().err.count("\n") == 2  # type: ignore[attr-defined]


def test_a_file_that_vanishes_while_pages_are_made_is_named(
    write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site({"content/maal.md": "---\ntitle: Mål\n---\n[Tal](tal.csv)\n", "content/tal.csv": "a;b\n1;2\n"})
    read = Shelf.read

    def read_too_late(shelf: Shelf, path: str) -> bytes:
        (shelf.folder / path).unlink(missing_ok=True)
        return read(shelf, path)

    monkeypatch.setattr(Shelf, "read", read_too_late)
    assert cli.main(["build", "--site", str(site)]) == 1
    assert "content/tal.csv: fejl: filen forsvandt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "data", "rule"),
    [
        ("static/base.css", b"/* \xe6 */", "file-not-utf8"),
        ("templates/page.html", b"\xe6", "file-not-utf8"),
        ("static/base.css", b"</style><script>", "template-broken"),
        ("static/accordion.js", b"'<!--'", "template-broken"),
    ],
)
def test_a_bad_asset_is_its_authors_mistake(
    path: str, data: bytes, rule: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """And not a bug of ours."""
    site = write_site({path: data})
    assert cli.main(["check", "--site", str(site), "--report", "json"]) == 1
    assert [one["rule"] for one in json.loads(capsys.readouterr().out)["problems"]] == [rule]


def test_what_is_kept_between_builds_may_hold_anything(write_site: Callable[..., Path]) -> None:
    from kommuneside.again import recall

    site = write_site({".cache/again.json": "[" * 100_000})
    assert recall(["--site", str(site)]) is None
