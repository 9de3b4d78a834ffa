"""The site → an Atom feed (RFC 4287) of the sections that changed last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from kommuneside.document import Document
from kommuneside.metadata import absolute
from kommuneside.site import Site

FILE = "feed.xml"
LENGTH = 50

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """A page or one of its sections with the day it changed; `page` is an address within the site."""

    day: date
    page: str
    fragment: str
    title: str
    language: str
    html: str


def is_made(site: Site) -> bool:
    """Whether there is a feed: the site has an address and a text with a day, and a feed must name both."""
    texts = (text for page in site.pages.values() for text in (page.index, *page.sections))
    return bool(site.config.base_url) and any(text.fields.updated for text in texts)


def atom(documents: Mapping[str, Document], site: Site) -> str:
    """The feed of a site that has one; its own day is that of its newest entry, never that of the build."""
    entries = sorted(
        _entries(documents.values(), site), key=lambda entry: (-entry.day.toordinal(), entry.page, entry.fragment)
    )
    home, config = absolute(site, "/"), site.config
    author = config.authority.name if config.authority else config.name
    return "".join((
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(config.language)}>\n',
        f"  <id>{escape(home)}</id>\n",
        f"  <title>{_text(config.name)}</title>\n",
        f"  <updated>{_moment(entries[0].day)}</updated>\n",
        f"  <author><name>{_text(author)}</name></author>\n",
        f'  <link rel="self" type="application/atom+xml" href={quoteattr(absolute(site, f"/{FILE}"))}/>\n',
        f'  <link rel="alternate" type="text/html" href={quoteattr(home)}/>\n',
        *(_entry(entry, site) for entry in entries[:LENGTH]),
        "</feed>\n",
    ))  # fmt: skip


def _entries(documents: Iterable[Document], site: Site) -> Iterator[Entry]:
    for document in documents:
        here = document.page.address
        own = document.page.index.fields.language or site.config.language
        for passage in document.passages:
            fields = passage.text.fields
            if fields.updated:
                fragment = "" if passage is document.body else f"#{quote(passage.text.slug)}"
                html = str(passage.converted.html)
                yield Entry(fields.updated, here, fragment, fields.title, fields.language or own, html)


def _entry(entry: Entry, site: Site) -> str:
    page = absolute(site, entry.page)
    address = page + entry.fragment
    return (
        f"  <entry xml:lang={quoteattr(entry.language)}>\n"
        f"    <id>{escape(address)}</id>\n"
        f"    <title>{_text(entry.title)}</title>\n"
        f"    <updated>{_moment(entry.day)}</updated>\n"
        f"    <link href={quoteattr(address)}/>\n"
        f'    <content type="html" xml:base={quoteattr(page)}>{_text(entry.html)}</content>\n'
        "  </entry>\n"
    )


def _moment(day: date) -> str:
    """A day as the moment it began, in UTC: the texts know no hour."""
    return f"{day.isoformat()}T00:00:00Z"


def _text(text: str) -> str:
    """Text for XML, without the control characters that it has no way to say."""
    return escape(_NOT_XML.sub("\ufffd", text))
