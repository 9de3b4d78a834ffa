"""Where links lead: to a page, a section or a file that is there and may be."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from kommuneside.document import Document, Passage
from kommuneside.markup import Link
from kommuneside.problem import Problem
from kommuneside.site import Site, is_internal, is_safe_file
from kommuneside.slug import slugify


def check(passage: Passage, document: Document, site: Site) -> Iterator[Problem]:
    """Every rule on the links and pictures of one text that needs no other page."""
    path = passage.text.path
    for link in passage.converted.links:
        if link.href is None:
            rule = "link-draft" if site.is_held_back(link.target, path) else "link-dead"
            suggestion = site.suggest(link.target, path) if rule == "link-dead" else ""
            yield _problem(passage, rule, link, suggestion=suggestion)
        elif (file := _file(link, passage, document, site)) and not is_safe_file(file):
            yield _problem(passage, "file-type-unsafe", link)
    for image in passage.converted.images:
        if not is_internal(image.target):
            yield _problem(passage, "image-external", image)
        elif not (file := _file(image, passage, document, site)):
            yield _problem(passage, "image-dead", image, suggestion=site.suggest(image.target, path, image=True))
        elif not is_safe_file(file):
            yield _problem(passage, "file-type-unsafe", image)


def check_fragments(documents: Mapping[str, Document], site: Site) -> Iterator[Problem]:
    """A link to a place on a page finds that place."""
    for document in documents.values():
        for passage in document.passages:
            for link in passage.converted.links:
                if link.href is None or "#" not in link.target or not is_internal(link.target):
                    continue
                target = site.target(link.target, passage.text.path, document.page)
                if target and target.fragment and target.fragment not in (ids := documents[target.address].ids):
                    written = slugify(target.fragment)
                    near = [written] if written in ids else difflib.get_close_matches(written, ids, n=1, cutoff=0.5)
                    suggestion = f"#{near[0]}" if near else ""
                    yield _problem(passage, "link-fragment-dead", link, fragment=target.fragment, suggestion=suggestion)


def _problem(passage: Passage, rule: str, link: Link, **values: object) -> Problem:
    return passage.problem(rule, passage.manuscript.link(link.target, link.nth), target=link.target, **values)


def _file(link: Link, passage: Passage, document: Document, site: Site) -> str:
    """The content file that a link within the site leads to; empty where it leads to a page, or nowhere."""
    target = site.target(link.target, passage.text.path, document.page) if is_internal(link.target) else None
    return target.file if target else ""
