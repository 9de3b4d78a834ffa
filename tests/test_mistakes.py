"""Each rule has a folder of its own mistake: what differs from a small base site, and what the terminal then says.

`pytest tests/test_mistakes.py --update` writes the expected words anew; read them aloud before they are kept.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kommuneside import cli, external, make, report
from kommuneside.rules import RULES
from kommuneside.texts import load

TESTS = Path(__file__).resolve().parent
MISTAKES = TESTS / "mistakes"
EXPECTED = {"da": "expected.txt", "en": "expected.en.txt"}
GONE = "gone.txt"  # names files of the base site that this one lacks


def commit(site: Path) -> None:
    """Everything there, whatever git was told to leave out."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-f", "."], [*who, "commit", "-qm", "A", "--allow-empty"]):
        subprocess.run(["git", *command], cwd=site, check=True)


def make_shallow(site: Path) -> None:
    """A clone that was told to leave the past behind."""
    site = site.resolve()
    origin = site.with_name("origin")
    shutil.copytree(site, origin)
    commit(origin)
    commit(origin)
    shutil.rmtree(site)
    subprocess.run(["git", "clone", "-q", "--depth=1", origin.as_uri(), str(site)], check=True)


def commit_cache(site: Path) -> None:
    """Someone has taken `.cache/` along in a pull request."""
    (site / ".cache").mkdir()
    (site / ".cache/build.sqlite").touch()
    commit(site)


def make_long(site: Path) -> None:
    """A table that nobody would want to keep here."""
    rows = "".join(f"Vej {number};{number}\n" for number in range(10_001))
    (site / "content/udledning.csv").write_text(f"Vej;Ton\n{rows}", "utf-8")


def make_heavy(site: Path) -> None:
    """A film among the pictures that every page carries."""
    (site / "static").mkdir()
    with (site / "static/film.mp4").open("wb") as film:
        film.truncate(25_000_001)


def write_section(site: Path, fields: str, body: str) -> None:
    (site / "content/stor.md").write_text(f"---\n{fields}\nsources: https://example.org/\n---\n\n{body}\n", "utf-8")


# What no file can say, or none should: mistakes that lie around the site, or are long.
PREPARE: dict[str, Callable[[Path], None]] = {
    "file-special": lambda site: (site / "content/genvej.pdf").symlink_to("/etc/passwd"),
    "file-too-large": lambda site: write_section(site, "title: Stor", "Et ord mere. " * 80_000),
    "folder-too-deep": lambda site: (site / "content" / "/".join("abcdefghijklmnopqrstu")).mkdir(parents=True),
    "front-matter-too-large": lambda site: write_section(site, f"title: Stor\n# {'x' * 64_000}", "Tekst."),
    "cache-committed": commit_cache,
    "history-cut": make_shallow,
    "markdown-too-deep": lambda site: write_section(site, "title: Stor", "- " * 1_000 + "dybt nede"),
    "mistake-repeated": lambda site: write_section(site, "title: Stor", "To  mellemrum.\n\n" * 60),
    "csv-too-long": make_long,
    "supply-too-large": make_heavy,
}


# What the other end says; asking it for real is tested in tests/desk/test_external.py.
ANSWERS = {
    "link-gone": external.Answer("gone", detail="404"),
    "link-moved": external.Answer("moved", location="https://proeve.example/klimaplan/"),
    "link-certificate": external.Answer("certificate", detail="expired"),
    "link-slow": external.Answer("slow"),
    "link-unreachable": external.Answer("unreachable", detail="name"),
}

DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(params=sorted(folder.name for folder in MISTAKES.iterdir()))
def mistake(request: pytest.FixtureRequest) -> Path:
    return MISTAKES / str(request.param)


def test_a_mistake_is_told_at_its_place_in_both_languages(
    mistake: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(DAY.timestamp())))
    monkeypatch.setattr(external, "ask", lambda address, manners: ANSWERS[mistake.name])
    site = Path("site")
    shutil.copytree(TESTS / "base", site)
    shutil.copytree(mistake, site, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*EXPECTED.values(), GONE))
    if (mistake / GONE).exists():
        for name in (mistake / GONE).read_text("utf-8").split():
            (site / name).unlink()
    PREPARE.get(mistake.name, lambda _: None)(site)

    ask = external.check if mistake.name in ANSWERS else None
    outcome = make.make(make.Order(site=site, write=False, cache=False, ask=ask))

    own = [problem for problem in outcome.problems if problem.rule == mistake.name]
    others = {problem.rule for problem in outcome.problems if problem.severity == "error"} - {mistake.name}
    assert own
    assert not others, "an example shows one mistake"
    assert {problem.severity for problem in own} == {RULES[mistake.name].severity}
    for language, name in EXPECTED.items():
        lines = report.as_text(own, load(language), cli._line_reader(site))
        told = "\n".join(line.rstrip() for line in lines)
        if request.config.getoption("--update"):
            (mistake / name).write_text(told, "utf-8", newline="\n")
        assert told == (mistake / name).read_text("utf-8")


def test_every_folder_of_mistakes_has_its_rule() -> None:
    # What takes a hundred thousand files, many seconds or another hand at work is shown in tests/hostile.
    shown_there = {"files-too-many", "file-vanished", "markdown-too-slow"}
    assert {folder.name for folder in MISTAKES.iterdir()} == {*RULES} - shown_there


def test_the_base_site_has_no_mistake_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(DAY.timestamp())))
    assert make.make(make.Order(site=TESTS / "base", write=False, cache=False)).problems == ()
