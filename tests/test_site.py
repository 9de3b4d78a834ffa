"""Every address: where a link leads however it is written, the way from the front page, and the menu."""

from __future__ import annotations

import pytest

from kommuneside import content, site
from kommuneside.config import Config
from kommuneside.site import Target, href, is_internal, is_safe_file, relative


def page(title="Titel", **fields):
    lines = [f"title: {title}", *(f"{key}: {value}" for key, value in fields.items())]
    return "\n".join(["---", *lines, "---", "", "Tekst.", ""])


FILES = {
    "content/index.md": page("Forside"),
    "content/maal.md": page("Mål"),
    "content/klima/index.md": page("Klima"),
    "content/klima/skov.md": page("Skov"),
    "content/klima/tal.csv": "a;b\n",
    "content/klima/dyb/ned/index.md": page("Dyb"),
    "content/ø/index.md": page("Ø"),
    "content/min fil.pdf": "x",
    "content/kladde.md": page("Kladde", draft="true"),
}


@pytest.fixture
def arrange(write_site):
    def arrange(files=FILES):
        return site.arrange(content.read(write_site(files)), Config(name="Prøve"))

    return arrange


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("index.md", "/klima/"),
        ("../index.md", "/"),
        ("skov.md", "/klima/#skov"),
        ("./skov.md", "/klima/#skov"),
        ("../maal.md", "/#maal"),
        ("../index.md#maal", "/#maal"),
        ("index.md#Mål", "/klima/#Mål"),
        ("#anker", "/klima/#anker"),
        ("#", "/klima/"),
        ("?x=1", "/klima/"),
        ("/", "/"),
        ("/klima/", "/klima/"),
        ("/klima", "/klima/"),
        ("/klima/skov.md", "/klima/#skov"),
        ("/klima/index.md#a", "/klima/#a"),
        ("..", "/"),
        ("../", "/"),
        (".", "/klima/"),
        ("dyb/ned", "/klima/dyb/ned/"),
        ("dyb/ned/index.md", "/klima/dyb/ned/"),
        ("../%C3%B8/index.md", "/ø/"),
        ("../ø/", "/ø/"),
        ("tal.csv", "content/klima/tal.csv"),
        ("/klima/tal.csv", "content/klima/tal.csv"),
        ("../min%20fil.pdf", "content/min fil.pdf"),
        ("../min fil.pdf", "content/min fil.pdf"),
        ("", None),
        (" ", None),
        ("nej.md", None),
        ("SKOV.md", None),
        ("dyb", None),
        ("dyb/", None),
        ("../../klima/index.md", None),
        ("../../../etc/passwd", None),
        ("/../config.yaml", None),
        ("../kladde.md", None),
        ("//[", None),
    ],
)
def test_a_link_leads_where_its_path_does(arrange, written, address):
    arranged = arrange()
    target = arranged.target(written, "content/klima/index.md", arranged.pages["/klima/"])
    found = target and (target.file or target.address + (f"#{target.fragment}" if target.fragment else ""))
    assert found == address


@pytest.mark.parametrize(
    ("here", "target", "address"),
    [
        ("/", Target("/"), "./"),
        ("/", Target("/", "maal"), "#maal"),
        ("/klima/", Target("/", "maal"), "../#maal"),
        ("/klima/", Target("/ø/", "æ b"), "../%C3%B8/#%C3%A6%20b"),
        ("/", Target("/", file="content/min fil.pdf"), "min%20fil.pdf"),
        ("/a/b/", Target("/", file="content/klima/tal.csv"), "../../klima/tal.csv"),
    ],
)
def test_addresses_are_relative_so_that_a_site_works_wherever_it_stands(here, target, address):
    assert href(here, target) == address


def test_the_page_itself_is_one_step_away():
    assert relative("/a/", "/a/") == "./"


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("www.lejre.dk", "https://www.lejre.dk"),
        ("lejre.dk/klima", "https://lejre.dk/klima"),
        ("post@lejre.dk", "mailto:post@lejre.dk"),
        ("skov.mdd", "skov.md"),
        ("klima/skov.md", "skov.md"),
        ("maal.md", "../maal.md"),
        ("xyzzy", ""),
    ],
)
def test_a_dead_link_is_answered_with_what_was_meant(arrange, written, suggestion):
    assert arrange().suggest(written, "content/klima/index.md") == suggestion


def test_a_link_to_what_is_not_published_is_known_as_such(arrange):
    arranged = arrange()
    assert arranged.is_held_back("kladde.md", "content/index.md")
    assert arranged.is_held_back("_noter/a.md", "content/index.md")
    assert not arranged.is_held_back("maal.md", "content/index.md")


@pytest.mark.parametrize("written", ["a.md", "/a", "#a", "?a", "", "a b:c", "./javascript:x"])
def test_what_names_neither_scheme_nor_host_stays_within_the_site(written):
    assert is_internal(written)


@pytest.mark.parametrize("written", ["https://a.dk", "mailto:a@b.dk", "tel:1", "//a.dk", "x-y+z.1:a", "JavaScript:x"])
def test_what_names_a_scheme_or_host_leads_out(written):
    assert not is_internal(written)


@pytest.mark.parametrize("path", ["a.html", "a.svg", "a.js", "a.xml", "a", "a.exe", "a.pdf.html", "a.xhtml", "a.HTM"])
def test_what_a_browser_could_run_may_not_lie_on_the_site(path):
    assert not is_safe_file(path)


@pytest.mark.parametrize("path", ["a.pdf", "a.CSV", "b/c.d.jpg", "a.docx"])
def test_what_a_browser_only_shows_or_saves_may(path):
    assert is_safe_file(path)


def pages(number, **fields):
    return {f"content/p{index:02}/index.md": page(f"P{index:02}", **fields) for index in range(number)}


def test_a_site_of_one_page_has_no_menu(arrange):
    assert arrange({"content/maal.md": page()}).menu == ()


def test_the_menu_has_seven_pages_at_the_most_those_that_come_first(arrange):
    files = {
        **pages(9),
        "content/sidst/index.md": page("Ø sidst", order=1),
        "content/p03/index.md": page("P03", order=2),
    }
    titles = [page.index.fields.title for page in arrange(files).menu]
    assert titles == ["Ø sidst", "P03", "P00", "P01", "P02", "P04", "P05"]


def test_a_page_lists_only_the_pages_right_below_it(arrange):
    arranged = arrange()
    assert [page.address for page in arranged.children_of["/"]] == ["/klima/", "/ø/"]
    assert [page.address for page in arranged.children_of["/klima/"]] == ["/klima/dyb/ned/"]


def test_the_way_from_the_front_page_skips_folders_that_are_no_page(arrange):
    arranged = arrange()
    assert [page.address for page in arranged.trail(arranged.pages["/klima/dyb/ned/"])] == ["/", "/klima/"]
    assert arranged.trail(arranged.pages["/"]) == []
