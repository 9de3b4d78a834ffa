"""Every rule there is: its permanent id, how much it matters, and the WCAG criterion behind it.

The words stand in `texts/`, the examples in `tests/mistakes/<id>/`, the test itself where `grep <id>` finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kommuneside.problem import Place, Problem, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's id never changes: editors' configurations and excuses name it."""

    id: str
    family: str
    severity: Severity
    wcag: str = ""


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        # config.yaml: broken, it ends the run with status 2.
        Rule("config-missing", "config", "error"),
        Rule("rule-unknown", "config", "error"),
        Rule("rule-fixed", "config", "error"),
        # The file itself, before anything in it is understood.
        Rule("file-not-utf8", "file", "error"),
        Rule("file-name-unfit", "file", "error"),
        Rule("front-page-missing", "file", "error"),
        Rule("index-missing", "file", "error"),
        Rule("address-duplicate", "file", "error"),
        # Front matter: YAML, and what the schema says of it.
        Rule("front-matter-missing", "schema", "error"),
        Rule("front-matter-unclosed", "schema", "error"),
        Rule("yaml-colon", "schema", "error"),
        Rule("yaml-tab", "schema", "error"),
        Rule("yaml-sign", "schema", "error"),
        Rule("yaml-indent", "schema", "error"),
        Rule("yaml-character", "schema", "error"),
        Rule("yaml-broken", "schema", "error"),
        Rule("yaml-not-mapping", "schema", "error"),
        Rule("yaml-key-duplicate", "schema", "error"),
        Rule("yaml-alias", "schema", "error"),
        Rule("yaml-too-deep", "schema", "error"),
        Rule("field-unknown", "schema", "error"),
        Rule("field-missing", "schema", "error"),
        Rule("field-empty", "schema", "error"),
        Rule("field-type", "schema", "error"),
        Rule("date-invalid", "schema", "error"),
        Rule("address-invalid", "schema", "error"),
        # What a reader with or without sight would stumble on.
        Rule("body-empty", "accessibility", "error"),
        Rule("heading-skipped", "accessibility", "error", wcag="1.3.1"),
        Rule("image-alt-missing", "accessibility", "error", wcag="1.1.1"),
        Rule("html-removed", "accessibility", "error"),
        # Where links lead.
        Rule("link-dead", "links", "error"),
        Rule("link-draft", "links", "error"),
        Rule("link-scheme", "links", "error"),
        Rule("link-fragment-dead", "links", "error"),
        Rule("image-dead", "links", "error"),
        Rule("image-external", "links", "error"),
        Rule("file-type-unsafe", "links", "error"),
        # Addresses that were, and addresses that are taken.
        Rule("address-reserved", "addresses", "error"),
        Rule("alias-shadow", "addresses", "error"),
        Rule("alias-duplicate", "addresses", "error"),
        Rule("alias-loop", "addresses", "error"),
        Rule("alias-chain", "addresses", "error"),
        Rule("accessibility-statement-missing", "addresses", "warning"),
        # What a publication can know of its past.
        Rule("history-cut", "publishing", "advice"),
    )
}


def found(rule: str, path: str, place: Place = Place(), **values: Any) -> Problem:  # noqa: B008 - frozen
    """A Problem with the rule's own severity; an unknown id is our bug and raises KeyError."""
    return Problem(path, place.line, place.column, rule, RULES[rule].severity, values)
