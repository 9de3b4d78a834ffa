"""The site → its texts as open data: a JSON file for each page, and the JSON Schema that describes them all."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kommuneside.content import Page
from kommuneside.document import Document
from kommuneside.metadata import absolute
from kommuneside.site import Site
from kommuneside.slug import slugify

FOLDER = "api"
SCHEMA = f"{FOLDER}/schema.json"


class SectionData(Struct, frozen=True, forbid_unknown_fields=True):
    """One section of a page: one entry."""

    id: Annotated[str, Meta(description="The section's permanent name on its page, and its fragment in an address.")]
    address: Annotated[str, Meta(description="Where people read it.")]
    title: str
    language: Annotated[str, Meta(description="BCP 47.")]
    updated: Annotated[date | None, Meta(description="The day the text last changed, where it is known.")]
    sources: Annotated[tuple[str, ...], Meta(description="Web addresses that the facts come from.")]
    html: Annotated[
        str, Meta(description="The text as HTML without scripts; its links are relative to the page's address.")
    ]


class ChildData(Struct, frozen=True, forbid_unknown_fields=True):
    """A page below this one."""

    title: str
    address: Annotated[str, Meta(description="Where people read it.")]
    data: Annotated[str, Meta(description="Its own file of this form.")]


class PageData(Struct, frozen=True, forbid_unknown_fields=True):
    """A page of the site with all its entries."""

    address: Annotated[
        str, Meta(description="Where people read it: a whole address, or a path where the site's is not known.")
    ]
    title: str
    lead: str
    description: str
    language: Annotated[str, Meta(description="BCP 47.")]
    updated: Annotated[date | None, Meta(description="The day the page's own text last changed, where it is known.")]
    authority: Annotated[str, Meta(description="The public body that answers for the text.")]
    html: Annotated[
        str, Meta(description="The page's own text as HTML without scripts; links are relative to its address.")
    ]
    sections: tuple[SectionData, ...]
    pages: Annotated[tuple[ChildData, ...], Meta(description="The pages below this one, each with a file of its own.")]


def file(page: Page, site: Site) -> str:
    """Where a page's data lies, as a path within the site; the front page's has its own name."""
    name = page.folder or site.config.api or slugify(page.index.fields.title)
    return f"{FOLDER}/{name}.json"


def page(document: Document, site: Site) -> str:
    """A page's data, to the form of `schema`."""
    page, fields = document.page, document.page.index.fields
    here, language = _address(site, page.address), fields.language or site.config.language
    authority = site.config.authority
    data = PageData(
        address=here,
        title=fields.title,
        lead=fields.lead or "",
        description=fields.description or fields.lead or "",
        language=language,
        updated=fields.updated,
        authority=authority.name if authority else site.config.name,
        html=str(document.body.converted.html),
        sections=tuple(
            SectionData(
                id=section.slug,
                address=f"{here}#{section.slug}",
                title=section.fields.title,
                language=section.fields.language or language,
                updated=section.fields.updated,
                sources=section.fields.sources,
                html=str(passage.converted.html),
            )
            for section, passage in zip(page.sections, document.sections, strict=True)
        ),
        pages=tuple(
            ChildData(
                title=child.index.fields.title,
                address=_address(site, child.address),
                data=_address(site, f"/{file(child, site)}"),
            )
            for child in site.children_of.get(page.address, ())
        ),
    )
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"


def schema(site: Site) -> str:
    """The JSON Schema of a page's data."""
    described = msgspec.json.schema(PageData)
    draft = "https://json-schema.org/draft/2020-12/schema"
    return (
        json.dumps({"$schema": draft, "$id": _address(site, f"/{SCHEMA}"), **described}, ensure_ascii=False, indent=1)
        + "\n"
    )


def _address(site: Site, address: str) -> str:
    return absolute(site, address) or address
