"""A text's day is its own, else git's, else none; never the day of the build."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kommuneside.git import state
from kommuneside.history import read_history
from kommuneside.make import Order, make


def git(folder: Path, *arguments: str, day: str = "2026-11-24") -> None:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a"}
    when = {"GIT_AUTHOR_DATE": "2020-01-01T12:00", "GIT_COMMITTER_DATE": f"{day}T23:30:00+1400"}
    subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **who, **when, "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(site: Path) -> Path:
    """The small site in git, each text committed on a day of its own and one changed since."""
    git(site.parent, "init", "-q")
    git(site, "add", "config.yaml", "content/tal.csv")
    for number, path in enumerate(sorted((site / "content").rglob("*.md")), 1):
        git(site, "add", str(path))
        git(site, "commit", "-qm", path.name, day=f"2026-10-0{number}")
    (site / "content/maal/naar.md").write_text("---\ntitle: Hvornår\n---\nInden 2029.\n", "utf-8")
    git(site, "commit", "-qam", "change", day="2026-10-20")
    return site


def test_a_text_without_a_day_gets_that_of_its_last_commit(repository: Path, build: Callable) -> None:
    """As the committer's own clock said it, and below the top of the repository too; a day of its own goes first."""
    build()
    sitemap = (repository / "public/sitemap.xml").read_text("utf-8")
    assert "maal/</loc><lastmod>2026-10-20</lastmod>" in sitemap
    assert "klima/</loc><lastmod>2026-11-03</lastmod>" in sitemap


def test_a_text_not_yet_committed_has_no_day(repository: Path) -> None:
    """Nor has one outside of git."""
    (repository / "content/ny.md").write_text("---\ntitle: Ny\n---\nNy.\n", "utf-8")
    days = read_history(repository, {"content/ny.md", "content/maal/index.md"}).days
    assert {path: day.isoformat() for path, day in days.items()} == {"content/maal/index.md": "2026-10-03"}


def test_a_clone_without_its_past_says_so_once(repository: Path, tmp_path: Path) -> None:
    """A shallow clone would give every text the day of one commit: it gives none, and one piece of advice."""
    git(tmp_path, "clone", "-q", "--depth", "1", repository.parent.as_uri(), "shallow")
    outcome = make(Order(site=tmp_path / "shallow/site"))
    said = [problem.values for problem in outcome.problems if problem.rule == "history-cut"]
    assert said == [{"number": 2}]
    assert "lastmod>2026-10" not in (tmp_path / "shallow/site/public/sitemap.xml").read_text("utf-8")


def test_without_git_there_is_simply_no_day(site: Path, build: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """No repository, or no git on the machine: nothing is said and nothing fails."""
    before = build().problems
    assert "history-cut" not in {problem.rule for problem in before}
    monkeypatch.setenv("PATH", "")
    assert build().problems == before
    assert (site / "public/maal/index.html").read_text("utf-8").count("2026") == 0


def test_content_that_looks_like_a_repository_is_asked_nothing(site: Path, repository: Path) -> None:
    """A pull request can bring the files of one, and with them settings that run a program."""
    git(site.parent, "clone", "-q", "--bare", str(site.parent), str(site / "bare"))
    assert not state(str(site / "bare")).newest
