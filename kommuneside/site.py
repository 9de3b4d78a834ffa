"""Pages → Site: every address, the menu, the way from the front page, and where a written link leads."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from kommuneside.config import Config
from kommuneside.content import FOLDER, Content, Page
from kommuneside.picture import is_picture
from kommuneside.schema import Entry
from kommuneside.text import Text

MENU_LENGTH = 7

SEARCHED = 500
"""So many paths are held against a dead link, those in its own folder first."""

# What a browser shows or saves without running anything in it; HTML, scripts and SVG could run on our own address.
FILE_SUFFIXES = frozenset(
    "avif csv doc docx epub gif gpx ics jpeg jpg json md mp3 mp4 odp ods odt ogg pdf png ppt pptx rtf txt vtt "
    "webm webp xls xlsx zip".split()
)

# Addresses that were written without their scheme, by far the commonest dead links.
_OUTSIDE = re.compile(r"([^\s@/]+@)?(?:www\.|[\w.-]+\.(?:dk|com|eu|org|net)(?=[/?#]|$))", re.IGNORECASE)


class Target(Struct, frozen=True):
    """Where a link leads within the site: a page's address with a fragment, or a file to publish beside the pages."""

    address: str
    fragment: str = ""
    file: str = ""


class Site(Struct, frozen=True, dict=True):
    """The arranged site; `pages` by address, in menu order."""

    config: Config
    pages: Mapping[str, Page]
    files: frozenset[str]
    drafts: frozenset[str]

    @property
    def all_texts(self) -> Iterator[Text[Entry]]:
        """Every text file of every page."""
        for page in self.pages.values():
            yield page.index
            yield from page.sections

    @cached_property
    def texts(self) -> dict[str, Target]:
        """Every text file's path and where its text is read."""
        return {
            text.path: Target(page.address, "" if text is page.index else text.slug)
            for page in self.pages.values()
            for text in (page.index, *page.sections)
        }

    @cached_property
    def children_of(self) -> dict[str, tuple[Page, ...]]:
        """The pages right under each page, by `order`, then title."""
        children: dict[str, list[Page]] = {}
        for page in self.pages.values():
            if trail := self.trail(page):
                children.setdefault(trail[-1].address, []).append(page)
        return {address: tuple(sorted(pages, key=_menu_rank)) for address, pages in children.items()}

    @cached_property
    def menu(self) -> tuple[Page, ...]:
        """The header's pages: the top ones, seven at the most; none on a site of one page."""
        return self.children_of.get("/", ())[:MENU_LENGTH]

    def trail(self, page: Page) -> list[Page]:
        """The pages from the front page down to this one's nearest parent."""
        steps = page.address.split("/")[:-2]
        ways = ("/".join(steps[: count + 1]) + "/" for count in range(len(steps)))
        return [self.pages[way] for way in ways if way in self.pages]

    def target(self, written: str, path: str, page: Page) -> Target | None:
        """Where a link, as written in the file at `path`, leads within the site; None where nothing is there."""
        try:
            parts = urlsplit(written)
        except ValueError:
            return None
        way, fragment = unquote(parts.path), unquote(parts.fragment)
        if not way:
            return Target(page.address, fragment) if written.strip() else None
        if way.startswith("/"):
            address = way if way.endswith("/") else f"{way}/"
            if address in self.pages:
                return Target(address, fragment)
        way = content_path(written, path)
        if way in self.texts:
            place = self.texts[way]
            return Target(place.address, fragment or place.fragment)
        if way in self.files:
            return Target(page.address, file=way)
        address = "/" if way == FOLDER else way.removeprefix(FOLDER) + "/"
        return Target(address, fragment) if address in self.pages else None

    def is_held_back(self, written: str, path: str) -> bool:
        """Whether a link leads to a draft, or to something whose name keeps it from being published."""
        way = content_path(written, path)
        return way in self.drafts or any(name.startswith("_") for name in way.split("/"))

    def suggest(self, written: str, path: str, image: bool = False) -> str:
        """What an author most likely meant by a dead link: an address with its scheme, or a path from that file."""
        if not image and (start := _OUTSIDE.match(written)):
            return f"{'mailto:' if start[1] else 'https://'}{written}"
        here, way = posixpath.dirname(path), unquote(written.partition("#")[0])
        known = [other for other in self.by_name.get(posixpath.basename(way), ()) if not image or is_picture(other)]
        cutoff = 0.0 if known else 0.6
        if not known:
            others = sorted((*self.texts, *self.files), key=lambda other: posixpath.dirname(other) != here)
            known = [other for other in others if not image or is_picture(other)][:SEARCHED]
        relative = [posixpath.relpath(f"/{other}", f"/{here}") for other in known]
        near = difflib.get_close_matches(way, relative, n=1, cutoff=cutoff)
        return near[0] if near else ""

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """The paths of all texts and files, by their last part."""
        named: dict[str, list[str]] = {}
        for path in (*self.texts, *self.files):
            named.setdefault(posixpath.basename(path), []).append(path)
        return named


def arrange(content: Content, config: Config) -> Site:
    """Give every page its address and its place among the others."""
    pages = {page.address: page for page in sorted(content.pages, key=lambda page: page.address.split("/"))}
    return Site(config, pages, content.files, content.drafts)


def is_internal(written: str) -> bool:
    """Whether a link stays within the site: it names neither scheme nor host."""
    return not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", written)


def is_safe_file(path: str) -> bool:
    """Whether a file may lie on the site's own address: nothing that a browser would run."""
    return posixpath.splitext(path)[1][1:].lower() in FILE_SUFFIXES


def content_path(written: str, path: str) -> str:
    """The path in the site's folder that a link names, as written in the file at `path`."""
    way = unquote(re.split(r"[?#]", written, maxsplit=1)[0])
    return posixpath.normpath(FOLDER + way if way.startswith("/") else posixpath.join(posixpath.dirname(path), way))


def published(file: str) -> str:
    """Where a content file is published, as a path within the site."""
    return file.removeprefix(f"{FOLDER}/")


def href(here: str, target: Target) -> str:
    """A target's href as seen from the page at `here`: relative, so that a site works at any address."""
    fragment = f"#{quote(target.fragment)}" if target.fragment else ""
    if target.file:
        return relative(here, f"/{published(target.file)}")
    if target.address == here and fragment:
        return fragment
    return relative(here, target.address) + fragment


def relative(here: str, there: str) -> str:
    """One address seen from another, percent-encoded; a folder keeps its slash."""
    way = posixpath.relpath(there, here)
    return quote(way + "/" if there.endswith("/") else way)


def _menu_rank(page: Page) -> tuple[bool, int, str]:
    brief = page.index.brief
    return (brief.order is None, brief.order or 0, brief.name)
