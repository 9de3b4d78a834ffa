"""`new section` and `new page` write a text that is valid at once, and never over another."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kommuneside import cli, content, make, schema
from kommuneside.texts import LANGUAGES, load

BASE = Path(__file__).resolve().parent.parent / "base"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "site"))


def run(site: Path, *arguments: str) -> int:
    return cli.main([*arguments, "--site", str(site)])


def errors(site: Path, drafts: bool = True) -> list[str]:
    outcome = make.make(make.Order(site=site, write=False, cache=False, drafts=drafts))
    return [problem.rule for problem in outcome.problems if problem.severity != "advice"]


@pytest.mark.parametrize("title", ["Ændring på øen", "Hej: du", '"Citat" og #emne', "- * & !", "no", "12:30", "日本"])
@pytest.mark.parametrize("kind", ["section", "page"])
def test_a_skeleton_is_valid_at_once_whatever_its_title(site: Path, kind: str, title: str) -> None:
    assert run(site, "new", kind, title) == 0
    assert errors(site) == []
    made = content.read(site, drafts=True).pages
    assert title in {text.fields.title for page in made for text in (page.index, *page.sections)}


def test_the_file_is_named_in_the_plain_letters_of_an_address(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(site, "new", "section", "Ændring af åbningstid på øen")
    assert (site / "content/aendring-af-aabningstid-paa-oeen.md").is_file()
    assert "content/aendring-af-aabningstid-paa-oeen.md" in capsys.readouterr().out


def test_it_comes_last_among_its_neighbours(site: Path) -> None:
    run(site, "new", "section", "Vand")
    run(site, "new", "section", "Skov")
    sections = content.read(site, drafts=True).pages[0].sections
    assert [(section.slug, section.fields.order) for section in sections] == [("maal", 10), ("vand", 20), ("skov", 30)]


def test_it_never_writes_over_a_file(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (site / "content/maal.md").read_bytes()
    assert run(site, "new", "section", "Maal") == 2
    assert (site / "content/maal.md").read_bytes() == before
    assert "content/maal.md" in capsys.readouterr().err


@pytest.mark.parametrize("page", ["../../uden-for", "/etc", "..", "findes/ikke"])
def test_it_writes_nothing_outside_a_page_that_is_there(site: Path, page: str) -> None:
    before = sorted(site.parent.rglob("*"))
    run(site, "new", "section", "Vand", "--page", page)
    assert {path.name for path in set(site.parent.rglob("*")) - set(before)} <= {"vand.md"}
    assert not (site.parent / "vand.md").exists()


@pytest.mark.parametrize("kind", ["section", "page"])
def test_it_is_a_draft_until_the_editor_says_so(site: Path, kind: str) -> None:
    run(site, "new", kind, "Vand")
    assert make.make(make.Order(site=site, write=False, cache=False)).problems == ()


@pytest.mark.parametrize(("kind", "model"), [("section", schema.SectionFields), ("page", schema.PageFields)])
def test_it_opens_with_what_may_be_said_of_it(site: Path, kind: str, model: type[schema.Entry]) -> None:
    """Each field of the schema, as a comment that becomes the field when its # is deleted."""
    run(site, "new", kind, "Vand")
    text = next(path for path in site.rglob("*.md") if "Vand" in path.read_text("utf-8")).read_text("utf-8")
    keys = re.findall(r"^#?(\w+):", text.split("---\n")[1], re.MULTILINE)
    assert sorted(keys) == sorted(model.model_fields)
    for key in set(keys) - {"title", "order", "draft"}:
        assert load("da")(f"fields.{key}.hint") in text


def test_every_field_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        texts = load(language)
        for model in (schema.PageFields, schema.SectionFields):
            assert all(texts(f"fields.{key}.{part}") for key in model.model_fields for part in ("label", "hint"))
