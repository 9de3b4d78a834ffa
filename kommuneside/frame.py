"""Names what is made of a page by everything it depends on: the same name, the same result.

A page's text is converted within the site's structure (which addresses and files there are, and its settings), and
printed within its looks (the templates, and what the pages around it are called).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from msgspec import Struct

from kommuneside import feed, watch
from kommuneside.cache import key_of
from kommuneside.content import Page
from kommuneside.render import Renderer
from kommuneside.shelf import Shelf

_REACHING = re.compile(
    rb"""\b(?:style|script)\b|{%[-+]?\s*(?:include|import|from|extends)\b(?!\s*["']components/[\w-]+\.html["'])"""
)
"""What lets a component show more than the other components: assets, or templates beside them."""


class Frame(Struct, frozen=True, dict=True):
    """One site's names; `today` is a part of those of what was found in a text, which grows old."""

    renderer: Renderer
    shelf: Shelf
    today: date
    own: dict[str, str] = {}

    def proof_key(self, page: Page) -> str:
        """Names a page's converted texts."""
        return key_of("proof", self.structure, self._own(page))

    def sheet_key(self, page: Page) -> str:
        """Names what is known of a page."""
        return key_of("sheet", self.structure, self.today.isoformat(), self._own(page))

    def print_key(self, page: Page, effort: object) -> str:
        """Names a page's files, packed with some effort."""
        site = self.renderer.site
        near = (*site.trail(page), *site.children_of.get(page.address, ()))
        shown = [_face(other) for other in near]
        return key_of("print", self.structure, self.looks, repr(effort), self._own(page), *shown)

    @cached_property
    def structure(self) -> str:
        """All that decides what a text becomes: settings, addresses, the files beside the texts, and components."""
        return key_of(*self._structure())

    @cached_property
    def looks(self) -> str:
        """All that decides how a page looks besides its texts and its neighbours."""
        renderer, site = self.renderer, self.renderer.site
        texts = _contents([*renderer.folders, *renderer.assets.folders])
        return key_of(*texts, *map(_face, site.menu), repr((renderer.strict, feed.is_made(site))))

    def _structure(self) -> Iterator[str | bytes]:
        site = self.renderer.site
        yield repr(site.config)
        components = [*_contents(folder / "components" for folder in self.renderer.folders)]
        yield from components
        if any(_REACHING.search(part) for part in components if isinstance(part, bytes)):
            yield from _contents([*self.renderer.folders, *self.renderer.assets.folders])
        for page in site.pages.values():
            yield page.address
            yield from (text.path for text in (page.index, *page.sections))
        files = watch.look(self.shelf.folder / file for file in site.files)
        yield repr(sorted(files.items()))
        yield repr(sorted(site.drafts))

    def _own(self, page: Page) -> str:
        if page.address not in self.own:
            texts = (page.index, *page.sections)
            parts = ((text.path, text.digest, str(text.day)) for text in texts)
            self.own[page.address] = key_of(*(part for text in parts for part in text))
        return self.own[page.address]


def _face(page: Page) -> str:
    """What other pages show of a page."""
    return f"{page.address} {page.index.brief.face}"


def _contents(folders: Iterable[object]) -> Iterator[str | bytes]:
    """The paths and contents of the files in some folders."""
    for folder in folders:
        for path in sorted(watch.look([str(folder)], hidden=True)):
            yield path.removeprefix(str(folder))
            with open(path, "rb") as file:
                yield file.read()
