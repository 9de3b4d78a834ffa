"""A text's fields: what is written is what is read, and each mistake has its line and column."""

from __future__ import annotations

import pytest

from kommuneside.frontmatter import MAX_DEPTH, decode, parse_yaml, split, split_yaml
from kommuneside.problem import Place


def mistakes(parsed):
    return [(problem.rule, problem.line, problem.column) for problem in parsed.problems]


def fields(*lines):
    return split("\n".join(["---", *lines, "---", "Tekst."]), "a.md")


@pytest.mark.parametrize(
    "value",
    "12:30 no yes off 012 0x1F 3.10 1_000 1e3 .5 ~ null true 2026-11-25 2026-13-01 =2 <<".split(),
)
def test_a_plain_value_stays_the_text_it_is(value):
    assert fields(f"title: {value}").values == {"title": value}


def test_a_text_is_taken_apart_into_fields_and_body_each_with_its_line():
    parsed = split("---\ntitle: Mål\n\nsources:\n  - https://a.dk/\n---\n\nTekst.\n", "a.md")
    assert parsed.values == {"title": "Mål", "sources": ["https://a.dk/"]}
    assert parsed.places["title",] == Place(2, 1)
    assert parsed.places["sources", 0] == Place(5, 5)
    assert (parsed.body, parsed.body_line) == ("\nTekst.\n", 7)


def test_a_line_of_dashes_in_the_body_belongs_to_the_body():
    assert split("---\ntitle: A\n---\nx\n\n---\n\ny", "a.md").body == "x\n\n---\n\ny"


def test_spaces_after_the_dashes_do_no_harm():
    assert split("---  \ntitle: A\n--- \nx", "a.md").values == {"title": "A"}


@pytest.mark.parametrize("text", ["", "Tekst.", "\n---\ntitle: A\n---\n", " ---\n", "----\n", "title: A"])
def test_a_text_without_fields_is_told_so_on_its_first_line(text):
    assert mistakes(split(text, "a.md")) == [("front-matter-missing", 1, 1)]


@pytest.mark.parametrize("text", ["---", "---\n", "---\ntitle: A\n", "---\ntitle: A\n ---\nx"])
def test_fields_that_do_not_end_are_told_where_they_begin(text):
    assert mistakes(split(text, "a.md")) == [("front-matter-unclosed", 1, 1)]


def test_no_fields_at_all_is_for_the_schema_to_say():
    parsed = split("---\n---\nx", "a.md")
    assert (parsed.values, parsed.problems, parsed.body_line) == ({}, (), 3)


def test_a_whole_file_of_yaml_keeps_its_markdown_under_body():
    parsed = split_yaml("title: A\nbody: |\n  Første.\n\n  Anden.\n", "a.yaml")
    assert (parsed.values, parsed.body, parsed.body_line) == ({"title": "A"}, "Første.\n\nAnden.\n", 3)


def test_a_body_on_the_line_of_its_key_stands_on_that_line():
    assert split_yaml("title: A\nbody: Kort.\n", "a.yaml").body_line == 2


@pytest.mark.parametrize("value", ["[a]", "{a: b}"])
def test_a_body_that_is_no_text_is_told_so(value):
    assert ("body-empty", 2, 1) in mistakes(split_yaml(f"title: A\nbody: {value}\n", "a.yaml"))


@pytest.mark.parametrize(
    ("lines", "mistake"),
    [
        (["title: Hej: du"], ("yaml-colon", 2, 11)),
        (["title: Klima:"], ("yaml-colon", 2, 13)),
        (["order: 1", "title: Klima: nu: her"], ("yaml-colon", 3, 13)),
        (["title: A", "\torder: 1"], ("yaml-tab", 3, 1)),
        (["title: A", "  order: 1"], ("yaml-indent", 3, 1)),
        (["title: @lejre"], ("yaml-sign", 2, 8)),
        (["title: *vigtigt*"], ("yaml-sign", 2, 8)),
        (["title: `kode`"], ("yaml-sign", 2, 8)),
        (["title: %"], ("yaml-sign", 2, 8)),
        (["title: - A"], ("yaml-sign", 2, 8)),
        (["title: !Nu A"], ("yaml-sign", 2, 8)),
        (["title: ! A"], ("yaml-sign", 2, 8)),
        (["title: !!int 12"], ("yaml-sign", 2, 8)),
        (["title: &a A"], ("yaml-alias", 2, 8)),
        (["title: *a"], ("yaml-alias", 2, 8)),
        (["<<: *a"], ("yaml-alias", 2, 5)),
        (["title: 'A", "order: 1"], ("yaml-broken", 2, 8)),
        (['title: "A', "order: 1"], ("yaml-broken", 2, 8)),
        (["title: [A", "order: 1"], ("yaml-broken", 2, 8)),
        (["title: A", "order 1"], ("yaml-colon-missing", 3, 6)),
        (["title A", "order: 1"], ("yaml-colon-missing", 2, 6)),
        (["title:A", "order: 1"], ("yaml-colon-missing", 2, 6)),
        (["title: A", "title: B"], ("yaml-key-duplicate", 3, 1)),
        (["contact: {name: A, name: B}"], ("yaml-key-duplicate", 2, 20)),
        (["- A"], ("yaml-not-mapping", 2, 1)),
        (["A"], ("yaml-not-mapping", 2, 1)),
        (["title: A\x0bB"], ("yaml-character", 2, 9)),
        (["title: A\x00B"], ("yaml-character", 2, 9)),
        (["? [a]", ": b"], ("yaml-not-mapping", 2, 3)),
        (['title: "\\x07"'], ("yaml-character", 2, 8)),
        (['"\\x07": x'], ("yaml-character", 2, 1)),
        (["title: " + "[" * 25 + "]" * 25], ("yaml-too-deep", 2, 8 + MAX_DEPTH)),
    ],
    ids=repr,
)
def test_each_mistake_is_told_by_name_where_it_stands(lines, mistake):
    assert mistakes(fields(*lines)) == [mistake]


