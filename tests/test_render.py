"""A page as HTML: every part a citizen looks for, in their language, and nothing an author wrote let through raw."""

from __future__ import annotations

import itertools
import json
import re

import pytest

HOSTILE = "</title><script>alert(1)</script>\"'><!-- & {{ 7*7 }} {% raw %}"


def text(title, body="Tekst.", **fields):
    lines = [f"title: {json.dumps(title, ensure_ascii=False)}", *(f"{key}: {value}" for key, value in fields.items())]
    return "\n".join(["---", *lines, "---", "", body, ""])


def plain(html):
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(style|script).*?</\1>|<head.*?</head>", "", html)).split())


def test_a_page_has_all_its_parts_in_the_order_they_are_read(build_site):
    html = build_site().page()
    parts = ["Spring til indholdet", "Prøve Kommune", "Klima", "Sådan arbejder vi med klimaet.", "Indhold på siden"]
    parts += ["Vi vil gøre kommunen grønnere.", "Indsatser", "Mål", "Inden 2030 skal vi udlede mindre.", "Kontakt"]
    parts += [
        "46 46 46 46",
        "Sidst opdateret 24. november 2026",
        "Tilgængelighedserklæring",
        "Siden bruger ingen cookies",
    ]
    at = 0
    for part in parts:
        found = plain(html).find(part, at)
        assert found >= 0, part
        at = found


def test_a_page_is_in_its_sites_language(build_site):
    html = build_site({"config.yaml": "name: Trial\nlanguage: en\n"}).page()
    assert '<html lang="en">' in html
    assert "Skip to content" in html
    assert "Last updated" in html
    assert "24 November 2026" in html


def test_a_page_or_section_in_another_language_says_so(build_site):
    html = build_site(
        {"content/maal.md": text("Goals", language="en"), "content/de/index.md": text("Ziele", language="de")}
    )
    assert '<h3 lang="en">Goals</h3>' in html.page()
    assert '<html lang="de">' in html.page("de/index.html")


def test_headings_go_down_one_level_at_a_time(build_site):
    html = build_site({"content/maal.md": text("Mål", "## A\n\n### B\n\n## C")}).page()
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_no_id_stands_twice_on_a_page(build_site):
    files = {
        "content/index.md": text("Klima", "## Mål\n\n## Indsatser\n\nA[^1]\n\n[^1]: x", sections_title="Indsatser"),
        "content/maal.md": text("Mål", "## Mål\n\nA[^1]\n\n[^1]: x"),
        "content/indsatser.md": text("Indsatser", "## Mål\n\nA[^1] b[^1]\n\n[^1]: x"),
    }
    ids = re.findall(r'\sid="([^"]+)"', build_site(files).page())
    assert len(ids) == len({*ids})


def test_every_link_on_a_page_to_itself_finds_its_place(build_site):
    html = build_site({"content/maal.md": text("Mål", "## Mål på øen\n\nA[^1]\n\n[^1]: x")}).page()
    ids = {*re.findall(r'\sid="([^"]+)"', html)}
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_the_regions_of_a_pages_tables_have_each_its_own_name(build_site):
    """Who comes to one by keyboard hears which it is (WCAG 4.1.2)."""
    table = "|År|Ton|\n|-|-|\n|2026|12|\n\n"
    chart = "![Ton](ton.csv){chart=line}\n"
    built = build_site({
        "content/a.md": f"---\ntitle: Ton\n---\n\n{table}{table}{chart}",
        "content/b.md": f"---\ntitle: Maal\n---\n\n## Ton\n\n{table}",
        "content/ton.csv": "Aar;Ton\n2020;1\n2021;2\n",
    })  # fmt: skip
    names = re.findall(r'class="table-scroll" role="region" aria-label="([^"]+)"', built.page())
    assert sorted(names) == ["Tabel 2: Ton", "Tabel 3: Ton", "Tabel 4: Ton", "Tabel: Ton"]


