"""Markdown becomes HTML that is safe, placed under its page's headings, and set as Danish is set."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import html5lib
import pytest

from kommuneside import converter, markup, safety


def convert(text, level=2, **settings):
    return markup.to_html(text, level=level, **{"resolve": lambda target: target, **settings})


def html(text, **settings):
    return str(convert(text, **settings).html)


def content(text):
    """What a reader copies of the HTML."""
    parts = []
    parser = HTMLParser()
    parser.handle_data = parts.append
    parser.feed(html(text))
    return "".join(parts).strip()


@pytest.mark.parametrize("text", ["CO2", "CO2-udledning", "CO2e", "CH4", "N2O", "CO2 og CO2"])
def test_a_formula_gets_its_figure_lowered_and_stays_the_same_text(text):
    assert re.search(r"<sub>[24]</sub>", html(text))
    assert content(text) == text


@pytest.mark.parametrize("text", ["DK2020", "C40", "CO2neutral", "xCO2", "`CO2`", "    CO2"])
def test_what_only_looks_like_a_formula_is_left_alone(text):
    assert "<sub>" not in html(text)


def test_a_number_and_its_percent_sign_stay_on_one_line():
    assert html("25 % af verden, 3,5 % og ti %") == "<p>25\u00a0% af verden, 3,5\u00a0% og ti %</p>"
    assert "25 %" in html("`25 %`")


def test_typography_stays_out_of_addresses_and_attributes():
    assert html('[25 %](a-25%20%25.md "CO2 25 %")') == '<p><a href="a-25%20%25.md" title="CO2 25 %">25\u00a0%</a></p>'


@pytest.mark.parametrize(
    ("text", "level", "levels"),
    [
        ("# A\n\n## B\n\n### C", 2, [2, 3, 4]),
        ("## A\n\n### B", 2, [2, 3]),
        ("## A\n\n### B", 4, [4, 5]),
        ("# A\n\n###### B", 4, [4, 6]),
        ("### A", 4, [5]),
    ],
)
def test_headings_are_placed_under_the_texts_own_level(text, level, levels):
    assert [heading.level for heading in convert(text, level=level).headings] == levels


def test_a_heading_remembers_what_its_author_wrote():
    (heading,) = convert("### CO2 *og* mål", level=4).headings
    assert (heading.written, heading.text, heading.id) == (3, "CO2 og mål", "co2-og-maal")


def test_headings_have_anchors_of_plain_letters_and_no_two_the_same():
    assert convert("## Mål på øen\n\n## Mål på øen\n\n## !").ids == ("maal-paa-oeen", "maal-paa-oeen-2", "afsnit")


def test_an_anchor_avoids_those_that_are_taken():
    assert convert("## Klima", taken={"klima", "klima-2"}).ids == ("klima-3",)


def test_an_author_may_name_a_heading():
    assert convert("## Mål {: #maalet }").ids == ("maalet",)


def test_footnotes_of_two_texts_on_a_page_keep_apart():
    text = "Ord[^1].\n\n[^1]: Note."
    ids = [convert(text, prefix=prefix).ids for prefix in ("a-", "b-")]
    assert len({*ids[0], *ids[1]}) == 4


def test_a_note_that_is_named_three_times_leads_back_to_each():
    written = html("A[^n] b[^n] c[^n]\n\n[^n]: Note.", prefix="x-")
    ids = re.findall(r' id="([^"]+)"', written)
    targets = re.findall(r' href="#([^"]+)"', written)
    assert len(ids) == len({*ids}) == 4
    assert {*targets} == {*ids}
    assert len(targets) == 6


def test_a_tables_columns_are_named_and_it_can_be_scrolled_by_keyboard():
    written = html("## Ton\n\n|År|Ton|\n|:-|-:|\n|2026|12|")
    assert '<div class="table-scroll" role="region" aria-label="Ton" tabindex="0"><table>' in written
    assert '<th class="align-left" scope="col">År</th>' in written
    assert '<td class="align-right">12</td>' in written
    assert "style=" not in written


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("## Et\n\n## To\n\n|a|\n|-|\n|1|", "To"),
        ("## Et *&* to\n\n|a|\n|-|\n|1|", "Et &amp; to"),
        ("## Et\n\n<table><caption>Ton <b>CO2</b></caption><tr><td>1</td></tr></table>", "Ton CO2"),
        ("|a|\n|-|\n|1|\n\n## Efter", ""),
    ],
)
def test_the_region_of_a_table_is_called_as_its_caption_or_what_it_stands_under(text, name):
    assert f' role="region" aria-label="{name}" ' in html(text)


def test_a_row_of_headings_of_the_authors_own_is_kept():
    assert '<th scope="row">' in html('<table><tr><th scope="row">2026</th><td>12</td></tr></table>')


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Ord\n: Forklaring", "dl"),
        ("*[KL]: Kommunernes Landsforening\n\nKL siger", "abbr"),
        ("```python\nx\n```", "pre"),
        ("1. a\n2. b", "ol"),
        ("> a", "blockquote"),
        ("H~2~O <sub>2</sub>", "sub"),
        ("a  \nb", "br"),
    ],
)
def test_the_usual_parts_of_markdown_are_there(text, tag):
    assert f"<{tag}" in html(text)


def test_a_list_that_begins_at_four_begins_at_four():
    assert '<ol start="4">' in html("4. fire\n5. fem")


def test_code_is_shown_as_it_was_written():
    assert html("```html\n<b>25 % CO2</b>\n```") == "<pre><code>&lt;b&gt;25 % CO2&lt;/b&gt;\n</code></pre>"


def test_links_become_what_they_resolve_to_and_a_dead_one_is_told():
    converted = convert("[a](a.md) [b](b.md)", resolve=lambda target: "x/" if target == "a.md" else None)
    assert [(link.target, link.href) for link in converted.links] == [("a.md", "x/"), ("b.md", None)]
    assert 'href="x/"' in converted.html


def test_links_to_one_place_are_counted_so_that_each_can_be_found():
    assert [link.nth for link in convert("[a](a.md) ![b](a.md) [c](a.md)").links] == [0, 2]


def test_pictures_wait_until_they_are_near_and_tell_what_they_show():
    written = html("Se ![Et træ](a.png) her")
    assert '<img alt="Et træ" src="a.png" loading="lazy" decoding="async">' in written


HARMLESS = [
    "a < b og c > d & e",
    "<b>fed</b> og <em>kursiv</em>",
    "<!-- en bemærkning -->",
    "x<br>y<br/>z",
    "[a](https://a.dk/?a=1&b=2 'T') <https://a.dk> <post@a.dk>",
    "Ord[^1]\n\n[^1]: Note.",
    "|a|\n|-|\n|1|",
    '<p lang="en">Hello</p>',
    "![a](a.png)",
    "&nbsp;&copy; &lt;script&gt;",
    "```html\n<script>x</script>\n```",
    "`<script>`",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_nothing_is_said_to_be_removed_where_nothing_was(text):
    assert convert(text).removed == ()


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        ("<script>alert(1)</script>", ("script",)),
        ("<p onclick=x>a</p>", ("onclick",)),
        ('<p style="color:red" class="x">a</p>', ("style", "class")),
        ("<iframe src=x></iframe> <iframe src=y></iframe>", ("iframe", "iframe")),
        ("<font color=red>a</font>", ("font",)),
        ("<p title=x>a</p>", ("title",)),
        ("[a](javascript:alert(1))", ("javascript:alert(1)",)),
        ("[a](JaVaScRiPt:alert)", ("JaVaScRiPt:alert",)),
        ("[a](data:text/html,x)", ("data:text/html,x",)),
        ("<a href='java\nscript:x'>a</a>", ("java\nscript:x",)),
        ("<a href='&#106;avascript:x'>a</a>", ("javascript:x",)),
        ("![a](vbscript:x)", ("vbscript:x",)),
        ("*a*{: onclick=x }", ("onclick",)),
        ("# A {: .rød style=x }", ("class", "style")),
        ("<details><summary>a</summary>b</details>", ("details", "summary")),
        ("<tr><td>a</td></tr>", ("tr", "td")),
        ("<?php echo 1 ?>", ("?php",)),
        ("<!DOCTYPE html>", ("!DOCTYPE",)),
        ("<p><![CDATA[x]]></p>", ("![CDATA",)),
        ("<p><![if x]>a</p>", ("![if",)),
        ("<p>a <![cs<b", ("![cs",)),
        ("<input><button>a</button>", ("input", "button")),
        ("<svg><path/></svg>", ("svg", "path")),
    ],
)
def test_what_may_not_be_published_is_gone_and_named(text, removed):
    converted = convert(text)
    assert sorted(converted.removed) == sorted(removed)
    assert not re.search(
        r"<(script|iframe|font|svg|input|button)|\son\w+=|style=|javascript:|vbscript:|data:", converted.html
    )


@pytest.mark.parametrize(
    "text", ["- <table>\n- ord\n- </table>", "<a><table><a>", "<p><ul><p></ul>", "&#1;&#x85;&#xfffe;"]
)
def test_what_is_published_is_read_by_a_browser_as_it_is_written(text):
    """An item that a table turned out would stand in another; a character that HTML cannot hold would be an error."""
    clean = safety.sanitise(converter.convert(text))
    assert safety.sanitise(clean) == clean
    html5lib.HTMLParser(strict=True).parseFragment(clean)


def test_a_character_that_cannot_be_shown_does_not_vanish_and_let_others_meet():
    assert "javascript:" not in html("[a](java&#1;script:alert)")


@pytest.mark.parametrize("text", ["</script>", "a</style>b", "<!-- x"])
def test_a_style_or_script_that_would_end_its_own_element_is_refused(text):
    with pytest.raises(ValueError, match="closes"):
        markup.asset(text)


def test_json_in_a_page_cannot_end_its_element():
    assert markup.json_script({"a": "</script><!-- & ø"}) == '{"a":"\\u003c/script\\u003e\\u003c!-- \\u0026 ø"}'


def test_a_title_is_escaped_and_set():
    assert markup.inline("A & <b> CO2 25 %") == "A &amp; &lt;b&gt; CO<sub>2</sub> 25\u00a0%"
    assert markup.inline(None) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "#",
        "[",
        "![](",
        "|",
        "---",
        ">",
        "`",
        "[^1]",
        "[^1]: x",
        "*[",
        "{:",
        "{: #a }",
        "<",
        "<a",
        "&",
        "\u2028",
        "\ufeff",
        "\x02klzzwxh:0000\x03",
        "a" * 10000,
        "[" * 500,
        "*" * 500,
        "> " * 99 + "a",
        "<b>" * 500,
        "\n".join("  " * depth + "- a" for depth in range(60)),
    ],
)
def test_no_text_is_too_strange(text):
    assert isinstance(convert(text).html, markup.Markup)


def test_a_heading_in_a_heading_is_closed_where_it_was() -> None:
    """HTML lets an element stand between them, and each then has its own level, id and end."""
    converted = convert("<h1><div><h2>Ind</h2></div>Ud</h1>", level=3)
    assert converted.html == '<h3 id="indud"><div><h4 id="ind">Ind</h4></div>Ud</h3>'
    assert [(heading.level, heading.text) for heading in converted.headings] == [(3, "IndUd"), (4, "Ind")]


def test_two_threads_convert_side_by_side():
    """A preview makes the gallery while it builds: neither gets the other's footnotes."""

    def convert(prefix):
        return [converter.convert(f"Se her[^1].\n\n[^1]: Note {prefix}.", prefix) for _ in range(100)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(convert, ("a-", "b-"))
    assert {*first} == {converter.convert("Se her[^1].\n\n[^1]: Note a-.", "a-")}
    assert {*second} == {converter.convert("Se her[^1].\n\n[^1]: Note b-.", "b-")}
