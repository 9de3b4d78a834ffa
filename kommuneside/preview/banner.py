"""What is wrong, as HTML over the page: put in by the server, never in a file, everything in it escaped. Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kommuneside import report
from kommuneside.preview.workshop import Showing
from kommuneside.problem import Problem

MOST = 40
"""Problems of a kind that are listed; of more, the number is told. The terminal has them all."""


def html(showing: Showing, nonce: str) -> str:
    """The banner's element with the script that reloads; its style is its own, whatever the page's says."""
    return _environment().get_template("banner.html").render(nonce=nonce, **_values(showing))


def page(showing: Showing, nonce: str) -> str:
    """A page that is nothing but the banner."""
    return _environment().get_template("page.html").render(nonce=nonce, **_values(showing))


def _values(showing: Showing) -> dict[str, Any]:
    texts = showing.texts
    errors = [problem for problem in showing.problems if problem.severity == "error"]
    notes = [problem for problem in showing.problems if problem.severity != "error"]
    return {
        "t": texts,
        "showing": showing,
        "errors": [_row(problem, showing) for problem in errors[:MOST]],
        "notes": [_row(problem, showing) for problem in notes[:MOST]],
        "more_errors": max(0, len(errors) - MOST),
        "more_notes": max(0, len(notes) - MOST),
        "errors_summary": report.summary(errors, texts),
        "notes_summary": report.summary(notes, texts),
    }


def _row(problem: Problem, showing: Showing) -> dict[str, str]:
    """A problem in the terminal's own words."""
    texts = showing.texts
    words = texts.explain(problem)
    where = ":".join([problem.path, *(str(number) for number in (problem.line, problem.column) if number)])
    return {
        "where": where,
        "label": texts(f"report.severity.{problem.severity}"),
        "what": words.what,
        "why": texts("report.why", text=words.why),
        "do": texts("report.do", text=words.do),
    }


@cache
def _environment() -> Environment:
    folder = FileSystemLoader(Path(__file__).parent / "page")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
