"""What a site holds besides its pages: for search engines, feed readers, programs, hosts and those with old links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from kommuneside import api, feed, hosting, metadata, moved
from kommuneside.document import Document
from kommuneside.hosting.policy import Policy, describe
from kommuneside.render import Renderer
from kommuneside.sheet import Sheet


def files(
    documents: Mapping[str, Document], sheets: Mapping[str, Sheet], renderer: Renderer, policy: Policy
) -> Iterator[tuple[str, bytes]]:
    """Every such file, as (path within the site, bytes)."""
    for path, text in _texts(documents, sheets, renderer, policy):
        yield path, text.encode()


def describe_policy(sheets: Mapping[str, Sheet], renderer: Renderer, editor_page: str) -> Policy:
    """What a host shall answer for this site; `editor_page` is the browser editor's, where there is one."""
    site = renderer.site
    targets = [(redirect.source[1:], redirect.target.removeprefix("/")) for redirect in moved.redirects(site)]
    names = dict.fromkeys(name for sheet in sheets.values() for name in sheet.styles)
    charts = [renderer.inline(name) for name in names]
    return describe(urlsplit(site.config.base_url or "/").path, renderer.not_found, targets, charts, editor_page)


def _texts(
    documents: Mapping[str, Document], sheets: Mapping[str, Sheet], renderer: Renderer, policy: Policy
) -> Iterator[tuple[str, str]]:
    site = renderer.site
    yield "404.html", renderer.not_found
    for redirect in moved.redirects(site):
        yield redirect.file, renderer.moved(redirect)
    yield "robots.txt", metadata.robots(site)
    if site.config.base_url:
        yield "sitemap.xml", metadata.sitemap(site, sheets)
    if feed.is_made(site):
        yield feed.FILE, feed.atom(documents, sheets, site)
    if site.config.security:
        yield metadata.SECURITY, metadata.security(site)
    yield api.SCHEMA, api.schema(site)
    yield from hosting.files(policy)
