"""Whether a text is still true: reviewed in time, with its sources, and no "i dag" that is long past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from kommuneside.checks.readability import sentences
from kommuneside.config import FILE
from kommuneside.document import Document, Passage
from kommuneside.problem import Problem
from kommuneside.rules import found
from kommuneside.schema import Entry, SectionFields
from kommuneside.site import Site
from kommuneside.text import Text
from kommuneside.values import Period

UNTOUCHED = timedelta(days=365)
SOON = timedelta(days=31)
"""How far ahead a text may be dated: some are written for a day to come."""
LONG_PAST = 2
"""Years; what was so the year before last is hardly so "now"."""

_YEAR = re.compile(r"(?:19|20)\d\d(?<![\w.,-]\d{4})(?![\w%]|[.,]\d)")
_NOW = {
    "da": re.compile(r"\b(?:i dag|nu|i år|for tiden|i øjeblikket|lige nu|netop nu)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:today|now|this year|currently|at present)\b", re.IGNORECASE),
}


def check(document: Document, today: date) -> Iterator[Problem]:
    """Every rule on how old a page's texts are."""
    for passage in document.passages:
        yield from review_overdue(passage, today)
        yield from date_future(passage, today)
        if isinstance(passage.text.fields, SectionFields) and passage.text.lacks("sources"):
            yield passage.problem("sources-missing", passage.field_place("title"))
    yield from page_untouched(document, today)


def review_overdue(passage: Passage, today: date) -> Iterator[Problem]:
    """Who says when a text must be read again, hears when the day has come."""
    due = due_date(passage.text)
    if due and due < today:
        yield passage.problem("review-overdue", passage.field_place("review_after"), due=due.isoformat())


def date_future(passage: Passage, today: date) -> Iterator[Problem]:
    """Nothing was changed or read over months from now: such a date is a slip of the keys."""
    for key in ("updated", "reviewed"):
        day = getattr(passage.text.fields, key)
        if day and day > today + SOON:
            yield passage.problem("date-future", passage.field_place(key), key=key, value=day.isoformat())


def page_untouched(document: Document, today: date) -> Iterator[Problem]:
    """A page on which nothing was changed or read over for a year may no longer hold."""
    days = [
        day
        for passage in document.passages
        for day in (passage.text.fields.updated, passage.text.fields.reviewed)
        if day is not None
    ]
    if days and today - max(days) > UNTOUCHED:
        place = document.body.field_place("updated" if document.body.text.fields.updated else "title")
        yield document.body.problem("page-untouched", place, last=max(days).isoformat())


def security_expired(site: Site, today: date) -> Iterator[Problem]:
    """After its last day, whoever finds a weakness may not trust what the site says of whom to tell (RFC 9116)."""
    said = site.config.security
    if said and said.expires < today:
        yield found("security-expired", FILE, expires=said.expires.isoformat())


def year_past(passage: Passage, language: str, today: date) -> Iterator[Problem]:
    """A sentence that names a year long past and says "i dag" was true that year."""
    pattern = _NOW.get(language[:2])
    if pattern is None or not _is_past(passage.text.body, today):
        return
    words = passage.manuscript.words
    if not pattern.search(words):
        return
    for unit in passage.manuscript.units:
        for offset, sentence in sentences(words[unit.start : unit.end]):
            now, past = pattern.search(sentence), _is_past(sentence, today)
            if now and past:
                place = passage.manuscript.place(unit.start + offset + now.start())
                yield passage.problem("year-past", place, year=past, word=now[0])


def _is_past(text: str, today: date) -> str:
    """The first year in a text that is long past; empty where there is none."""
    return next((year for year in _YEAR.findall(text) if int(year) <= today.year - LONG_PAST), "")


def due_date(text: Text[Entry]) -> date | None:
    """The day a text must be read again, where it says one."""
    after = text.fields.review_after
    if isinstance(after, Period):
        start = text.fields.reviewed or text.fields.updated
        return after.after(start) if start else None
    return after
