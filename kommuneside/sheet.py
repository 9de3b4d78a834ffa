"""What the rest of the site needs to know of a page, so that nobody need look at its texts again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from kommuneside.converted import Link
from kommuneside.document import Document, Passage
from kommuneside.picture import Picture
from kommuneside.problem import Place, Problem
from kommuneside.site import Site, Target, is_internal


class Jump(Struct, frozen=True, array_like=True):
    """A link to a place on a page: the text it is in, the link as written there, and where it should lead."""

    path: str
    target: str
    nth: int
    address: str
    fragment: str


class News(Struct, frozen=True, array_like=True):
    """A text with a day: the page's own, or that of a section (`slug`)."""

    day: date
    slug: str
    title: str
    language: str


class Sheet(Struct, frozen=True, array_like=True):
    """A page from outside; `problems` are those that it shows by itself.

    `ids` are what links to it may name, `leads_to` the addresses of the other pages it links to, `files` what lies
    beside it and is published too; `title` is its own and where it stands, None where the fields could not be read.
    """

    problems: tuple[Problem, ...]
    title: tuple[str, Place] | None
    ids: frozenset[str]
    jumps: tuple[Jump, ...]
    leads_to: frozenset[str]
    files: tuple[str, ...]
    styles: tuple[str, ...]
    news: tuple[News, ...]
    sections: int
    pictures: tuple[Picture, ...]
    has_failed: bool


def fill(document: Document, site: Site, problems: Iterable[Problem]) -> Sheet:
    """The sheet of a page."""
    page, body = document.page, document.body
    links = list(_inner_links(document, site))
    return Sheet(
        problems=tuple(problems),
        title=(page.index.fields.title, body.field_place("title")) if ("title",) in page.index.places else None,
        ids=frozenset(document.ids),
        jumps=tuple(
            Jump(passage.text.path, link.target, link.nth, to.address, to.fragment)
            for passage, link, to in links
            if "#" in link.target and to.fragment
        ),
        leads_to=frozenset(to.address for _, _, to in links) - {page.address},
        files=tuple(document.files(site)),
        styles=document.styles,
        news=tuple(_news(document, site)),
        sections=len(document.sections),
        pictures=tuple(document.pictures),
        has_failed=any(passage.converted.failure for passage in document.passages),
    )


def _inner_links(document: Document, site: Site) -> Iterator[tuple[Passage, Link, Target]]:
    """Each live link within the site: the text it is in, how it is written there, and where it leads."""
    for passage in document.passages:
        for link in passage.converted.links:
            if link.href is not None and is_internal(link.target):
                target = site.target(link.target, passage.text.path, document.page)
                if target:
                    yield passage, link, target


def _news(document: Document, site: Site) -> Iterator[News]:
    own = document.page.index.fields.language or site.config.language
    for passage in document.passages:
        fields = passage.text.fields
        if fields.updated:
            slug = "" if passage is document.body else passage.text.slug
            yield News(fields.updated, slug, fields.title, fields.language or own)
