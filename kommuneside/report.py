"""Problems as text for people, as annotations for a pull request and as JSON for programs; pure, nothing is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kommuneside.problem import SEVERITIES, Problem
from kommuneside.tally import Tally
from kommuneside.texts import Texts

ReadLine = Callable[[str, int], str]
"""(path, line) → the line of that file, or an empty text."""

SHOWN = 8
"""How many addresses of a kind are named before the rest are counted."""

LISTED = 100
"""So many problems a pull request's page lists; GitHub keeps a summary of one megabyte."""

_COLOURS = {"error": "31", "warning": "33", "advice": "36"}
_GITHUB = {"error": "error", "warning": "warning", "advice": "notice"}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def as_text(problems: Sequence[Problem], texts: Texts, read_line: ReadLine, colour: bool = False) -> Iterator[str]:
    """Lines for a terminal, grouped by file: place, words, the line with a caret, and what to do."""
    for path, group in groupby(problems, key=lambda problem: problem.path):
        explained: set[tuple[str, str]] = set()  # a mistake made twenty times in a file is explained once
        for problem in group:
            words = texts.explain(problem)
            where = ":".join([path, *(str(number) for number in (problem.line, problem.column) if number)])
            label = texts(f"report.severity.{problem.severity}")
            yield f"{printable(where)}: {_paint(label, problem, colour)}: {printable(words.what)}"
            yield from _excerpt(problem, read_line, colour)
            for key, text in (("report.why", words.why), ("report.do", words.do)):
                if (key, text) not in explained:
                    yield "    " + printable(texts(key, text=text))
                explained.add((key, text))
        yield ""


def summary(problems: Sequence[Problem], texts: Texts) -> str:
    """The numbers in one line: `2 fejl, 3 advarsler og 1 råd i 2 filer`."""
    if not problems:
        return texts("report.none")
    names = {"error": "errors", "warning": "warnings", "advice": "advices"}
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in SEVERITIES}
    parts = [texts.count(f"report.{names[severity]}", number) for severity, number in counts.items() if number]
    files = len({problem.path for problem in problems})
    return f"{', '.join(parts)} {texts.count('report.in_files', files)}"


def as_github(problems: Sequence[Problem], texts: Texts) -> Iterator[str]:
    """Workflow commands that put each problem on its line of the pull request, escaped as GitHub demands."""
    for problem in problems:
        words = texts.explain(problem)
        place = {"file": problem.path, "line": problem.line or 1, "col": problem.column or 1, "title": problem.rule}
        properties = ",".join(f"{key}={_escape_property(printable(str(value)))}" for key, value in place.items())
        told = (words.what, texts("report.why", text=words.why), texts("report.do", text=words.do))
        message = "\n".join(map(printable, told))
        yield f"::{_GITHUB[problem.severity]} {properties}::{_escape_message(message)}"


def as_json(problems: Sequence[Problem], texts: Texts, **facts: Any) -> str:
    """One JSON object: `problems` (path, line, column, rule, severity, message, why, hint) and the facts of the run."""
    rows = []
    for problem in problems:
        words = texts.explain(problem)
        rows.append(
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "rule": problem.rule,
                "severity": problem.severity,
                "message": words.what,
                "why": words.why,
                "hint": words.do,
            }
        )
    return json.dumps({"problems": rows, **facts}, ensure_ascii=False, indent=2)


def as_markdown(problems: Sequence[Problem], texts: Texts, tally: Tally | None) -> Iterator[str]:
    """Lines for a pull request's page: how many problems, what changes for readers, and each problem in a table."""
    yield f"## Kommuneside: {summary(problems, texts)}"
    if tally:
        yield ""
        for line in as_news(tally, texts):
            yield f"- {_escape_markdown(line)}"
    if problems:
        yield ""
        yield "| " + " | ".join(texts(f"report.markdown.{name}") for name in ("where", "what", "do")) + " |"
        yield "| --- | --- | --- |"
    for problem in problems[:LISTED]:
        words, place = texts.explain(problem), f"{problem.path}:{problem.line}" if problem.line else problem.path
        what = f"**{texts(f'report.severity.{problem.severity}')}**: {_escape_markdown(words.what)} ({problem.rule})"
        yield f"| {_escape_markdown(place)} | {what} | {_escape_markdown(words.do)} |"
    if len(problems) > LISTED:
        yield ""
        yield texts("report.markdown.more", number=len(problems) - LISTED)


def as_news(tally: Tally, texts: Texts) -> Iterator[str]:
    """Lines on what a publication changed for readers, and how much there is to fetch."""
    for kind in ("added", "changed", "removed", "broken"):
        addresses = getattr(tally, kind)
        if addresses and (kind != "removed" or addresses != tally.broken):
            shown = ", ".join(map(printable, addresses[:SHOWN]))
            more = texts("build.more", number=len(addresses) - SHOWN) if len(addresses) > SHOWN else ""
            yield texts.count(f"build.{kind}", len(addresses), addresses=shown + more)
    total, heaviest = (_kilobytes(size, texts) for size in (tally.total_size, tally.heaviest_size))
    yield texts("build.size", total=total, heaviest=heaviest, page=printable(tally.heaviest_page))


def printable(text: str) -> str:
    """Text for one line of a terminal: control characters, which could move the cursor or hide words, shown as �."""
    return _CONTROL.sub("\ufffd", text)


def _kilobytes(size: int, texts: Texts) -> str:
    number = f"{size / 1000:,.0f}"
    return f"{number.replace(',', '.') if texts.language == 'da' else number} kB"


def _excerpt(problem: Problem, read_line: ReadLine, colour: bool) -> Iterator[str]:
    """The line in question with a caret under its column; long lines are shown around the place."""
    line = read_line(problem.path, problem.line) if problem.line else ""
    if not line.strip():
        return
    start = max(0, problem.column - 50)
    shown = printable(line[start : start + 100]).replace("\t", " ")
    gutter = f"{problem.line:>4} | "
    yield gutter + shown
    if problem.column:
        yield " " * (len(gutter) + problem.column - 1 - start) + _paint("^", problem, colour)


def _paint(text: str, problem: Problem, colour: bool) -> str:
    return f"\x1b[1;{_COLOURS[problem.severity]}m{text}\x1b[0m" if colour else text


def _escape_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_markdown(text: str) -> str:
    """A text as GitHub's Markdown shows it, whatever an author has written: no link, picture, mention or markup."""
    shown = re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", printable(text).replace("&", "&amp;").replace("<", "&lt;"))
    return shown.replace("@", "&#64;").replace("://", "&#58;//")


def _escape_property(text: str) -> str:
    return _escape_message(text).replace(":", "%3A").replace(",", "%2C")
