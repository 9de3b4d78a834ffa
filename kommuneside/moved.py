"""`aliases` and `/was` → where old addresses lead: for hosts that redirect, and small pages for those that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from msgspec import Struct

from kommuneside.content import Page
from kommuneside.site import Site

WAS = "/was/"
"""Where a Danish public site's accessibility statement shall be found, whatever tool it was made in."""

_URL_MARKS = ":/?#[]@!&'()*+,;=%~"


class Redirect(Struct, frozen=True):
    """An old address within the site (`/gammel/` or `/gammel.html`), and what stands for it now.

    `target` is an address within the site or elsewhere; `page` and `index` tell which alias of which page it is.
    """

    source: str
    target: str
    page: Page | None = None
    index: int = 0

    @property
    def file(self) -> str:
        """Where the small page lies, as a path within the site."""
        return self.source[1:] + ("index.html" if self.source.endswith("/") else "")


def redirects(site: Site) -> Iterator[Redirect]:
    """Every redirect of the site, in the order of its pages; what is wrong with them is for the checks to say."""
    for page in site.pages.values():
        for index, alias in enumerate(page.index.brief.aliases):
            yield Redirect(normalise(alias), page.address, page, index)
    statement = site.config.accessibility_statement
    if statement and WAS not in site.pages:
        yield Redirect(WAS, within(statement, site) or quote(statement, safe=_URL_MARKS))


def normalise(alias: str) -> str:
    """An alias as an address: a folder unless it is an HTML file."""
    return alias if alias.endswith(("/", ".html", ".htm")) else f"{alias}/"


def within(url: str, site: Site) -> str:
    """A whole address as an address of this site; empty where it is another's."""
    base = site.config.base_url
    if not base or not url.startswith(base):
        return ""
    return normalise("/" + urlsplit(url[len(base) :]).path)