def test_what_an_author_writes_is_shown_and_never_run(build_site):
    quoted = json.dumps(HOSTILE)
    files = {
        "config.yaml": f"name: {quoted}\nauthority: {{name: {quoted}, address: [{quoted}]}}\n"
        f"contact: {{name: {quoted}}}\n",
        "content/index.md": text(HOSTILE, lead=quoted, description=quoted, sections_title=quoted, menu_title=quoted),
        "content/maal.md": text(HOSTILE),
        "content/under/index.md": text(HOSTILE, lead=quoted),
    }
    built = build_site(files)
    for path in ("index.html", "under/index.html", "404.html"):
        html = built.page(path)
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "7*7" in html


def test_linked_data_can_be_read_whatever_stands_in_it(build_site):
    html = build_site({"content/index.md": text(HOSTILE, lead="x")}).page()
    (data,) = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(data)["name"] == HOSTILE


def test_a_site_of_one_page_has_no_menu_and_one_of_two_has(build_site):
    assert 'class="menu"' not in build_site().page()
    html = build_site({"content/skov/index.md": text("Skov", menu_title="Skoven")}).page("skov/index.html")
    assert '<a href="./" aria-current="page">Skoven</a>' in html


def test_breadcrumbs_lead_back_to_the_front_page(build_site):
    files = {"content/a/index.md": text("A"), "content/a/b/index.md": text("B")}
    html = build_site(files).page("a/b/index.html")
    crumbs = re.search(r'(?s)<nav class="breadcrumbs".*?</nav>', html)[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["../../", "../"]
    assert '<span aria-current="page">B</span>' in crumbs


def test_thousands_of_pages_never_put_thousands_of_links_on_each(build_site):
    files = {f"content/a/p{number}/index.md": text(f"P{number}") for number in range(40)}
    html = build_site({**files, "content/a/index.md": text("A")}).page("a/p7/index.html")
    assert html.count("<a ") < 20


def test_the_page_for_what_is_missing_names_the_whole_way(build_site):
    html = build_site({"content/skov/index.md": text("Skov")}).page("404.html")
    assert 'href="/klima/skov/"' in html
    assert not re.search(r'(href|src)="(?!/|#|https?:|tel:|mailto:)', html)


def test_a_warning_not_to_mail_secrets_stands_by_every_address(build_site):
    config = "name: A\ncontact:\n  email: klima@proeve.example\n"
    assert "CPR" in build_site({"config.yaml": config}).page()
    assert "CPR" not in build_site().page()


def test_a_pages_own_contact_goes_before_the_sites(build_site):
    html = build_site({"content/index.md": text("Klima", contact="{name: Skovfogeden}")}).page()
    assert "Skovfogeden" in html
    assert "Klimateamet" not in html


def test_a_site_may_have_its_own_templates_and_styles_file_by_file(build_site):
    built = build_site(
        {
            "templates/components/updated.html": "{% macro updated(date) %}Rettet {{ date.text }}{% endmacro %}",
            "static/print.css": "@media print { .egen { color: red } }",
        }
    )
    assert "Rettet 24. november 2026" in built.page()
    assert ".egen" in built.page()


@pytest.mark.parametrize(
    "words", ["{{ page.nej }}", "{% if %}", "{% include 'nej.html' %}", "{{ t('nej') }}", "{{ 1/0 }}"]
)
def test_a_broken_template_is_a_mistake_with_its_line(build_site, words):
    built = build_site(
        {"templates/components/contact.html": f"{{% macro contact(contact) %}}\n{words}\n{{% endmacro %}}"}
    )
    (problem,) = [problem for problem in built.problems if problem.severity == "error"]
    assert problem.rule == "template-broken"


def test_nothing_is_asked_of_another_site(build_site):
    html = build_site().page()
    assert re.findall(r'<(?:script|img|iframe|audio|video|source)[^>]*src="?(?:https?:)?//', html) == []
    assert re.findall(r'<link[^>]*rel="(?!canonical|alternate)[^"]*"[^>]*href="https?:', html) == []
    assert "url(http" not in html
