"""The same words for people, for GitHub and for programs, each escaped as its reader demands."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from kommuneside import cli, report
from kommuneside.problem import Problem
from kommuneside.texts import LANGUAGES, load

TESTS = Path(__file__).resolve().parent.parent
HOUSE = TESTS.parent
SCHEMA = json.loads((HOUSE / "schemas/report.json").read_text("utf-8"))
FIELDS = "title: Mål\norder: 10\nupdated: 2026-11-24\nsources:\n  - https://proeve.example/klimaplan\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795521600")  # 24 November 2026
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Path(shutil.copytree(TESTS / "base", tmp_path / "site"))


def write(site: Path, body: str) -> None:
    (site / "content/maal.md").write_text(f"---\n{FIELDS}---\n\n{body}\n", "utf-8")


def run(site: Path, *arguments: str) -> int:
    return cli.main([*arguments, "--site", str(site)])


def test_the_json_is_what_its_schema_and_its_page_say(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(site, "Vi har sparet 25% af strømmen.")
    assert run(site, "check", "--report", "json") == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    page = (HOUSE / "docs/report.md").read_text("utf-8")
    assert told == json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])


@pytest.mark.parametrize(("body", "status"), [("Tekst.", 0), ("[x](y.md)", 1)])
def test_a_build_tells_what_it_published_in_json(
    site: Path, capsys: pytest.CaptureFixture[str], body: str, status: int
) -> None:
    write(site, body)
    assert run(site, "build", "--report", "json") == status
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    assert (told["published"] is None) == bool(status)


def test_a_summary_counts_in_plain_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(site, "[x](y.md) [her](https://a.example/) [læs mere](https://b.example/) 25%")
    run(site, "check")
    assert "1 fejl, 2 advarsler, 1 råd i 1 fil. Intet er udgivet." in capsys.readouterr().err


def test_colour_is_for_terminals_alone(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(site, "[x](y.md)")
    run(site, "check")
    assert "\x1b" not in capsys.readouterr().err
    problem = Problem("a.md", 1, 1, "heading-empty", "error")
    assert "\x1b[" in "".join(report.as_text([problem], load("da"), lambda path, line: "x", colour=True))


def test_github_gets_each_problem_on_its_line_escaped_as_it_demands(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "content/maal.md").unlink()
    (site / "content/m,å:l.md").write_text(f"---\n{FIELDS}---\n\n[100%](y.md)\n", "utf-8")
    run(site, "check", "--report", "github")
    lines = capsys.readouterr().out.splitlines()
    dead = next(line for line in lines if "link-dead" in line)
    assert dead.startswith("::error file=content/m%2Cå%3Al.md,line=9,col=8,title=link-dead::linket")
    assert dead.count("%0A") == 2


def test_no_text_can_give_github_a_command(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(site, "[x](%0A::set-output%20name=a::b)\n\n::add-mask::x\n\n[::stop-commands::y](y.md)")
    run(site, "check", "--report", "github")
    told = capsys.readouterr()
    assert all(re.match(r"::(error|warning|notice) file=", line) for line in told.out.splitlines()[:-3] if line)


def summary(site: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    path = site.parent / "summary.md"
    path.write_text("Før.\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    run(site, *arguments)
    return path.read_text("utf-8")


def test_a_pull_request_is_told_what_changes_for_readers(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "content/skov").mkdir()
    (site / "content/skov/index.md").write_text("---\ntitle: Skov\ndescription: Skov.\n---\n\nTræer.\n", "utf-8")
    run(site, "build")
    (site / "content/skov").rename(site / "content/natur")
    write(site, "Nu med 25% mere.")
    told = summary(site, monkeypatch, "check")
    assert told.startswith("Før.\n## Kommuneside: 1 advarsel, 1 råd i 2 filer\n")
    assert "Ny side: /natur/" in told
    assert "Ændret side: /" in told
    assert "Adressen /skov/ findes ikke længere" in told
    assert '| content/maal.md:9 | **råd**: der mangler et mellemrum i "25%" (percent-space) |' in told


def test_a_pull_requests_page_shows_an_authors_words_as_words(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, "[x|y](<a|b.md>) ![](<script>alert(1)</script>) [@alle](c.md) <script>alert(1)</script>")
    told = summary(site, monkeypatch, "check")
    assert "<script" not in told
    assert "@" not in told
    assert all(line.replace("\\|", "").count("|") == 4 for line in told.splitlines() if line.startswith("| content"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pull_requests_page_stays_within_bounds(language: str) -> None:
    problems = [Problem("a.md", line, 1, "heading-empty", "error") for line in range(1, 5000)]
    lines = list(report.as_markdown(problems, load(language), None))
    assert len(lines) < 120
    assert "4899" in lines[-1]
