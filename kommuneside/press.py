"""What is done page by page: converting, checking, printing; shared among processes on a large site.

Each page's results are asked for by a name of everything they depend on (`frame`): of this process' memory, then of the
cache; only what neither knows is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from kommuneside import api, compress, document, kept, picture, sheet, workers
from kommuneside.checks import check_document
from kommuneside.content import Page
from kommuneside.converted import Converted
from kommuneside.document import Document, Passage
from kommuneside.embeds import Shown
from kommuneside.frame import Frame
from kommuneside.memory import Memory
from kommuneside.problem import Problem
from kommuneside.progress import Watch
from kommuneside.publish import Edition, Stored
from kommuneside.sheet import Sheet
from kommuneside.shelf import Shelf
from kommuneside.site import published

LARGE = 60
"""Pages from which sharing the work pays for starting the processes."""

_File = tuple[str, bytes]
"""A path within the site and what is there."""


class Proof(Struct, frozen=True, array_like=True):
    """A page's texts as HTML with what they show, in their order, and the abbreviations that were explained."""

    texts: tuple[tuple[Converted, Shown], ...]
    abbreviations: Mapping[str, str]


class Printed(Struct, frozen=True, array_like=True):
    """A page's files: what lies where in the site."""

    files: tuple[tuple[str, Stored], ...]


class Documents(Mapping[str, Document]):
    """Every page's document by its address: made, or read from what was kept, when it is asked for."""

    def __init__(self, frame: Frame, memory: Memory) -> None:
        self.frame = frame
        self.memory = memory
        self.made: dict[str, Document] = {}

    def __getitem__(self, address: str) -> Document:
        """The document of a page; raises KeyError where there is no such page."""
        if address not in self.made:
            page = self.frame.renderer.site.pages[address]
            self.made[address] = self._recall(page) or self._convert(page)
        return self.made[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frame.renderer.site.pages)

    def __len__(self) -> int:
        return len(self.frame.renderer.site.pages)

    def _recall(self, page: Page) -> Document | None:
        key = self.frame.proof_key(page)
        self.memory.fetch([key])
        proof = self.memory.read(key, Proof)
        if proof is None:
            return None
        body, *sections = map(Passage, (page.index, *page.sections), *zip(*proof.texts, strict=True))
        return Document(page, body, tuple(sections), proof.abbreviations)

    def _convert(self, page: Page) -> Document:
        renderer = self.frame.renderer
        return document.convert(page, renderer.site, self.frame.shelf, renderer.component)


def prove(frame: Frame, memory: Memory, jobs: int, watch: Watch) -> tuple[Documents, dict[str, Sheet]]:
    """Every page's document, and its sheet, by address."""
    documents, site = Documents(frame, memory), frame.renderer.site
    pages = list(site.pages.values())
    keys = {page.address: frame.sheet_key(page) for page in pages}
    memory.fetch(keys.values())
    known = ((address, memory.read(key, Sheet)) for address, key in keys.items())
    sheets = {address: noted for address, noted in known if noted}
    new = [page for page in pages if page.address not in sheets]
    memory.fetch(map(frame.proof_key, new))

    made = workers.share(lambda page: _prove(documents[page.address], frame), new, jobs, LARGE)
    for page, (proof, noted) in zip(new, watch("convert", made, len(new)), strict=True):
        sheets[page.address] = kept.read(noted, Sheet)
        if not sheets[page.address].has_failed:  # a busy machine's fault: tried again next time
            memory.keep(frame.proof_key(page), proof)
            memory.keep(keys[page.address], noted)
    return documents, {page.address: sheets[page.address] for page in pages}


def develop(
    sheets: Iterable[Sheet], shelf: Shelf, kept_in: Path | None, jobs: int, at_once: bool
) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """The files of every picture the pages show, and what is wrong further in than their first bytes.

    They may be gigabytes: each is read when it is asked for, unless all are wanted `at_once`.
    """
    pictures = [one for sheet in sheets for one in sheet.pictures]
    if not pictures:
        return {}, ()
    from kommuneside import darkroom  # with a database and a decoder behind it, which few sites need

    album, problems = darkroom.develop_all(pictures, shelf, kept_in, jobs)
    return (album.read_all() if at_once else album), problems


def show_pages(documents: Documents, memory: Memory, jobs: int) -> dict[str, bytes]:
    """The pages as files, each with what it shows from its folder: for a preview, which packs nothing."""
    pages = list(documents.frame.renderer.site.pages.values())
    keys = {page.address: documents.frame.print_key(page, "shown") for page in pages}
    new = [page for page in pages if memory.get(keys[page.address]) is None]
    memory.fetch(map(documents.frame.proof_key, new))
    made = workers.share(lambda page: list(_print(documents[page.address], documents.frame)), new, jobs, LARGE)
    for page, files in zip(new, made, strict=True):
        memory.put(keys[page.address], files)
    return {path: data for key in keys.values() for path, data in memory.get(key)}


def print_pages(
    documents: Documents, memory: Memory, jobs: int, watch: Watch, effort: compress.Effort, edition: Edition
) -> dict[str, Stored]:
    """The same, put into an edition, with their packed forms beside them; those that stand there are kept."""

    def put(page: Page) -> list[tuple[str, Stored]]:
        files = _packed(documents[page.address], documents.frame, effort)
        return [(path, edition.put(path, data)) for path, data in files]

    pages = list(documents.frame.renderer.site.pages.values())
    keys = {page.address: documents.frame.print_key(page, effort) for page in pages}
    memory.fetch(keys.values())
    files: dict[str, Stored] = {}
    new = []
    for page in pages:
        known = memory.read(keys[page.address], Printed)
        if known and all(edition.standing.get(path) == stored for path, stored in known.files):
            files.update((path, edition.keep(path)) for path, _ in known.files)
        else:
            new.append(page)
    memory.fetch(map(documents.frame.proof_key, new))
    made = workers.share(put, new, jobs, LARGE)
    for page, one in zip(new, watch("print", made, len(new)), strict=True):
        files.update(one)
        memory.keep(keys[page.address], kept.write(Printed(tuple(one))))
    return files


def _prove(one: Document, frame: Frame) -> tuple[bytes, bytes]:
    site = frame.renderer.site
    noted = sheet.fill(one, site, check_document(one, site, frame.today))
    proof = Proof(tuple((text.converted, text.shown) for text in one.passages), one.abbreviations)
    return kept.write(proof), kept.write(noted)


def _print(one: Document, frame: Frame) -> Iterator[_File]:
    site = frame.renderer.site
    yield f"{one.page.address[1:]}index.html", frame.renderer.page(one).encode()
    yield api.file(one.page, site), api.page(one, site).encode()
    for file in one.files(site):
        data = frame.shelf.read(file)
        yield published(file), picture.strip(data) if picture.is_picture(file) else data


def _packed(one: Document, frame: Frame, effort: compress.Effort) -> Iterator[_File]:
    for path, data in _print(one, frame):
        yield path, data
        yield from compress.pack(path, data, effort)
