"""The same command on the same site: nothing is built, and nothing is ever said that is not so."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from kommuneside import again, cli

LONG_AGO = time.time() - 3600


@pytest.fixture
def site(write_site, capsys):
    """The small site, published once by the command `words`; `recall` is what the next run would be spared."""
    folder = write_site({"content/index.md": "---\ntitle: Mål\nlead: Kort sagt\n---\nTekst om FN´s mål.\n"})

    class Site:
        path = folder
        words = (f"--site={folder}",)

        def age(self):
            """Time goes by: what was saved just now could be changed again within the clock's grain."""
            for path in (*folder.rglob("*.*"), folder / "config.yaml"):
                if "public" not in path.parts and ".cache" not in path.parts:
                    os.utime(path, (LONG_AGO, LONG_AGO))

        def build(self):
            again.recall(self.words)  # as the front door does
            assert cli.main(self.words) == 0
            return capsys.readouterr()

        def recall(self):
            return again.recall(self.words)

    site = Site()
    site.age()
    site.build()
    return site


def test_a_second_run_says_what_it_would_have_said(site):
    said = site.recall()
    assert [stream for stream, _ in said] == ["err", "out", "out"]
    assert "råd" in said[0][1]
    assert said[2][1].startswith("Intet er ændret siden sidst: 1 side, 1 afsnit")


def test_what_was_new_is_not_new_again(site):
    assert "ny side" not in "".join(text for _, text in site.recall()).casefold()


@pytest.mark.parametrize(
    "change",
    [
        lambda site: (site / "content/index.md").write_text("---\ntitle: Nyt\n---\n", "utf-8"),
        lambda site: os.utime(site / "content/index.md"),
        lambda site: (site / "content/ny.md").write_text("---\ntitle: Ny\n---\nNy.\n", "utf-8"),
        lambda site: next((site / "content").glob("[!i]*.md")).unlink(),
        lambda site: (site / "config.yaml").write_text("name: Ny\n", "utf-8"),
        lambda site: _write(site / "templates/page.html", "<p>Ny</p>"),
        lambda site: _write(site / "templates/.skjult.html", "<p>Ny</p>"),
        lambda site: _write(site / "static/ny.svg", "<svg/>"),
        lambda site: (site / "public/index.html").write_text("hijacked", "utf-8"),
        lambda site: (site / "public/index.html.br").unlink(),
        lambda site: (site / "public/.nojekyll").unlink(),
        lambda site: _write(site / "public/fremmed.html", ""),
        lambda site: (site / "public").rename(site / "andet"),
    ],
)
def test_whatever_changed_is_built(site, change):
    change(site.path)
    assert site.recall() is None


@pytest.mark.parametrize("words", [("--strict",), ("--report=json",), ("--drafts",), ("check",), ("--output=andet",)])
def test_another_command_is_carried_out(site, words):
    assert again.recall((*site.words, *words)) is None


def test_another_day_is_another_build(site, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert site.recall() is None


def test_a_pull_requests_page_is_written_every_time(site, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", os.devnull)
    assert site.recall() is None


def test_without_a_cache_nothing_is_kept(site):
    site.words = (*site.words, "--no-cache")
    site.build()
    assert site.recall() is None


def test_what_was_saved_within_the_clocks_grain_is_built_again(site):
    (site.path / "content/index.md").write_text("---\ntitle: Nyt\nlead: Kort\n---\n", "utf-8")
    os.utime(site.path / "content/index.md", (time.time() + 1, time.time() + 1))
    site.build()
    assert site.recall() is None
    site.age()
    site.build()
    assert site.recall() is not None


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"asked": 1}', '{"said": [[1, 2, 3]]}', "\0\xff"])
def test_a_damaged_note_is_passed_over(site, damage):
    (site.path / again.FILE).write_text(damage, "latin-1")
    assert site.recall() is None


def test_a_note_with_other_words_in_it_is_passed_over(site):
    note = site.path / again.FILE
    kept = json.loads(note.read_text("utf-8"))
    note.write_text(json.dumps(kept | {"said": [["out"]]}), "utf-8")
    assert site.recall() is None


def test_a_build_with_mistakes_is_made_again(site):
    (site.path / "content/index.md").write_text("---\ntitle: Mål\n---\n[Død](nej.md)\n", "utf-8")
    site.age()
    assert cli.main(site.words) == 1
    assert site.recall() is None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_the_site_is_the_one_the_parser_reads(site, monkeypatch):
    """`--site=~/by` is not expanded by a shell, and of two the last one counts."""
    monkeypatch.setenv("HOME", str(site.path.parent))
    monkeypatch.setenv("USERPROFILE", str(site.path.parent))
    assert again.site_of(["--site", "andet", f"--site=~/{site.path.name}"]) == str(site.path)
    assert again.site_of(["build", "--site"]) == again.HOUSE


@pytest.mark.parametrize("record", [".cache/published.json", "public/kommuneside-manifest.json", ".cache/again.json"])
def test_a_record_that_nests_without_end_is_passed_over(site, record):
    (site.path / "content/index.md").write_text("---\ntitle: Nyt\nlead: Kort\n---\n", "utf-8")
    (site.path / record).write_text("[" * 200_000)
    assert cli.main(site.words) == (2 if record.startswith("public") else 0)


def test_a_name_that_leads_nowhere_is_a_stranger(site, capsys):
    (site.path / "public/ny").symlink_to("/findes/ikke")
    (site.path / "content/index.md").write_text("---\ntitle: Nyt\nlead: Kort\n---\n", "utf-8")
    assert cli.main(site.words) == 2
    assert "ny" in capsys.readouterr().err
