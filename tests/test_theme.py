"""A site's own looks: a handful of tokens, none of which can be unreadable or say anything else to a browser."""

from __future__ import annotations

import re

import pytest

from kommuneside import theme


def in_config(**tokens):
    rows = "".join(f"  {name.replace('_', '-')}: '{value}'\n" for name, value in tokens.items())
    return {
        "config.yaml": "name: Prøve\nbase_url: https://proeve.example/\naccessibility_statement: https://was.example/\n"
        f"theme:\n{rows}"
    }


def test_a_theme_reaches_every_page(build_site):
    page = build_site(in_config(colour_band="#301060", radius="0", font="Georgia, serif")).page()
    assert ':root{--colour-band:#301060;--font:"Georgia",serif;--radius:0;--hill:#4b2f75}' in page
    assert '<meta name="theme-color" content="#301060">' in page


def test_a_site_without_one_has_the_house_s_own(build_site):
    assert build_site().page().count(":root{--colour-") == 1


def test_our_own_colours_can_all_be_read():
    """Every pair at 7:1, so that a site's own mistake is the only one that can be told."""
    assert [*theme.too_faint(theme.defaults())] == []
    assert {name for pair in theme.PAIRS for name in pair} <= {*theme.defaults()}


def test_a_faint_pair_stops_the_site_and_names_both_and_the_contrast(build_site):
    built = build_site(in_config(colour_ink="#777777"))
    assert not built.outcome.config_ok
    assert {problem.rule for problem in built.problems} == {"theme-contrast"}
    first = built.problems[0].values
    assert (first["text"], first["text_colour"], first["ground"]) == ("colour-ink", "#777777", "colour-paper")
    assert (first["whole"], first["hundredths"]) == (4, 47)


def test_contrast_is_what_wcag_says():
    assert theme.contrast("#000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("accent", "colour-accent"), ("color-band", "colour-band"), ("colour-papr", "colour-paper"), ("fonts", "font")],
)
def test_an_unknown_token_is_answered_with_the_one_that_was_meant(build_site, name, meant):
    (problem,) = build_site(in_config(**{name: "#000000"})).problems
    assert (problem.rule, problem.values["suggestion"]) == ("field-unknown", meant)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour-ink", "red"),
        ("colour-ink", "#12345"),
        ("colour-ink", "#000;background:url(//evil.example)"),
        ("colour-ink", "#000\n"),
        ("colour-ink", "var(--x)"),
        ("radius", "1em"),
        ("radius", "calc(1px)"),
        ("radius", "100000px"),
        ("font", 'x"}*{display:none'),
        ("font", "x;}</style><script>"),
        ("font", "url(//evil.example/f.woff)"),
        ("font", "a, , b"),
        ("font", "a\\22 b"),
    ],
)
def test_nothing_but_a_colour_a_measure_or_names_gets_into_the_style(name, value):
    assert not theme.is_valid(name, value) or not re.search(r"[;{}()<>\\\"']", theme.css({name: value})[8:])
    assert value.strip() == "#000" or not theme.is_valid(name, value)


@pytest.mark.parametrize("value", ["red", "#12345", "#000;x:y"])
def test_a_value_of_another_kind_is_told(build_site, value):
    (problem,) = build_site(in_config(colour_ink=value)).problems
    assert (problem.rule, problem.values["expected"]) == ("field-type", "colour")
