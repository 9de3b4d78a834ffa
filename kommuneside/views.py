"""What the templates read: plain values, each of them safe to show as it is or escaped by Jinja."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kommuneside.figures import FigureView
from kommuneside.markup import NOTHING


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a menu, a list of contents or a breadcrumb."""

    title: Markup
    href: str
    current: bool = False
    children: tuple[Link, ...] = ()
    lead: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it stands for."""

    word: Markup
    meaning: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date as people read it and as machines do (ISO 8601)."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True)
class SectionView:
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


@dataclass(frozen=True, slots=True)
class PageView:
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


@dataclass(frozen=True, slots=True)
class SiteView:
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
