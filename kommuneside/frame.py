"""What a page shows of all that is not its own texts, as one hash: the same frame, and only they can change it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kommuneside import feed, watch
from kommuneside.content import Page
from kommuneside.memory import Memory
from kommuneside.render import Renderer
from kommuneside.shelf import Shelf


@dataclass(frozen=True)
class Frame:
    """What was worked out of pages in this frame: by the room that did it and by the page's own texts."""

    around: str
    memory: Memory
    keys: dict[str, str] = field(default_factory=dict)

    def get(self, room: str, page: Page) -> Any:
        """What a room made of the page as it is, or None."""
        return self.memory.get((room, self.around, self._key(page)))

    def put(self, room: str, page: Page, value: Any) -> None:
        """Keep what a room made of the page."""
        self.memory.put((room, self.around, self._key(page)), value)

    def _key(self, page: Page) -> str:
        if page.address not in self.keys:
            texts = (page.index, *page.sections)
            self.keys[page.address] = _hash(
                part for text in texts for part in (text.path, text.head, text.body, str(text.fields.updated))
            )
        return self.keys[page.address]


def describe(renderer: Renderer, shelf: Shelf, memory: Memory) -> Frame:
    """The frame of a site's pages: its settings, looks, addresses and files, and what pages say of one another."""
    return Frame(_hash(_parts(renderer, shelf)), memory)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        digest.update(f"{len(part)} {part}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _parts(renderer: Renderer, shelf: Shelf) -> Iterator[str]:
    site = renderer.site
    yield repr((site.config, renderer.strict, feed.is_made(site)))
    looks = watch.look([*renderer.folders, *renderer.assets.folders])
    yield repr(sorted(looks.items()))
    for page in site.pages.values():
        # A menu, a list of pages and a breadcrumb say what is in its fields; a link needs to know what there is.
        yield repr((page.address, page.index.head, page.index.fields.order, [text.path for text in page.sections]))
    files = watch.look(shelf.folder / file for file in site.files)
    yield repr(sorted(files.items()))
    yield repr(sorted(site.drafts))
