"""How much each problem matters on this site: its own severities, and the lines an editor has excused with a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from kommuneside.config import Config
from kommuneside.frontmatter import position
from kommuneside.problem import Place, Problem
from kommuneside.rules import RULES, found
from kommuneside.schema import Entry, suggest_key
from kommuneside.text import Text

MOST_ALIKE = 50
"""Mistakes of one kind that are told of one text."""
MOST_EXCUSES = 200
"""Excuses that are read of one text; further ones excuse nothing."""

# In the body as an HTML comment, among the fields as YAML's.
_EXCUSE = re.compile(
    r"(?:<!--|\#)[ \t]*+(?:tillad|allow):[ \t]*+([\w-]*)[ \t]*+,?"
    r"[ \t]*+(?:(?:fordi|because)\b([^\n]*?))?(?:-->|$)",
    re.MULTILINE,
)


class Excuse(Struct, frozen=True):
    """A line's excuse from a rule, where it stands and why; it holds for its own line and the next."""

    path: str
    place: Place
    rule: str
    reason: str


def weigh(
    problems: Iterable[Problem], texts: Iterable[Text[Entry]], settings: Config, strict: bool
) -> tuple[Problem, ...]:
    """The problems as this site weighs them, in reading order: none excused or turned off; and the excuses' faults."""
    excuses = [excuse for text in texts for excuse in read(text)]
    kept, used = _excuse(list(problems), excuses) if excuses else (list(problems), set())
    kept += _faults(excuses, used)
    # Where fields cannot be trusted, others stand in for them: what only the fields could answer must wait.
    unread = {problem.path for problem in kept if _leaves_unread(problem)}
    kept = [problem for problem in kept if problem.path not in unread or not _is_of_fields(problem)]
    weighed = []
    for problem in kept:
        severity = settings.rules.get(problem.rule, problem.severity)
        if severity == "off":
            continue
        if strict and severity == "warning":
            severity = "error"
        weighed.append(problem if severity == problem.severity else replace(problem, severity=severity))
    told = _cut_short(sorted(weighed, key=lambda problem: problem.order))
    return tuple(sorted(told, key=lambda problem: problem.order))


def _leaves_unread(problem: Problem) -> bool:
    return RULES[problem.rule].family in ("file", "schema") and RULES[problem.rule].severity == "error"


def _is_of_fields(problem: Problem) -> bool:
    """Whether a problem lies in what the fields do not say, rather than in the text under them."""
    rule = RULES[problem.rule]
    return rule.severity != "error" and rule.family in ("freshness", "site")


def read(text: Text[Entry]) -> Iterator[Excuse]:
    """The excuses of one text file."""
    if b"tillad:" not in text.data and b"allow:" not in text.data:
        return
    # A YAML file's head holds its body too.
    parts = ((text.head, 1), (text.body, text.body_line)) if text.path.endswith(".md") else ((text.head, 1),)
    for part, first_line in parts:
        if "tillad:" in part or "allow:" in part:
            for match in islice(_EXCUSE.finditer(part), MOST_EXCUSES):
                place = position(part, match.start(), first_line)
                yield Excuse(text.path, place, match[1], (match[2] or "").strip())


def _cut_short(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first of each kind of mistake in a text, and how many more there are: thousands are read by no one."""
    seen = Counter[tuple[str, str]]()
    last: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        kind = (problem.path, problem.rule)
        seen[kind] += 1
        if seen[kind] < MOST_ALIKE:
            yield problem
        elif seen[kind] == MOST_ALIKE:
            last[kind] = problem
    for kind, problem in last.items():
        more = seen[kind] - MOST_ALIKE + 1
        values = {"name": problem.rule, "number": more}
        yield replace(problem, rule="mistake-repeated", values=values) if more > 1 else problem


def _excuse(problems: list[Problem], excuses: list[Excuse]) -> tuple[list[Problem], set[Excuse]]:
    """The problems without an excuse, and the excuses that were of use."""
    by_line: dict[tuple[str, int, str], Excuse] = {}
    for excuse in excuses:
        if excuse.reason and (rule := RULES.get(excuse.rule)) and not rule.is_fixed:
            by_line[excuse.path, excuse.place.line, excuse.rule] = excuse
            by_line.setdefault((excuse.path, excuse.place.line + 1, excuse.rule), excuse)
    kept, used = [], set()
    for problem in problems:
        excused_by = by_line.get((problem.path, problem.line, problem.rule))
        if excused_by:
            used.add(excused_by)
        else:
            kept.append(problem)
    return kept, used


def _faults(excuses: Iterable[Excuse], used: set[Excuse]) -> Iterator[Problem]:
    """An excuse names a rule that can be excused, says why, and is needed."""
    for excuse in excuses:
        if excuse.rule not in RULES or RULES[excuse.rule].is_fixed:
            known = [name for name, rule in RULES.items() if not rule.is_fixed]
            suggestion = "" if excuse.rule in RULES else suggest_key(excuse.rule, known)
            values: Mapping[str, str] = {"name": excuse.rule, "suggestion": suggestion}
            yield found("excuse-rule-unknown", excuse.path, excuse.place, **values)
        elif not excuse.reason:
            yield found("excuse-reason-missing", excuse.path, excuse.place, name=excuse.rule)
        elif excuse not in used:
            yield found("excuse-unused", excuse.path, excuse.place, name=excuse.rule)
