"""What is done page by page: converting, checking, rendering, packing; shared among processes on a large site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kommuneside import compress, document, picture, workers
from kommuneside.checks import check_document
from kommuneside.content import Page
from kommuneside.document import Document, Passage
from kommuneside.embeds import Show, Shown
from kommuneside.frame import Frame
from kommuneside.markup import Converted
from kommuneside.problem import Problem
from kommuneside.render import Renderer
from kommuneside.shelf import Shelf
from kommuneside.site import Site, published

LARGE = 60
"""Pages from which sharing the work pays for starting the processes."""

_File = tuple[str, bytes]
"""A path within the site and what is there."""

_Proof = tuple[list[tuple[Converted, Shown]], dict[str, str], list[Problem]]
"""What travels back of a page: its texts' HTML and what they show, its abbreviations and what is wrong with it."""


def convert(site: Site, shelf: Shelf, show: Show, frame: Frame, jobs: int) -> tuple[dict[str, Document], list[Problem]]:
    """Every page's document by its address, and every problem a page shows by itself."""

    def proof(pages: Sequence[Page]) -> list[_Proof]:
        return [_prove(document.convert(page, site, shelf, show), site) for page in pages]

    pages = list(site.pages.values())
    proofs: dict[str, _Proof] = {page.address: known for page in pages if (known := frame.get("proof", page))}
    new = [page for page in pages if page.address not in proofs]
    made = (one for portion in workers.share(proof, new, jobs, LARGE) for one in portion)
    for page, one in zip(new, made, strict=True):
        proofs[page.address] = one
        if not any(converted.failure for converted, _ in one[0]):  # a busy machine's fault: tried again next time
            frame.put("proof", page, one)
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for page in pages:
        converted, abbreviations, found = proofs[page.address]
        texts = (page.index, *page.sections)
        body, *sections = (Passage(text, *one) for text, one in zip(texts, converted, strict=True))
        documents[page.address] = Document(page, body, tuple(sections), abbreviations)
        problems += found
    return documents, problems


def develop(
    documents: Iterable[Document], shelf: Shelf, kept: Path | None, jobs: int
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The files of every picture the pages show, and what is wrong further in than their first bytes."""
    pictures = [one for document in documents for one in document.pictures]
    if not pictures:
        return {}, ()
    from kommuneside import darkroom  # with a database and a decoder behind it, which few sites need

    return darkroom.develop_all(pictures, shelf, kept, jobs)


def print_pages(
    documents: Mapping[str, Document], renderer: Renderer, shelf: Shelf, frame: Frame, jobs: int, packed: bool
) -> Iterator[tuple[str, bytes]]:
    """The pages as files, each with what it shows from its folder and, where wanted, its packed forms beside it."""
    effort = compress.choose_effort(len(documents))

    def print_portion(portion: Sequence[Document]) -> list[list[_File]]:
        return [list(_print(one, renderer, shelf, effort if packed else None)) for one in portion]

    prints: dict[str, list[_File]] = {
        address: known for address, one in documents.items() if (known := frame.get("print", one.page))
    }
    new = [one for address, one in documents.items() if address not in prints]
    made = (files for portion in workers.share(print_portion, new, jobs, LARGE) for files in portion)
    for one, files in zip(new, made, strict=True):
        prints[one.page.address] = files
        frame.put("print", one.page, files)
    for address in documents:
        yield from prints[address]


def _prove(one: Document, site: Site) -> _Proof:
    converted = [(passage.converted, passage.shown) for passage in one.passages]
    return converted, dict(one.abbreviations), list(check_document(one, site))


def _print(one: Document, renderer: Renderer, shelf: Shelf, effort: compress.Effort | None) -> Iterator[_File]:
    files = [(f"{one.page.address[1:]}index.html", renderer.page(one).encode())]
    for file in one.files(renderer.site):
        data = shelf.read(file)
        files.append((published(file), picture.strip(data) if picture.is_picture(file) else data))
    yield from files
    if effort:
        yield from (form for path, data in files for form in compress.pack(path, data, effort))
