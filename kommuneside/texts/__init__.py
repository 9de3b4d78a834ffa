"""Every sentence the program says to anyone, in Danish and English, under the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from kommuneside.problem import Problem

LANGUAGES = ("da", "en")

# Blanks whose values are names in the catalogue themselves, and where they stand there.
_NAMED = {"expected": "kinds", "kind": "addresses", "guess": "encodings", "trouble": "reasons"}
_FOLDER = Path(__file__).parent
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Words(Struct, frozen=True):
    """What is said of a problem: what happened, why it matters to a reader, and what to do."""

    what: str
    why: str
    do: str


class Texts(Struct, frozen=True):
    """The catalogue of one language: `texts("page.skip_link")` gives a sentence with its blanks filled."""

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **values: Any) -> str:
        """The sentence under a dotted key; raises KeyError where there is none, or a blank is left open."""
        return self.entries[key].format_map(values)

    def count(self, key: str, number: int, **values: Any) -> str:
        """The sentence for one or for many: `key.one` or `key.many`, with `{number}`."""
        form = "one" if number == 1 else "many"
        return self(f"{key}.{form}", number=number, **values)

    def explain(self, problem: Problem) -> Words:
        """The words for a problem; a suggestion among its values is put as a question behind them."""
        key = f"rules.{problem.rule}"
        values = dict(problem.values)
        for name in _NAMED.keys() & values.keys():
            values[name] = self.entries.get(f"{_NAMED[name]}.{values[name]}", values[name])
        what = self(f"{key}.what", **values)
        if suggestion := values.get("suggestion"):
            what += self("report.did_you_mean", suggestion=suggestion)
        return Words(what, self(f"{key}.why", **values), self(f"{key}.do", **values))


@cache
def load(language: str) -> Texts:
    """The catalogue of a language; one we do not speak is answered in English."""
    name = language if language in LANGUAGES else "en"
    tree = yaml.load((_FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=_Loader)
    return Texts(name, dict(_flatten(tree)))


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Dotted keys and their sentences, in the order of the file."""
    entries: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            entries += _flatten(value, f"{prefix}{key}.")
        else:
            entries.append((prefix + key, value))
    return entries
