"""What a reader would stumble on: each rule a generator that yields Problems, gathered here by what it looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from kommuneside.checks import accessibility, addresses, freshness, language, links, page, readability, structure
from kommuneside.checks import site as whole_site
from kommuneside.document import Document, Passage
from kommuneside.problem import Place, Problem
from kommuneside.sheet import Sheet
from kommuneside.site import Site
from kommuneside.time_limit import SLOWEST, time_limit


def check_site(
    sheets: Mapping[str, Sheet],
    documents: Mapping[str, Document],
    site: Site,
    today: date,
    published: Collection[str] = (),
) -> Iterator[Problem]:
    """Every rule that needs other pages; `documents` are only looked into where something is wrong.

    `published` are the addresses the site had when it was last published, `today` the day texts are held against.
    """
    for address, sheet in sheets.items():
        if links.dead_jumps(sheet, sheets):
            document = documents[address]
            yield from _in_time(document.body, links.check_fragments(document, sheets))
    yield from addresses.check(sheets, site)
    yield from freshness.security_expired(site, today)
    yield from whole_site.check(sheets, site, published)


def check_document(document: Document, site: Site, today: date) -> Iterator[Problem]:
    """Every rule that needs no other page's text."""
    yield from page.check(document, site)
    yield from freshness.check(document, today)
    for passage in document.passages:
        spoken = language_of(passage, document, site)
        if passage.converted.failure:
            yield passage.problem(passage.converted.failure, Place(passage.text.body_line, 1), limit=SLOWEST)
            continue
        yield from _in_time(passage, _check_passage(passage, spoken, document, site, today))
    yield from _in_time(document.body, _check_together(document, site))


def _check_passage(passage: Passage, spoken: str, document: Document, site: Site, today: date) -> Iterator[Problem]:
    yield from passage.shown.problems
    yield from accessibility.check(passage)
    yield from structure.check(passage, spoken)
    yield from links.check(passage, document, site)
    yield from freshness.year_past(passage, spoken, today)
    if spoken.startswith("da"):
        yield from language.check(passage)
        yield from readability.check(passage)


def _check_together(document: Document, site: Site) -> Iterator[Problem]:
    """The rules on what a page's texts are to each other."""
    yield from accessibility.link_text_same(document)
    yield from accessibility.id_duplicate(document)
    yield from language.co2_mixed(document)
    if language_of(document.body, document, site).startswith("da"):
        yield from readability.abbreviation_unexplained(document, site.config)


def _in_time(passage: Passage, problems: Iterator[Problem]) -> list[Problem]:
    """The problems, or the one that a text is too much to look through."""
    try:
        with time_limit(SLOWEST):
            return list(problems)
    except TimeoutError:
        return [passage.problem("markdown-too-slow", Place(passage.text.body_line, 1), limit=SLOWEST)]


def language_of(passage: Passage, document: Document, site: Site) -> str:
    """The language a text is in: its own, its page's or the site's."""
    return passage.text.fields.language or document.page.index.fields.language or site.config.language
