"""What machines read of the site: linked data on each page, the site map and the robots' file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from kommuneside.content import Page
from kommuneside.sheet import Sheet
from kommuneside.site import Site

SECURITY = ".well-known/security.txt"


def absolute(site: Site, address: str) -> str:
    """An address of the site with its host; empty where the site's base URL is not known."""
    base = site.config.base_url
    return base + quote(address.lstrip("/")) if base else ""


def linked_data(site: Site, page: Page) -> dict[str, Any]:
    """The page, its way from the front page and its authority, in schema.org's terms."""
    fields, config = page.index.fields, site.config
    here = absolute(site, page.address)
    description = fields.description or fields.lead
    return _filled({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": here,
        "name": fields.title,
        "description": description,
        "inLanguage": fields.language or config.language,
        "dateModified": fields.updated and fields.updated.isoformat(),
        "publisher": _authority(site),
        "breadcrumb": _breadcrumb(site, [*site.trail(page), page]) if here else None,
    })  # fmt: skip


def sitemap(site: Site, sheets: Mapping[str, Sheet]) -> str:
    """The site map (sitemaps.org 0.9): each page's address and, where it is known, the day its text changed."""
    rows = []
    for address, sheet in sheets.items():
        days = [one.day for one in sheet.news]
        changed = f"<lastmod>{max(days).isoformat()}</lastmod>" if days else ""
        rows.append(f"  <url><loc>{escape(absolute(site, address))}</loc>{changed}</url>\n")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' + "".join(rows) + "</urlset>\n"
    )


def robots(site: Site) -> str:
    """Everyone may read everything (RFC 9309); the site map's address where it is known."""
    lines = ["User-agent: *", "Allow: /"]
    if site.config.base_url:
        lines += ["", f"Sitemap: {absolute(site, '/sitemap.xml')}"]
    return "\n".join(lines) + "\n"


def security(site: Site) -> str:
    """Where to report a weakness (RFC 9116), as the configuration says; its last day is given there, never computed."""
    said = site.config.security
    if said is None:
        return ""
    lines = [f"Contact: {contact}" for contact in said.contact]
    lines.append(f"Expires: {said.expires.isoformat()}T23:59:59Z")
    lines += [f"Encryption: {address}" for address in said.encryption]
    lines += [f"Acknowledgments: {address}" for address in said.acknowledgments]
    lines += [f"Policy: {address}" for address in said.policy]
    lines.append(f"Preferred-Languages: {', '.join(said.languages or (site.config.language, 'en'))}")
    if site.config.base_url:
        lines.append(f"Canonical: {absolute(site, SECURITY)}")
    return "\n".join(lines) + "\n"


def _breadcrumb(site: Site, pages: Sequence[Page]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": page.index.fields.title,
                "item": absolute(site, page.address),
            }
            for number, page in enumerate(pages, 1)
        ],
    }


def _authority(site: Site) -> dict[str, Any]:
    authority = site.config.authority
    if authority is None:
        return {"@type": "GovernmentOrganization", "name": site.config.name}
    return _filled({
        "@type": "GovernmentOrganization",
        "name": authority.name,
        "url": authority.url,
        "telephone": authority.phone,
        "email": authority.email,
        "address": ", ".join(authority.address),
        "taxID": authority.cvr,
    })  # fmt: skip


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
