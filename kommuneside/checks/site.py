"""What only the whole site shows: titles that repeat, pages no one finds, addresses that are gone."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from kommuneside import moved
from kommuneside.content import FOLDER
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.sheet import Sheet
from kommuneside.site import MENU_LENGTH, Site


def check(sheets: Mapping[str, Sheet], site: Site, published: Collection[str] = ()) -> Iterator[Problem]:
    """Every rule on the site as a whole; `published` are the addresses it had when it was last published."""
    yield from title_duplicate(sheets, site)
    yield from page_orphan(sheets, site)
    yield from address_gone(site, published)


def title_duplicate(sheets: Mapping[str, Sheet], site: Site) -> Iterator[Problem]:
    """No two pages have the same title (WCAG 2.4.2)."""
    first: dict[str, str] = {}
    for address, sheet in sheets.items():
        if sheet.title:
            title, place = sheet.title
            path = site.pages[address].index.path
            other = first.setdefault(title.casefold(), path)
            if other != path:
                yield found("title-duplicate", path, place, title=title, other=other)


def page_orphan(sheets: Mapping[str, Sheet], site: Site) -> Iterator[Problem]:
    """A page is in the menu, in a list short enough to look through, or linked to from a text."""
    lists = {address: children for address, children in site.children_of.items() if len(children) > MENU_LENGTH}
    if not lists:
        return
    known = {page.address for page in site.menu}.union(*(sheet.leads_to for sheet in sheets.values()))
    for address, children in lists.items():
        lost = [page for page in children if page.address not in known]
        if lost and address in sheets:
            path, (_, place) = site.pages[address].index.path, sheets[address].title or ("", Place(1, 1))
            values = {"number": len(lost), "total": len(children), "first": lost[0].index.path}
            yield found("page-orphan", path, place, **values)


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


def _address(path: str) -> str:
    """The address of a page by its index's path."""
    folder = path.rpartition("/")[0][len(FOLDER) :]
    return f"{folder}/" if path.rpartition("/")[2].startswith("index.") else ""
