"""The site → an Atom feed (RFC 4287) of the sections that changed last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from urllib.parse import quote

from kommuneside import characters
from kommuneside.document import Document
from kommuneside.metadata import absolute
from kommuneside.sheet import News, Sheet
from kommuneside.site import Site

FILE = "feed.xml"
LENGTH = 50


def is_made(site: Site) -> bool:
    """Whether there is a feed: the site has an address and a text with a day, and a feed must name both."""
    return bool(site.config.base_url) and any(text.is_dated for text in site.all_texts)


def atom(documents: Mapping[str, Document], sheets: Mapping[str, Sheet], site: Site) -> str:
    """The feed of a site that has one; its own day is that of its newest entry, never that of the build."""
    dated = ((address, news) for address, sheet in sheets.items() for news in sheet.news)
    newest = sorted(dated, key=lambda one: (-one[1].day.toordinal(), one[0], one[1].slug))[:LENGTH]
    home, config = absolute(site, "/"), site.config
    author = config.authority.name if config.authority else config.name
    return "".join((
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(config.language)}>\n',
        f"  <id>{_text(home)}</id>\n",
        f"  <title>{_text(config.name)}</title>\n",
        f"  <updated>{_moment(newest[0][1].day)}</updated>\n",
        f"  <author><name>{_text(author)}</name></author>\n",
        f'  <link rel="self" type="application/atom+xml" href={_quoted(absolute(site, f"/{FILE}"))}/>\n',
        f'  <link rel="alternate" type="text/html" href={_quoted(home)}/>\n',
        *(_entry(news, documents[address], site) for address, news in newest),
        "</feed>\n",
    ))  # fmt: skip


def _entry(news: News, document: Document, site: Site) -> str:
    page = absolute(site, document.page.address)
    address = page + (f"#{quote(news.slug)}" if news.slug else "")
    html = next(one.converted.html for one in document.passages if not news.slug or one.text.slug == news.slug)
    return (
        f"  <entry xml:lang={_quoted(news.language)}>\n"
        f"    <id>{_text(address)}</id>\n"
        f"    <title>{_text(news.title)}</title>\n"
        f"    <updated>{_moment(news.day)}</updated>\n"
        f"    <link href={_quoted(address)}/>\n"
        f'    <content type="html" xml:base={_quoted(page)}>{_text(str(html))}</content>\n'
        "  </entry>\n"
    )


def _moment(day: date) -> str:
    """A day as the moment it began, in UTC: the texts know no hour."""
    return f"{day.isoformat()}T00:00:00Z"


def _quoted(text: str) -> str:
    """An attribute's value for XML."""
    return f'"{escape(characters.replace(text))}"'


def _text(text: str) -> str:
    """Text for XML."""
    return escape(characters.replace(text), quote=False)
