"""Addresses that were, and addresses that are taken: each old one must lead straight to a page that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kommuneside import api, moved
from kommuneside.config import FILE
from kommuneside.document import Document
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.site import Site, published

RESERVED = frozenset(
    "404.html _headers _redirects api feed.xml kommuneside-manifest.json robots.txt sitemap.xml static".split()
)
"""What the program itself puts at the top of every site."""


def check(documents: Mapping[str, Document], site: Site) -> Iterator[Problem]:
    """Every rule about addresses that the site as a whole decides."""
    taken: dict[str, str] = {}
    for document in documents.values():
        text = document.page.index.path
        for path, address in (
            (text, document.page.address),
            *((file, f"/{published(file)}") for file in document.files(site)),
        ):
            if _is_reserved(address):
                yield found("address-reserved", path, name=address.split("/")[1])
            taken[address.lower().rstrip("/")] = path
    data = {api.file(page, site) for page in site.pages.values()}
    if len(data) < len(site.pages):  # only the front page's is not named after its folder
        yield found("address-reserved", FILE, name=api.file(site.pages["/"], site))
    redirects = tuple(moved.redirects(site))
    yield from _check_aliases(redirects, taken)
    yield from _check_statement(redirects, site)


def _check_aliases(redirects: tuple[moved.Redirect, ...], taken: Mapping[str, str]) -> Iterator[Problem]:
    """An old address leads to one page, not to itself, and hides nothing; compared as Windows and macOS do."""
    owners = {redirect.source: FILE for redirect in redirects if redirect.page is None}
    for redirect in redirects:
        if redirect.page is None:
            continue
        source, text = redirect.source.lower(), redirect.page.index
        place = text.places.get(("aliases", redirect.index)) or text.places.get(("aliases",), Place(1, 1))
        alias = text.fields.aliases[redirect.index]
        if source == redirect.target.lower():
            yield found("alias-loop", text.path, place, alias=alias)
        elif other := taken.get(source.rstrip("/")):
            yield found("alias-shadow", text.path, place, alias=alias, other=other)
        elif _is_reserved(source):
            yield found("address-reserved", text.path, place, name=source.split("/")[1])
        elif source in owners:
            yield found("alias-duplicate", text.path, place, alias=alias, other=owners[source])
        owners.setdefault(source, text.path)


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


def _is_reserved(address: str) -> bool:
    return address.lower().split("/")[1] in RESERVED
