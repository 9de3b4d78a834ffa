"""Addresses that were, and addresses that are taken: each old one must lead straight to a page that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kommuneside import api, moved
from kommuneside.compress import SUFFIXES
from kommuneside.config import FILE
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.sheet import Sheet
from kommuneside.site import Site, published

RESERVED = frozenset(
    "404.html _headers _redirects admin api feed.xml kommuneside-manifest.json robots.txt sitemap.xml static".split()
)
"""What the program itself puts at the top of every site."""


def check(sheets: Mapping[str, Sheet], site: Site) -> Iterator[Problem]:
    """Every rule about addresses that the site as a whole decides."""
    places = _Places()
    for address, sheet in sheets.items():
        own = (site.pages[address].index.path, f"{address[1:]}index.html")
        for path, place in (own, *((file, published(file)) for file in sheet.files)):
            if _is_reserved(place):
                yield found("address-reserved", path, name=place.split("/")[0])
            elif other := places.hindrance(place):
                yield found("address-duplicate", path, address=f"/{place}", other=other)
            places.take(place, path)
    yield from _check_data(site)
    redirects = tuple(moved.redirects(site))
    yield from _check_aliases(redirects, places)
    yield from _check_statement(redirects, site)


def _check_data(site: Site) -> Iterator[Problem]:
    """Each page's data has a file of its own; the front page's is not named after its folder, but by the settings."""
    data = _Places()
    data.take(api.SCHEMA, api.SCHEMA)
    for address in sorted(site.pages, key=lambda address: address == "/"):
        page = site.pages[address]
        place = api.file(page, site)
        if data.owner(place):
            yield found("address-reserved", FILE if address == "/" else page.index.path, name=place)
        data.take(place, page.index.path)


class _Places:
    """Who has which file of the site, compared as Windows and macOS do; a file cannot be a folder too."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def take(self, place: str, owner: str) -> None:
        self.owners.setdefault(place.lower(), owner)
        for folder in _folders(place.lower()):
            self.folders.setdefault(folder, owner)

    def owner(self, place: str) -> str:
        """Who has this file, or one that must be a folder for it, or files in it; empty where it is free."""
        return self.owners.get(place.lower()) or self.hindrance(place)

    def hindrance(self, place: str) -> str:
        """Who has a file that must be a folder for this one, or files in it."""
        place = place.lower()
        return next(filter(None, map(self.owners.get, _folders(place))), "") or self.folders.get(place, "")


def _check_aliases(redirects: tuple[moved.Redirect, ...], places: _Places) -> Iterator[Problem]:
    """An old address leads to one page, not to itself, and hides nothing."""
    old = _Places()
    for redirect in redirects:
        if redirect.page is None:
            old.take(redirect.file, FILE)
    for redirect in redirects:
        if redirect.page is None:
            continue
        text, file = redirect.page.index, redirect.file
        place = text.places.get(("aliases", redirect.index)) or text.places.get(("aliases",), Place(1, 1))
        alias = text.fields.aliases[redirect.index]
        if file.lower() == f"{redirect.target[1:]}index.html".lower():
            yield found("alias-loop", text.path, place, alias=alias)
        elif other := places.owner(file):
            yield found("alias-shadow", text.path, place, alias=alias, other=other)
        elif _is_reserved(file):
            yield found("address-reserved", text.path, place, name=file.split("/")[0])
        elif other := old.owner(file):
            yield found("alias-duplicate", text.path, place, alias=alias, other=other)
        old.take(file, text.path)


def _check_statement(redirects: tuple[moved.Redirect, ...], site: Site) -> Iterator[Problem]:
    """`/was` leads to the accessibility statement, and in one step."""
    sources = {redirect.source: redirect for redirect in redirects}
    statement = sources.get(moved.WAS)
    if statement is None:
        if moved.WAS not in site.pages:
            yield found("accessibility-statement-missing", FILE)
    elif statement.target == moved.WAS:
        yield found("alias-loop", FILE, alias=site.config.accessibility_statement)
    elif statement.target in sources:
        yield found(
            "alias-chain", FILE, alias=site.config.accessibility_statement, target=sources[statement.target].target
        )


def _is_reserved(place: str) -> bool:
    """Whether a path is the program's own: at the top of the site, or what a text is called when it is packed."""
    steps = place.lower().split("/")
    return steps[0] in RESERVED or any(step.endswith(SUFFIXES) for step in steps)


def _folders(place: str) -> Iterator[str]:
    """The folders around a file, innermost first."""
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place
