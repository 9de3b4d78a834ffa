"""The whole story: everything wrong is told at once, and where something is, nothing is written."""

from __future__ import annotations

import pytest

from kommuneside.make import Order, make

DEAD = "---\ntitle: Mål\n---\n[Se skoven](nej.md)\n"
VAGUE = "---\ntitle: Mål\n---\n[Læs mere](https://proeve.example/)\n"


def public(built):
    return built.folder / "public"


def test_a_site_is_built_from_its_folder(build_site):
    built = build_site(write=True)
    assert built.outcome.published
    assert (built.outcome.pages, built.outcome.sections) == (1, 1)
    assert (public(built) / "index.html").read_text("utf-8") == build_site().page()


def test_checking_writes_nothing(build_site):
    built = build_site()
    assert not public(built).exists()
    assert not built.outcome.published


def test_an_error_leaves_what_was_published_as_it_was(build_site):
    first = build_site(write=True)
    page = (public(first) / "index.html").read_bytes()
    second = build_site({"content/maal.md": DEAD, "content/index.md": "---\ntitle: Nyt\n---\n"}, write=True)
    assert second.outcome.has_errors
    assert not second.outcome.published
    assert (public(second) / "index.html").read_bytes() == page


def test_mistakes_of_every_room_are_told_at_once(build_site):
    built = build_site(
        {
            "content/maal.md": DEAD,
            "content/a b.md": DEAD,
            "content/c.md": "---\ntitle: A: B\n---\nx\n",
            "content/d.md": "---\ntitel: D\n---\n\n# D\n\n#### E\n",
            "content/e.md": "æ".encode("cp1252"),
            "content/f/g.md": DEAD,
            "content/h.md": "---\norder: 1\n---\nx\n",
        }
    )
    assert {"link-dead", "file-name-unfit", "yaml-colon", "field-unknown", "field-missing", "heading-skipped"} <= {
        *built.rules
    }
    assert {"file-not-utf8", "index-missing"} <= {*built.rules}
    assert built.places == sorted(built.places)


def test_a_warning_stops_nothing_but_where_it_is_asked_to(build_site):
    files = {"content/maal.md": VAGUE}
    assert not build_site(files).outcome.has_errors
    assert build_site(files, strict=True).outcome.has_errors


def test_a_site_may_weigh_a_rule_for_itself(build_site):
    config = "name: A\nrules:\n  {}\n"
    for weight, stops in {"off": False, "advice": False, "error": True}.items():
        files = {"content/maal.md": VAGUE, "config.yaml": config.format(f"link-text-vague: {weight}")}
        built = build_site(files)
        assert built.outcome.has_errors is stops
        assert ("link-text-vague" in built.rules) is (weight != "off")


def test_broken_settings_end_it_before_anything_is_read(build_site):
    built = build_site({"config.yaml": "navn: A\n", "content/maal.md": DEAD}, write=True)
    assert not built.outcome.config_ok
    assert {problem.path for problem in built.problems} == {"config.yaml"}
    assert not public(built).exists()


def test_a_page_that_becomes_a_draft_is_gone_from_what_is_published(build_site):
    page = "---\ntitle: Skov\ndraft: {}\n---\nx\n"
    built = build_site({"content/skov/index.md": page.format("false")}, write=True)
    assert (public(built) / "skov/index.html").exists()
    built = build_site({"content/skov/index.md": page.format("true")}, write=True)
    assert built.outcome.published
    assert not (public(built) / "skov").exists()


def test_drafts_are_shown_where_they_are_asked_for(build_site):
    files = {"content/skov.md": "---\ntitle: Skoven\ndraft: true\n---\nx\n"}
    assert "Skoven" not in build_site(files).page()
    assert "Skoven" in build_site(files, drafts=True).page()


def test_only_the_files_that_texts_use_are_published(build_site):
    built = build_site(
        {
            "content/maal.md": "---\ntitle: Mål\n---\n[Klimaplanen (PDF, 1 kB)](plan%20%C3%A6.pdf)\n",
            "content/plan æ.pdf": b"%PDF",
            "content/hemmelig.pdf": b"%PDF",
        },
        write=True,
    )
    assert (public(built) / "plan æ.pdf").read_bytes() == b"%PDF"
    assert not (public(built) / "hemmelig.pdf").exists()
    assert 'href="plan%20%C3%A6.pdf"' in built.page()


def test_a_small_site_needs_no_section_and_no_text(build_site):
    built = build_site(
        {"content/maal.md": None, "content/index.md": "---\ntitle: A\n---\n", "config.yaml": "name: A\n"}
    )
    assert not built.outcome.has_errors
    assert "<h1>A</h1>" in built.page()


@pytest.mark.parametrize("language", ["tlh", "zz-ZZ", "de", "en", "fo"])
def test_a_site_in_any_language_can_be_built(build_site, language):
    built = build_site({"config.yaml": f"name: A\nlanguage: {language}\n"})
    assert f'<html lang="{language}">' in built.page()


def test_a_folder_of_nothing_is_told_what_it_lacks(tmp_path):
    outcome = make(Order(site=tmp_path / "ingen"))
    assert [problem.rule for problem in outcome.problems] == ["config-missing"]
    assert not (tmp_path / "ingen").exists()


def test_a_wrong_field_hides_nothing_that_is_wrong_with_the_text_under_it(build_site):
    text = "---\ntitle: A\nukendt: x\n---\n\nSe [her](https://www.kl.dk/) og  dér.\n\n**Falsk overskrift**\n\nTekst.\n"
    assert {"field-unknown", "link-text-vague", "spaces-double", "heading-faked"} <= set(
        build_site({"content/a.md": text}).rules
    )


def test_a_mark_of_a_footnote_in_code_is_only_code(build_site):
    body = "Skriv `[^a]`:\n\n    [^b]\n\n```\n[^c]\n[^d]: x\n```\n"
    built = build_site({"content/maal.md": f"---\ntitle: Mål\n---\n{body}"})
    assert not {rule for rule in built.rules if rule.startswith("footnote")}
