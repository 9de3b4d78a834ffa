"""Rules and problems: every mistake has one name, one weight, and words in both languages."""

from __future__ import annotations

import re

import pytest

from kommuneside.problem import SEVERITIES, Place, Problem, has_errors
from kommuneside.rules import RULES, found
from kommuneside.texts import LANGUAGES, load


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_a_name_that_can_stand_in_an_excuse_and_a_known_weight(rule):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.severity in SEVERITIES
    assert re.fullmatch(r"(\d\.\d\.\d{1,2})?", rule.wcag)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words_for_what_why_and_what_to_do(rule, language):
    entries = load(language).entries
    assert all(entries[f"rules.{rule}.{part}"] for part in ("what", "why", "do"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_no_words_for_a_rule_that_is_not_there(language):
    named = {key.split(".")[1] for key in load(language).entries if key.startswith("rules.")}
    assert named == {*RULES}


def test_a_problem_takes_its_weight_from_its_rule():
    assert found("link-dead", "a.md", Place(3, 4), target="x") == Problem(
        "a.md", 3, 4, "link-dead", "error", {"target": "x"}
    )


def test_an_unknown_rule_is_our_own_mistake():
    with pytest.raises(KeyError):
        found("no-such-rule", "a.md")


def test_problems_are_told_as_one_reads():
    problems = [Problem("b", 1, 1, "x", "error"), Problem("a", 9, 1, "x", "error"), Problem("a", 2, 5, "x", "error")]
    assert [problem.order[:2] for problem in sorted(problems, key=lambda problem: problem.order)] == [
        ("a", 2),
        ("a", 9),
        ("b", 1),
    ]


def test_only_an_error_stops_a_publication():
    assert not has_errors([Problem("a", 1, 1, "x", "warning"), Problem("a", 1, 1, "x", "advice")])
    assert has_errors([Problem("a", 1, 1, "x", "error")])
