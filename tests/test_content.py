"""A folder is a page, and a file in it is a section: what lies in content/ is read as it lies there."""

from __future__ import annotations

import shutil

import pytest

from kommuneside import content
from kommuneside.schema import SectionFields
from kommuneside.text import read_text


def text(title="Titel", body="Tekst.", **fields):
    lines = [f"title: {title}", *(f"{key}: {value}" for key, value in fields.items())]
    return "\n".join(["---", *lines, "---", "", body, ""])


@pytest.fixture
def read(write_site):
    def read(files=(), **settings):
        return content.read(write_site({"content/maal.md": None, **dict(files)}), **settings)

    return read


def slugs(page):
    return [section.slug for section in page.sections]


def rules(read):
    return [(problem.rule, problem.path) for problem in read.problems]


def test_each_folder_with_an_index_is_a_page(read):
    found = read({"content/klima/index.md": text("Klima"), "content/klima/skov/index.md": text("Skov")})
    assert [page.address for page in found.pages] == ["/", "/klima/", "/klima/skov/"]
    assert found.problems == ()


def test_sections_stand_in_order_and_then_by_name(read):
    (page,) = read(
        {
            "content/c.md": text(order=20),
            "content/b.md": text(order=3),
            "content/z.md": text(order=20),
            "content/a.md": text(),
            "content/d.md": text(order=-1),
        }
    ).pages
    assert slugs(page) == ["d", "b", "c", "z", "a"]


def test_a_section_may_be_yaml_from_end_to_end(build_site):
    built = build_site(
        {"content/skov.yaml": 'title: Skov\norder: 20\nupdated: 2026-11-24\nbody: "Træer *optager* CO2."\n'}
    )
    assert "<em>optager</em> CO<sub>2</sub>" in built.page()
    assert 'id="skov"' in built.page()


def test_a_page_may_be_yaml_too(read):
    found = read({"content/index.md": None, "content/index.yaml": "title: Forside\nbody: Velkommen.\n"})
    assert found.pages[0].index.body == "Velkommen."
    assert found.problems == ()


@pytest.mark.parametrize("name", ["Index.md", "INDEX.MD"])
def test_an_index_is_one_however_windows_writes_it(read, name):
    found = read({f"content/klima/{name}": text("Klima")})
    assert [page.address for page in found.pages] == ["/", "/klima/"]


@pytest.mark.parametrize("name", ["_noter.md", ".skjult.md", "_arkiv/index.md", ".git/config.yaml", "_arkiv/mere/a.md"])
def test_a_name_that_begins_with_a_dash_or_dot_is_not_published(read, name):
    found = read({f"content/{name}": "ikke engang en tekst"})
    assert (len(found.pages), found.problems, found.files) == (1, (), frozenset())


def test_a_draft_is_held_back_and_shown_where_it_is_asked_for(read):
    files = {"content/a.md": text(draft="true"), "content/k/index.md": text(draft="ja"), "content/k/b.md": text()}
    held = read(files)
    assert ([page.address for page in held.pages], slugs(held.pages[0])) == (["/"], [])
    assert held.drafts == {"content/a.md", "content/k/index.md", "content/k/b.md"}
    shown = read(files, drafts=True)
    assert ([page.address for page in shown.pages], slugs(shown.pages[0])) == (["/", "/k/"], ["a"])


def test_other_files_are_known_but_not_read(read):
    assert read({"content/k/tal.csv": b"\xff\0"}).files == {"content/k/tal.csv"}


def test_a_folder_of_pictures_alone_is_no_page(read):
    assert read({"content/billeder/Sjov mappe/a.jpg": b""}).problems == ()


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("min side.md", "min-side.md"),
        ("Æblé?.md", "aeble.md"),
        ("-a.md", "a.md"),
        ("😀.md", "afsnit.md"),
        ("a+b.MD", "a-b.md"),
    ],
)
def test_a_name_that_cannot_be_an_address_is_answered_with_one_that_can(read, name, better):
    (problem,) = read({f"content/{name}": text()}).problems
    assert (problem.rule, problem.values["better"]) == ("file-name-unfit", better)


@pytest.mark.parametrize("name", ["ændring.md", "a.b.md", "2026.md", "A_b-c.md", "日本.md"])
def test_letters_of_any_kind_can_be_an_address(read, name):
    assert read({f"content/{name}": text()}).problems == ()


def test_two_files_for_one_address_are_a_mistake_also_where_only_capitals_differ(read):
    found = read(
        {"content/Skov.md": text(), "content/skov.yaml": "title: Skov\nbody: x\n", "content/index.yml": "title: A"}
    )
    assert rules(found) == [("address-duplicate", "content/index.yml"), ("address-duplicate", "content/skov.yaml")]


def test_a_section_and_a_page_may_share_a_name_for_their_addresses_differ(read):
    assert read({"content/klima.md": text(), "content/klima/index.md": text("Klima")}).problems == ()


def test_a_section_called_as_a_folder_of_the_program_is_just_a_section(read):
    assert slugs(read({"content/static.md": text(), "content/api.md": text()}).pages[0]) == ["api", "static"]


@pytest.mark.parametrize("name", ["a.md", "index.md", "index"])
def test_a_folder_called_as_a_file_is_a_folder(read, name):
    assert read({f"content/k/{name}/index.md": text(), "content/k/index.yaml": "title: K\nbody: x\n"}).problems == ()


def test_without_a_folder_of_content_the_front_page_is_what_is_missing(write_site):
    site = write_site({})
    shutil.rmtree(site / "content")
    assert rules(content.read(site)) == [("front-page-missing", "content/index.md")]
    (site / "content").write_text("x")
    assert rules(content.read(site)) == [("file-special", "content"), ("front-page-missing", "content/index.md")]


def test_every_mistake_of_a_file_is_told_at_once(read):
    found = read({"content/a.md": "---\ntitle: A\ntitle: B\nordre: 1\nupdated: i dag\n---\n"})
    assert {*rules(found)} == {
        (rule, "content/a.md") for rule in ("yaml-key-duplicate", "field-unknown", "date-invalid", "body-empty")
    }


def test_a_text_with_a_mistake_keeps_its_place_so_that_others_are_not_blamed(build_site):
    built = build_site(
        {
            "content/maal.md": text("Mål", titel="x", body="![](nej.png)"),
            "content/skov/index.md": "ingen felter",
            "content/skov/eg.md": text(
                body="Til [målene](../maal.md), [forsiden](../index.md#maal) og [skoven](index.md)."
            ),
        }
    )
    errors = [(problem.rule, problem.path) for problem in built.problems if problem.severity == "error"]
    assert sorted(errors) == [
        ("field-unknown", "content/maal.md"),
        ("front-matter-missing", "content/skov/index.md"),
        ("image-alt-missing", "content/maal.md"),
        ("image-dead", "content/maal.md"),
    ]


def test_a_folder_without_its_index_is_the_only_mistake_of_those_who_link_to_it(build_site):
    built = build_site(
        {"content/skov/eg.md": text("Eg"), "content/maal.md": text("Mål", body="Se [egen i skoven](skov/eg.md).")}
    )
    assert [problem.rule for problem in built.problems if problem.severity == "error"] == ["index-missing"]


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"---", b"---\n---\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b"- a\n", b"{}", b"~"]
)
@pytest.mark.parametrize("path", ["content/a.md", "content/a.yaml"])
def test_no_file_is_too_strange_to_be_answered(path, data):
    assert read_text(path, data, SectionFields).problems
