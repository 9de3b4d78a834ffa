"""Skeletons: a new section or page is valid at once, stands last, and never takes the place of another."""

from __future__ import annotations

import pytest

from kommuneside import content, make, new
from kommuneside.texts import load

DANISH = load("da")
TITLES = [
    "Træer på øen",
    "Hej: du",
    '"Citat" og \\',
    "# 1",
    "- A",
    "12:30",
    "no",
    "@ & * !",
    "{}",
    "A\u2028B",
    "'",
    "  A  ",
]


@pytest.fixture
def write(write_site):
    site = write_site({})

    def write(kind, title, page=""):
        return site, new.write(site, kind, title, page, DANISH)

    return write


@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_any_signs_is_kept_as_it_is(write, title):
    site, path = write("section", title)
    sections = content.read(site, drafts=True).pages[0].sections
    assert next(section.fields.title for section in sections if section.path == path) == title.strip()


@pytest.mark.parametrize("kind", ["section", "page"])
def test_what_is_new_is_valid_and_a_draft(write, kind):
    site, path = write(kind, "Træer på øen")
    assert path == {"section": "content/traeer-paa-oeen.md", "page": "content/traeer-paa-oeen/index.md"}[kind]
    held = make.make(make.Order(site=site, write=False))
    assert path in {problem.path for problem in held.problems} or not held.has_errors
    shown = make.make(make.Order(site=site, write=False, drafts=True))
    assert [problem for problem in shown.problems if problem.severity == "error"] == []


def test_what_is_new_stands_last(write):
    site, _ = write("section", "Skov")
    write("section", "Sø")
    page = content.read(site, drafts=True).pages[0]
    assert [(section.slug, section.fields.order) for section in page.sections] == [
        ("maal", 10),
        ("skov", 20),
        ("soe", 30),
    ]


def test_a_section_or_page_may_belong_to_another_page(write):
    write("page", "Klima")
    assert write("section", "Mål", "klima")[1] == "content/klima/maal.md"
    assert write("page", "Skov", "klima")[1] == "content/klima/skov/index.md"
    assert write("section", "Eg", "content/klima/skov/")[1] == "content/klima/skov/eg.md"
    assert write("section", "Bøg", "content\\klima\\skov\\index.md")[1] == "content/klima/skov/boeg.md"


@pytest.mark.parametrize("page", ["/klima", "./klima", "../klima", "../../klima", "klima/../klima"])
def test_no_path_leads_out_of_the_content(write, page):
    write("page", "Klima")
    site, path = write("page", "Ny", page)
    assert (site / path).resolve().is_relative_to((site / "content").resolve())


def test_what_is_there_is_never_written_over(write):
    site, path = write("section", "Skov")
    (site / path).write_text("min tekst")
    with pytest.raises(new.Refused, match="findes allerede"):
        write("section", "skov!")
    assert (site / path).read_text() == "min tekst"


def test_a_section_needs_a_page_to_stand_on(write):
    with pytest.raises(new.Refused, match="Der er ingen side"):
        write("section", "Skov", "nej")


@pytest.mark.parametrize("title", ["", " ", "\n"])
def test_a_title_is_asked_for(write, title):
    with pytest.raises(new.Refused, match="Skriv en titel"):
        write("section", title)


def test_a_site_with_mistakes_can_be_added_to(write_site):
    site = write_site({"content/maal.md": "intet", "content/index.md": "---\ntitel: A\n---\n"})
    assert new.write(site, "section", "Skov", "", DANISH) == "content/skov.md"
