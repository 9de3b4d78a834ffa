"""Danish as it is set: apostrophes, units, quotation marks and dates, in the prose and never in code or addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kommuneside.document import Document, Passage
from kommuneside.problem import Place, Problem
from kommuneside.schema import PageFields

_ACCENT = re.compile(r"\b(\w++)[´`](\w+)")
# Each begins with one letter or set of letters, and looks back last, so that a search runs from one to the next.
_PERCENT = re.compile(r"%(?<=[0-9]%)(?!-)")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\Z")
_UNIT = re.compile(
    r"[0-9](kr|mio|mia|pct|km[2²]?|cm|mm|m[23²³]?|kg|ton|ha|[kMG]?W|[kMGT]?Wh|[kMG]B|min|timer|år|grader)(?![\w-])"
)
_PAGE_PROSE = ("title", "lead", "description", "sections_title", "menu_title")
_SPACES = re.compile(r"(?<! )  ++(?=[^\s|])")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])")
_NUMERIC_DATE = re.compile(r"[0-9](?:[0-9]?[./-][0-9]{1,2}[./-][0-9]{4}|[0-9]{3}-[0-9]{2}-[0-9]{2})(?![./-]*\w)")
_MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
_NAMES = "|".join(f"[{name[0].upper()}{name[0]}]{name[1:]}" for name in _MONTHS)
_WORDED_DATE = re.compile(rf"([0-9][0-9]?)(\.?) ({_NAMES})\b(?:,? (\d{{4}})\b)?")


def check(passage: Passage) -> Iterator[Problem]:
    """Every rule on one Danish text: its fields, and its body."""
    fields = passage.text.fields
    for key in _PAGE_PROSE if isinstance(fields, PageFields) else ("title",):
        if value := getattr(fields, key):
            for rule, _, words, values in _faults(value, value):
                yield passage.problem(rule, passage.field_place(key, words), **values)
    manuscript = passage.manuscript
    for rule, offset, _, values in _faults(manuscript.words, manuscript.text):
        yield passage.problem(rule, manuscript.place(offset), **values)


Fault = tuple[str, int, str, dict[str, str]]
"""A rule, where in the text, the words there, and the blanks of the rule's sentence."""


def _faults(words: str, text: str) -> Iterator[Fault]:
    if "´" in words or "`" in words:
        yield from accent_apostrophe(words)
    if "%" in words:
        yield from percent_space(words)
    yield from unit_space(words)
    if "  " in text:
        yield from spaces_double(words, text)
    if '"' in words:
        yield from quotes_mixed(words)
    yield from date_written(words)


def accent_apostrophe(words: str) -> Iterator[Fault]:
    """An apostrophe is an apostrophe, not the accent beside it on the keyboard."""
    for match in _ACCENT.finditer(words):
        values = {"written": match[0], "better": f"{match[1]}'{match[2]}"}
        yield "accent-apostrophe", match.start(), match[0], values


def percent_space(words: str) -> Iterator[Fault]:
    """A space stands between a number and its % (Dansk Sprognævn)."""
    for match in _PERCENT.finditer(words):
        if number := _NUMBER.search(words, max(0, match.start() - 20), match.start()):
            written = f"{number[0]}%"
            yield "percent-space", number.start(), written, {"written": written, "better": f"{number[0]} %"}


def unit_space(words: str) -> Iterator[Fault]:
    """A space stands between a number and its unit."""
    for match in _UNIT.finditer(words):
        if number := _NUMBER.search(words, max(0, match.start() - 20), match.start() + 1):
            written = f"{number[0]}{match[1]}"
            yield "unit-space", number.start(), written, {"written": written, "better": f"{number[0]} {match[1]}"}


def spaces_double(words: str, text: str) -> Iterator[Fault]:
    """One space is enough; what stands in a table or behind a list's mark is set out on purpose."""
    for match in _SPACES.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        before = text[start : match.start()]
        if not before or before[-1] in "|>":
            continue
        line = text[start : (text.find("\n", match.end()) + 1 or len(text) + 1) - 1]
        blanked = words[match.start() - 1].isspace()  # code, a comment or an address stood here
        if "|" not in line and not blanked and not _LIST_MARK.fullmatch(before):
            yield "spaces-double", match.start(), match[0], {}


def quotes_mixed(words: str) -> Iterator[Fault]:
    """One kind of quotation marks in one text."""
    danish = next((mark for mark in "»„”“" if mark in words), "")
    if danish:
        offset = words.index('"')
        yield "quotes-mixed", offset, '"', {"other": danish}


def date_written(words: str) -> Iterator[Fault]:
    """A date is written as it is read: 25. november 2026."""
    for match in _NUMERIC_DATE.finditer(words):
        if match.start() and words[match.start() - 1] in "0123456789./-":
            continue
        parts = re.split(r"[./-]", match[0])
        day, month, year = parts if len(parts[2]) == 4 else reversed(parts)
        try:
            number = date(int(year), int(month), int(day)).day
        except ValueError:
            continue
        better = f"{number}. {_MONTHS[int(month) - 1]} {year}"
        yield "date-written", match.start(), match[0], {"written": match[0], "better": better}
    for match in _WORDED_DATE.finditer(words):
        if match.start() and words[match.start() - 1] in "0123456789.,":
            continue
        better = f"{match[1]}. {match[3].lower()}" + (f" {match[4]}" if match[4] else "")
        if match[0] != better and int(match[1]) <= 31:
            yield "date-written", match.start(), match[0], {"written": match[0], "better": better}


def co2_mixed(document: Document) -> Iterator[Problem]:
    """CO2 is written in one way on a page; the generator sets it as CO₂ either way."""
    seen: dict[str, list[tuple[Passage, Place]]] = {"CO2": [], "CO₂": []}
    for passage in document.passages:
        for written, places in seen.items():
            if written in passage.text.body:
                places.append((passage, passage.manuscript.find(written)))
            elif written in passage.text.fields.title:
                places.append((passage, passage.field_place("title", written)))
    if seen["CO2"] and seen["CO₂"]:
        rare, usual = sorted(seen, key=lambda written: len(seen[written]))
        passage, place = seen[rare][0]
        yield passage.problem("co2-mixed", place, written=rare, usual=usual)
