"""What a page is as a whole: that there is something on it, what it says of itself, and no two sections alike."""

from __future__ import annotations

from collections.abc import Iterator

from kommuneside.document import Document
from kommuneside.problem import Problem
from kommuneside.schema import Entry
from kommuneside.site import Site
from kommuneside.text import Text

LONGEST_DESCRIPTION = 160


def check(document: Document, site: Site) -> Iterator[Problem]:
    """Every rule on a page that needs no other page's text."""
    yield from page_empty(document, site)
    yield from description(document)
    yield from title_duplicate(document)


def page_empty(document: Document, site: Site) -> Iterator[Problem]:
    """A page has a text, sections or pages under it."""
    body = document.body
    if not body.text.body.strip() and not document.sections and not site.children_of.get(document.page.address):
        yield body.problem("page-empty", body.field_place("title"))


def description(document: Document) -> Iterator[Problem]:
    """A page says in a sentence or two what it is about, for those who meet it in a search."""
    fields, body = document.page.index.fields, document.body
    if body.text.lacks("description") and body.text.lacks("lead"):
        yield body.problem("description-missing", body.field_place("title"))
    elif fields.description and len(fields.description) > LONGEST_DESCRIPTION:
        length = len(fields.description)
        yield body.problem(
            "description-long", body.field_place("description"), length=length, limit=LONGEST_DESCRIPTION
        )


def title_duplicate(document: Document) -> Iterator[Problem]:
    """No two sections of a page have the same title (WCAG 2.4.2)."""
    first: dict[str, Text[Entry]] = {}
    for passage in document.sections:
        if ("title",) in passage.text.places:  # else its own could not be read
            title = passage.text.fields.title
            other = first.setdefault(title.casefold(), passage.text)
            if other is not passage.text:
                yield passage.problem("title-duplicate", passage.field_place("title"), title=title, other=other.path)