def test_a_value_with_a_colon_is_shown_as_it_should_be_written():
    (problem,) = fields('title: Han sagde: "ja" \\ nej').problems
    assert problem.values["quoted"] == '"Han sagde: \\"ja\\" \\\\ nej"'
    assert fields(f"title: {problem.values['quoted']}").values == {"title": 'Han sagde: "ja" \\ nej'}


def test_a_colon_inside_an_address_or_a_time_is_no_mistake():
    assert fields("title: Se https://a.dk:80/x kl. 12:30").values == {"title": "Se https://a.dk:80/x kl. 12:30"}


def test_every_doubled_key_is_told_at_once():
    assert mistakes(fields("a: 1", "a: 2", "b: 3", "b: 4")) == [
        ("yaml-key-duplicate", 3, 1),
        ("yaml-key-duplicate", 5, 1),
    ]


def test_signs_that_mean_something_in_yaml_may_stand_inside_a_value():
    assert fields("title: R&D & AT&T *her* nu! @alle").problems == ()
    assert fields('title: "*Vigtigt* & nyt!"').values == {"title": "*Vigtigt* & nyt!"}


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "{a: " * 20_000, "- " * 20_000, "'" * 20_001, "? " * 5_000, "!" * 9_999]
)
def test_what_was_made_to_break_a_parser_is_one_mistake(text):
    assert len(parse_yaml(f"title: {text}", "a.md").problems) == 1


def test_a_billion_laughs_are_a_mistake_before_they_are_heard():
    lines = ["a: &a [x, x]", *(f"{after}: &{after} [*{name}, *{name}]" for name, after in ("ab", "bc", "cd"))]
    assert {rule for rule, _, _ in mistakes(fields(*lines))} == {"yaml-alias"}


def test_two_documents_in_one_file_are_a_mistake():
    assert mistakes(split_yaml("title: A\n---\ntitle: B\n", "a.yaml")) == [("yaml-broken", 2, 1)]


def test_what_yaml_alone_counts_as_a_line_moves_no_place():
    """PowerPoint and InDesign leave such separators in what is copied from them."""
    parsed = fields('title: "A\u2028B\u2029C"', "order: x", "order: y")
    assert mistakes(parsed) == [("yaml-key-duplicate", 4, 1)]


def test_windows_newlines_and_a_utf8_mark_are_accepted():
    assert decode("\ufeff---\r\ntitle: Mål\r\n---\r\nTekst.\r".encode(), "a.md") == (
        "---\ntitle: Mål\n---\nTekst.\n",
        (),
    )


@pytest.mark.parametrize(
    ("data", "place", "guess"),
    [
        ("---\ntitle: blå mål".encode("cp1252"), (2, 10), "windows"),
        ("Mål på æ".encode() + "ø".encode("latin-1"), (1, 9), "windows"),
        (b"\xef\xbb\xbfa\nb\xe5", (2, 2), "windows"),
        ("title: mål".encode("utf-16"), (0, 0), "utf16"),
        ("title: mål".encode("utf-16-le"), (0, 0), "utf16"),
        (b"abc\ndef\0ghi", (2, 4), "other"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDRxxxxxxxxxxxxxxxx", (1, 1), "other"),
    ],
)
def test_another_encoding_is_explained_at_the_first_letter_that_tells_it(data, place, guess):
    text, (problem,) = decode(data, "a.md")
    assert (text, problem.rule) == ("", "file-not-utf8")
    assert ((problem.line, problem.column), problem.values["guess"]) == (place, guess)
