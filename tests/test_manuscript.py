"""Where things stand in a Markdown text: an author is pointed at the very place, never at code or a comment."""

from __future__ import annotations

import pytest

from kommuneside.manuscript import Manuscript, mask
from kommuneside.problem import Place


def test_a_place_counts_from_the_files_own_first_line():
    assert Manuscript("a\nb ord", first_line=7).find("ord") == Place(8, 3)


def test_words_are_found_the_time_that_is_asked_for():
    manuscript = Manuscript("ord ord\nord")
    assert [manuscript.find("ord", nth) for nth in range(4)] == [Place(1, 1), Place(1, 5), Place(2, 1), Place(2, 1)]


def test_what_is_nowhere_is_pointed_at_where_the_text_begins():
    assert Manuscript("a\nb", first_line=5).find("ord") == Place(5, 1)


@pytest.mark.parametrize(
    "hidden",
    [
        "```\n[x](a.md)\n```",
        "~~~ md\n[x](a.md)\n~~~~",
        "````\n```\n[x](a.md)\n````",
        "`[x](a.md)`",
        "``[x](a.md) ` ``",
        "<!-- [x](a.md) -->",
        "<!--\n[x](a.md)\n-->",
    ],
)
def test_code_and_comments_are_looked_past(hidden):
    text = f"{hidden}\n\n[x](a.md)"
    assert Manuscript(text).link("a.md") == Place(text.count("\n") + 1, 5)


@pytest.mark.parametrize("text", ["```\na", "<!-- a", "`a\nb`", "``", "a`b", "~~~\n```\na\n~~~"])
def test_masking_moves_no_character(text):
    masked = mask(text)
    assert len(masked) == len(text)
    assert [*map(len, masked.split("\n"))] == [*map(len, text.split("\n"))]


@pytest.mark.parametrize(
    "written",
    [
        "[x](a.md)",
        "[x](<a.md>)",
        '[x](a.md "titel")',
        "![x](a.md)",
        "[x]: a.md",
        '<a href="a.md">',
        "<a href='a.md'>",
        "<img src=a.md>",
        "[x](a.md#maal)",
    ],
)
def test_a_link_is_found_however_it_is_written(written):
    assert Manuscript(f"om a.md: {written}").link("a.md") == Place(1, 10 + written.index("a.md"))


def test_each_of_several_links_to_one_place_is_found():
    manuscript = Manuscript("[x](a.md) [y](a.md)")
    assert [manuscript.link("a.md", nth).column for nth in range(3)] == [5, 15, 15]


def test_headings_are_found_in_each_of_markdowns_ways_and_in_html():
    text = "# A\n\nB\n=\n\nC\n-\n\n## D ##\n\n<h3>E</h3>\n\n```\n# F\n```\n\n#hash\n"
    assert [place.line for place in Manuscript(text).headings] == [1, 3, 6, 9, 11, 17]


def test_elements_and_attributes_are_found_by_name_the_time_that_is_asked_for():
    manuscript = Manuscript('<p style="a">\n<P STYLE="b">\n<style>')
    assert [manuscript.tag("style", nth) for nth in range(3)] == [Place(1, 4), Place(2, 4), Place(3, 1)]
    assert manuscript.tag("p", 1) == Place(2, 1)
