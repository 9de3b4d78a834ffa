"""Every rule there is: its permanent id, how much it matters, and the WCAG criterion behind it.

The words stand in `texts/`, the examples in `tests/mistakes/<id>/`, the test itself where `grep <id>` finds it.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from kommuneside.problem import Place, Problem, Severity


class Rule(Struct, frozen=True):
    """A rule's id never changes: editors' configurations and excuses name it."""

    id: str
    family: str
    severity: Severity
    wcag: str = ""
    fixed: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether the rule holds for everyone: without it the site could not be made, or would harm its readers."""
        return self.fixed or self.family in ("config", "file", "schema")


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        # config.yaml: broken, it ends the run with status 2.
        Rule("config-missing", "config", "error"),
        Rule("rule-unknown", "config", "error"),
        Rule("rule-fixed", "config", "error"),
        Rule("template-broken", "config", "error"),
        Rule("theme-contrast", "config", "error", wcag="1.4.6"),
        # The file itself, before anything in it is understood.
        Rule("file-not-utf8", "file", "error"),
        Rule("character-unfit", "file", "error"),
        Rule("file-special", "file", "error", fixed=True),
        Rule("file-vanished", "file", "error", fixed=True),
        Rule("file-too-large", "file", "error", fixed=True),
        Rule("supply-too-large", "file", "error", fixed=True),
        Rule("files-too-many", "file", "error", fixed=True),
        Rule("folder-too-deep", "file", "error", fixed=True),
        Rule("file-name-unfit", "file", "error"),
        Rule("front-page-missing", "file", "error"),
        Rule("front-page-draft", "file", "error"),
        Rule("index-missing", "file", "error"),
        Rule("address-duplicate", "file", "error"),
        Rule("mistake-repeated", "file", "advice", fixed=True),
        Rule("markdown-too-slow", "file", "error", fixed=True),
        Rule("markdown-too-deep", "file", "error", fixed=True),
        # Front matter: YAML, and what the schema says of it.
        Rule("front-matter-missing", "schema", "error"),
        Rule("front-matter-unclosed", "schema", "error"),
        Rule("yaml-colon", "schema", "error"),
        Rule("yaml-tab", "schema", "error"),
        Rule("yaml-sign", "schema", "error"),
        Rule("yaml-indent", "schema", "error"),
        Rule("value-cut", "schema", "warning"),
        Rule("yaml-character", "schema", "error"),
        Rule("yaml-colon-missing", "schema", "error"),
        Rule("yaml-broken", "schema", "error"),
        Rule("yaml-not-mapping", "schema", "error"),
        Rule("yaml-key-duplicate", "schema", "error"),
        Rule("yaml-alias", "schema", "error"),
        Rule("front-matter-too-large", "schema", "error", fixed=True),
        Rule("yaml-too-deep", "schema", "error"),
        Rule("field-unknown", "schema", "error"),
        Rule("field-missing", "schema", "error"),
        Rule("field-empty", "schema", "error"),
        Rule("field-type", "schema", "error"),
        Rule("date-invalid", "schema", "error"),
        Rule("address-invalid", "schema", "error"),
        # What a reader with or without sight would stumble on.
        Rule("body-empty", "accessibility", "error", fixed=True),
        Rule("image-alt-missing", "accessibility", "error", wcag="1.1.1"),
        Rule("image-alt-file-name", "accessibility", "warning", wcag="1.1.1"),
        Rule("image-alt-repeats", "accessibility", "warning", wcag="1.1.1"),
        Rule("link-text-empty", "accessibility", "error", wcag="2.4.4"),
        Rule("link-text-vague", "accessibility", "warning", wcag="2.4.4"),
        Rule("link-text-address", "accessibility", "warning", wcag="2.4.4"),
        Rule("link-text-same", "accessibility", "warning", wcag="2.4.4"),
        Rule("link-file-unnamed", "accessibility", "advice", wcag="2.4.4"),
        Rule("heading-empty", "accessibility", "error", wcag="2.4.6"),
        Rule("heading-first-level", "accessibility", "warning", wcag="1.3.1"),
        Rule("heading-skipped", "accessibility", "error", wcag="1.3.1"),
        Rule("heading-faked", "accessibility", "warning", wcag="1.3.1"),
        Rule("table-header-missing", "accessibility", "error", wcag="1.3.1"),
        Rule("table-not-made", "accessibility", "warning", wcag="1.3.1"),
        Rule("list-faked", "accessibility", "warning", wcag="1.3.1"),
        Rule("emoji-bullet", "accessibility", "advice", wcag="1.3.1"),
        Rule("text-capitals", "accessibility", "warning"),
        Rule("language-unmarked", "accessibility", "warning", wcag="3.1.2"),
        Rule("id-duplicate", "accessibility", "error", wcag="4.1.2"),
        Rule("html-removed", "accessibility", "error", fixed=True),
        # How Danish is set, and whether it can be read.
        Rule("accent-apostrophe", "language", "advice"),
        Rule("percent-space", "language", "advice"),
        Rule("unit-space", "language", "advice"),
        Rule("co2-mixed", "language", "advice"),
        Rule("quotes-mixed", "language", "advice"),
        Rule("spaces-double", "language", "advice"),
        Rule("date-written", "language", "advice"),
        Rule("sentence-long", "language", "advice", wcag="3.1.5"),
        Rule("paragraph-long", "language", "advice", wcag="3.1.5"),
        Rule("lix-hard", "language", "advice", wcag="3.1.5"),
        Rule("lix-very-hard", "language", "warning", wcag="3.1.5"),
        Rule("abbreviation-unexplained", "language", "advice", wcag="3.1.4"),
        # Where links lead.
        Rule("link-dead", "links", "error"),
        Rule("link-draft", "links", "error"),
        Rule("link-scheme", "links", "error", fixed=True),
        Rule("link-fragment-dead", "links", "error"),
        Rule("footnote-dead", "links", "error"),
        Rule("footnote-unused", "links", "warning"),
        Rule("image-dead", "links", "error"),
        Rule("link-not-made", "links", "warning"),
        Rule("link-address-broken", "links", "error"),
        Rule("link-http", "links", "warning"),
        Rule("link-absolute", "links", "advice"),
        Rule("mail-invalid", "links", "error"),
        Rule("phone-invalid", "links", "error"),
        Rule("image-external", "links", "error", fixed=True),
        Rule("file-type-unsafe", "links", "error", fixed=True),
        # Numbers, and whether they can be drawn.
        Rule("csv-broken", "charts", "error", fixed=True),
        Rule("csv-empty", "charts", "error", fixed=True),
        Rule("csv-too-long", "charts", "error", fixed=True),
        Rule("csv-formula", "charts", "warning"),
        Rule("csv-row-uneven", "charts", "error", fixed=True),
        Rule("csv-header-missing", "charts", "error", fixed=True),
        Rule("chart-file-unfit", "charts", "error", fixed=True),
        Rule("chart-form-unknown", "charts", "error", fixed=True),
        Rule("chart-not-alone", "charts", "error", fixed=True),
        Rule("chart-target-invalid", "charts", "error", fixed=True),
        Rule("chart-column-missing", "charts", "error", fixed=True),
        Rule("chart-series-many", "charts", "error", fixed=True),
        Rule("chart-year-invalid", "charts", "error", fixed=True),
        Rule("chart-year-duplicate", "charts", "error", fixed=True),
        Rule("chart-row-unnamed", "charts", "error", fixed=True),
        Rule("chart-number-invalid", "charts", "error", fixed=True),
        Rule("chart-number-negative", "charts", "error", fixed=True),
        Rule("chart-shares-sum", "charts", "error", fixed=True),
        # Pictures, and what the camera left in them.
        Rule("picture-broken", "pictures", "error", fixed=True),
        Rule("picture-too-large", "pictures", "error", fixed=True),
        Rule("picture-animated", "pictures", "error", fixed=True),
        Rule("picture-kind-unfit", "pictures", "error", fixed=True),
        Rule("picture-suffix-wrong", "pictures", "warning"),
        Rule("picture-cmyk", "pictures", "warning"),
        Rule("picture-16-bit", "pictures", "advice"),
        # Addresses that were, and addresses that are taken.
        Rule("address-reserved", "addresses", "error", fixed=True),
        Rule("alias-shadow", "addresses", "error", fixed=True),
        Rule("alias-duplicate", "addresses", "error", fixed=True),
        Rule("alias-loop", "addresses", "error", fixed=True),
        Rule("alias-chain", "addresses", "error", fixed=True),
        Rule("accessibility-statement-missing", "addresses", "warning"),
        # What a publication can know of its past.
        Rule("security-expired", "publishing", "warning"),
        Rule("cache-committed", "publishing", "error", fixed=True),
        Rule("history-cut", "publishing", "advice"),
        # What the other end answers: `check --external` alone.
        Rule("link-gone", "external", "error"),
        Rule("link-moved", "external", "warning"),
        Rule("link-certificate", "external", "error"),
        Rule("link-slow", "external", "advice"),
        Rule("link-unreachable", "external", "warning"),
        # Whether it still holds.
        Rule("review-overdue", "freshness", "warning"),
        Rule("page-untouched", "freshness", "advice"),
        Rule("sources-missing", "freshness", "advice"),
        Rule("year-past", "freshness", "advice"),
        Rule("date-future", "freshness", "advice"),
        # What only the whole site shows.
        Rule("title-duplicate", "site", "warning", wcag="2.4.2"),
        Rule("page-orphan", "site", "advice", wcag="2.4.5"),
        Rule("page-empty", "site", "warning"),
        Rule("description-missing", "site", "advice"),
        Rule("description-long", "site", "advice"),
        Rule("address-gone", "site", "warning"),
        # What an editor has said is as it should be.
        Rule("excuse-reason-missing", "excuse", "warning"),
        Rule("excuse-rule-unknown", "excuse", "warning"),
        Rule("excuse-unused", "excuse", "advice"),
    )
}


def found(rule: str, path: str, place: Place = Place(), **values: Any) -> Problem:  # noqa: B008 - frozen
    """A Problem with the rule's own severity; an unknown id is our bug and raises KeyError."""
    return Problem(path, place.line, place.column, rule, RULES[rule].severity, values)
