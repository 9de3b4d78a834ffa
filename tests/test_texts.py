"""The catalogue: what the program says, in Danish and English, whole sentences and nothing lost on the way."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from kommuneside import frontmatter, texts
from kommuneside.problem import Problem
from kommuneside.texts import LANGUAGES, load

FOLDER = Path(texts.__file__).parent
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@both_languages
def test_no_sentence_stands_twice_under_one_key(language):
    parsed = frontmatter.parse_yaml((FOLDER / f"{language}.yaml").read_text("utf-8"), f"{language}.yaml")
    assert parsed.problems == ()


@both_languages
def test_no_sentence_is_cut_off_at_a_sign_that_begins_a_comment(language):
    lines = (FOLDER / f"{language}.yaml").read_text("utf-8").splitlines()
    assert [line for line in lines if re.match(r"\s*\w+: [^'\"{].*\s#", line)] == []


@both_languages
def test_every_sentence_says_something_and_no_blank_is_malformed(language):
    for key, text in load(language).entries.items():
        assert text.strip(), key
        assert list(string.Formatter().parse(text)), key


@both_languages
def test_what_is_wrong_is_no_sentence_but_why_and_what_to_do_are(language):
    for key, text in load(language).entries.items():
        if re.fullmatch(r"rules\..*\.what", key):
            assert not text.endswith("."), key
        elif re.fullmatch(r"rules\..*\.(why|do)", key):
            assert text.rstrip('"»)*').endswith((".", "}", "?", "...", "-->")), key


def test_a_language_we_do_not_speak_is_answered_in_english():
    assert load("fo").language == "en"


def test_one_thing_and_many_are_counted_each_in_its_own_way():
    danish = load("da")
    assert [danish.count("build.pages", number) for number in (0, 1, 2)] == ["0 sider", "1 side", "2 sider"]


def test_a_blank_left_open_is_our_own_mistake():
    with pytest.raises(KeyError):
        load("da")("build.waiting_for_godot")
    with pytest.raises(KeyError):
        load("da")("rules.link-dead.what")


def test_a_suggestion_is_put_as_a_question():
    problem = Problem("a.md", 1, 1, "link-dead", "error", {"target": "x.md", "suggestion": "y.md"})
    assert load("da").explain(problem).what == 'linket "x.md" fører ingen steder hen – mente du "y.md"?'


def test_a_value_may_name_an_entry_of_the_catalogue():
    problem = Problem("a.md", 1, 1, "field-type", "error", {"key": "order", "value": "to", "expected": "number"})
    assert load("da").explain(problem).what == '"order" skal være et helt tal, fx 10, men er "to"'


def test_curly_brackets_of_an_author_stand_as_they_are():
    problem = Problem("a.md", 1, 1, "link-dead", "error", {"target": "{suggestion} {0}"})
    assert "{suggestion} {0}" in load("da").explain(problem).what
