"""What can be wrong, and where: the one thing every room hands on instead of raising."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct

Severity = Literal["error", "warning", "advice"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")


class Place(Struct, frozen=True, array_like=True):
    """A point in a text file; line and column count from 1, line 0 means the file as a whole."""

    line: int = 0
    column: int = 0


class Problem(Struct, frozen=True, array_like=True):
    """One mistake at one place; its words stand in `texts/` under the rule's id.

    `path` is relative to the site's folder, with forward slashes. `values` fill the blanks of the words.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    values: Mapping[str, Any] = {}

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key: by file, then as one reads."""
        return (self.path, self.line, self.column, self.rule)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether anything here stops a publication."""
    return any(problem.severity == "error" for problem in problems)
