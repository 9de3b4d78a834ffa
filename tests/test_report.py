"""One mistake told in three places: a terminal, a pull request and a program, always in the same words."""

from __future__ import annotations

import json

import pytest

from kommuneside import report
from kommuneside.problem import Problem
from kommuneside.texts import load

DANISH = load("da")


def dead(target="x.md", path="content/a.md", line=3, column=5, severity="error"):
    return Problem(path, line, column, "link-dead", severity, {"target": target})


def told(*problems, line="Se [x](x.md).", **settings):
    return list(report.as_text(problems, DANISH, lambda path, number: line, **settings))


def test_a_terminal_is_told_where_what_why_and_what_to_do_with_a_caret_under_the_place():
    assert told(dead()) == [
        'content/a.md:3:5: fejl: linket "x.md" fører ingen steder hen',
        "   3 | Se [x](x.md).",
        "           ^",
        f"    Hvorfor: {DANISH.entries['rules.link-dead.why']}",
        f"    Gør sådan: {DANISH.entries['rules.link-dead.do']}",
        "",
    ]


def test_a_mistake_of_a_whole_file_has_neither_line_nor_caret():
    lines = told(dead(line=0, column=0))
    assert lines[0].startswith("content/a.md: fejl: ")
    assert not any("^" in line for line in lines)


def test_a_long_line_is_shown_around_the_place():
    lines = told(dead(column=501), line="a" * 500 + "HER" + "b" * 500)
    assert len(lines[1]) <= 107
    assert lines[1][lines[2].index("^")] == "H"


def test_what_would_move_the_cursor_or_hide_words_is_made_harmless():
    lines = told(dead("\x1b[31m\r\u202eabc\x9b"), line="\x1b]0;titel\x07")
    assert not any(sign in "".join(lines) for sign in "\x1b\r\u202e\x9b\x07")


def test_colours_are_only_around_words_of_ours():
    assert (
        told(dead(), colour=True)[0] == 'content/a.md:3:5: \x1b[1;31mfejl\x1b[0m: linket "x.md" fører ingen steder hen'
    )


@pytest.mark.parametrize(
    ("problems", "summary"),
    [
        ([], "Ingen fejl fundet."),
        ([dead()], "1 fejl i 1 fil"),
        (
            [dead(), dead(path="b"), dead(severity="warning"), dead(severity="advice")],
            "2 fejl, 1 advarsel, 1 råd i 2 filer",
        ),
    ],
)
def test_the_numbers_are_summed_up_in_one_line(problems, summary):
    assert report.summary(problems, DANISH) == summary


def test_a_pull_request_gets_each_problem_on_its_line():
    (line,) = report.as_github([dead("50%,a:b\nc", path="content/a,b:c.md")], DANISH)
    command, _, message = line[2:].partition("::")
    assert command == "error file=content/a%2Cb%3Ac.md,line=3,col=5,title=link-dead"
    assert message.startswith('linket "50%25,a:b\ufffdc" fører ingen steder hen%0AHvorfor: ')
    assert "\n" not in line


@pytest.mark.parametrize(("severity", "command"), [("error", "error"), ("warning", "warning"), ("advice", "notice")])
def test_each_weight_has_githubs_own_word(severity, command):
    (line,) = report.as_github([dead(severity=severity)], DANISH)
    assert line.startswith(f"::{command} ")


def test_a_mistake_of_a_whole_file_stands_on_its_first_line():
    (line,) = report.as_github([dead(line=0, column=0)], DANISH)
    assert "line=1,col=1" in line


def test_a_program_gets_the_same_words():
    told = json.loads(report.as_json([dead("æøå")], DANISH, pages=2))
    assert told["pages"] == 2
    assert told["problems"] == [
        {
            "path": "content/a.md",
            "line": 3,
            "column": 5,
            "rule": "link-dead",
            "severity": "error",
            "message": 'linket "æøå" fører ingen steder hen',
            "why": DANISH.entries["rules.link-dead.why"],
            "hint": DANISH.entries["rules.link-dead.do"],
        }
    ]
