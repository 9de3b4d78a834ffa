"""What only the whole site shows: titles that repeat, pages no one finds, addresses that are gone."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from kommuneside import moved
from kommuneside.content import FOLDER, Text
from kommuneside.document import Document, Passage
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.schema import Entry
from kommuneside.site import MENU_LENGTH, Site, is_internal

LONGEST_DESCRIPTION = 160


def check(documents: Mapping[str, Document], site: Site, published: Collection[str] = ()) -> Iterator[Problem]:
    """Every rule on the site as a whole; `published` are the addresses it had when it was last published."""
    yield from title_duplicate(documents)
    yield from page_orphan(documents, site)
    for document in documents.values():
        yield from page_empty(document, site)
        yield from description(document)
    yield from address_gone(site, published)


def title_duplicate(documents: Mapping[str, Document]) -> Iterator[Problem]:
    """No two pages, and no two sections of a page, have the same title (WCAG 2.4.2)."""
    pages: dict[str, Text[Entry]] = {}
    for document in documents.values():
        yield from _repeated(pages, document.body)
        sections: dict[str, Text[Entry]] = {}
        for passage in document.sections:
            yield from _repeated(sections, passage)


def page_orphan(documents: Mapping[str, Document], site: Site) -> Iterator[Problem]:
    """A page is in the menu, in a list short enough to look through, or linked to from a text."""
    lists = {address: children for address, children in site.children_of.items() if len(children) > MENU_LENGTH}
    if not lists:
        return
    known = {page.address for page in site.menu} | set(_linked(documents, site))
    for address, children in lists.items():
        lost = [page for page in children if page.address not in known]
        if lost and address in documents:
            body = documents[address].body
            yield body.problem(
                "page-orphan",
                body.field_place("title"),
                number=len(lost),
                total=len(children),
                first=lost[0].index.path,
            )


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


def address_gone(site: Site, published: Collection[str]) -> Iterator[Problem]:
    """An address that readers may have kept leads on: to its page, or through `aliases` to the one that took over."""
    kept = {*site.pages, *(redirect.source for redirect in moved.redirects(site))}
    drafts = {_address(path) for path in site.drafts}
    for address in sorted(set(published) - kept - drafts):
        near = difflib.get_close_matches(address, [new for new in site.pages if new not in published], n=1, cutoff=0.5)
        new = site.pages[near[0]].index if near else None
        path = new.path if new else f"{FOLDER}{address}index.md"
        place = new.places.get(("title",), Place(1, 1)) if new else Place()
        yield found("address-gone", path, place, address=address)


def _repeated(first: dict[str, Text[Entry]], passage: Passage) -> Iterator[Problem]:
    title = passage.text.fields.title
    if ("title",) not in passage.text.places:
        return  # its own could not be read
    other = first.setdefault(title.casefold(), passage.text)
    if other is not passage.text:
        yield passage.problem("title-duplicate", passage.field_place("title"), title=title, other=other.path)


def _linked(documents: Mapping[str, Document], site: Site) -> Iterator[str]:
    """The addresses of the pages that another page's text links to."""
    for document in documents.values():
        for passage in document.passages:
            for link in passage.converted.links:
                if link.href is not None and is_internal(link.target):
                    target = site.target(link.target, passage.text.path, document.page)
                    if target and target.address != document.page.address:
                        yield target.address


def _address(path: str) -> str:
    """The address of a page by its index's path."""
    folder = path.rpartition("/")[0][len(FOLDER) :]
    return f"{folder}/" if path.rpartition("/")[2].startswith("index.") else ""
