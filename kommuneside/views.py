"""What the templates read: plain values, each of them safe to show as it is or escaped by Jinja."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from msgspec import Struct

from kommuneside.figures import FigureView
from kommuneside.markup import NOTHING


class Link(Struct, frozen=True):
    """A link in a menu, a list of contents or a breadcrumb."""

    title: Markup
    href: str
    current: bool = False
    children: tuple[Link, ...] = ()
    lead: Markup = NOTHING


class Term(Struct, frozen=True):
    """A word and what it stands for."""

    word: Markup
    meaning: str


class Day(Struct, frozen=True):
    """A date as people read it and as machines do (ISO 8601)."""

    text: str
    iso: str


class SectionView(Struct, frozen=True):
    """What the accordion shows of a section; `language` is empty where it is the page's."""

    slug: str
    title: Markup
    plain_title: str
    figures: tuple[FigureView, ...]
    body: Markup
    open: bool
    language: str
    updated: Day | None
    draft: bool


class PageView(Struct, frozen=True):
    """What the page template shows."""

    address: str
    title: Markup
    plain_title: str
    lead: Markup
    description: str
    language: str
    canonical: str
    figures: tuple[FigureView, ...]
    body: Markup
    sections_title: Markup
    sections_id: str
    sections: tuple[SectionView, ...]
    contents: tuple[Link, ...]
    breadcrumbs: tuple[Link, ...]
    pages: tuple[Link, ...]
    abbreviations: tuple[Term, ...]
    updated: Day | None
    draft: bool
    contact: Any
    json_ld: Markup
    data: str
    image: str


class SiteView(Struct, frozen=True):
    """What every page shows of the site it belongs to."""

    name: str
    language: str
    base_url: str
    authority: Any
    contact: Any
    accessibility_statement: str
    menu: tuple[Link, ...]
    feed: str = ""
    theme_css: Markup = NOTHING
    theme_colour: str = ""
