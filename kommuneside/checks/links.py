"""Where links lead: to a page, a section or a file that is there and may be."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from kommuneside.document import Document, Passage
from kommuneside.problem import Problem
from kommuneside.site import Site, is_internal, is_safe_file


def check(passage: Passage, document: Document, site: Site) -> Iterator[Problem]:
    """Every rule on the links and pictures of one text that needs no other page."""
    for link in (*passage.converted.links, *passage.converted.images):
        place = passage.manuscript.link(link.target, link.nth)
        if link.href is None:
            suggestion = site.suggest(link.target, passage.text.path)
            yield passage.problem("link-dead", place, target=link.target, suggestion=suggestion)
            continue
        target = site.target(link.target, passage.text.path, document.page) if is_internal(link.target) else None
        if target and target.file and not is_safe_file(target.file):
            yield passage.problem("file-type-unsafe", place, target=link.target)
    for image in passage.converted.images:
        if not is_internal(image.target):
            place = passage.manuscript.link(image.target, image.nth)
            yield passage.problem("image-external", place, target=image.target)


def check_fragments(documents: Mapping[str, Document], site: Site) -> Iterator[Problem]:
    """A link to a place on a page finds that place."""
    for document in documents.values():
        for passage in document.passages:
            for link in passage.converted.links:
                if link.href is None or "#" not in link.target or not is_internal(link.target):
                    continue
                target = site.target(link.target, passage.text.path, document.page)
                if target and target.fragment and target.fragment not in (ids := documents[target.address].ids):
                    near = difflib.get_close_matches(target.fragment, ids, n=1, cutoff=0.5)
                    yield passage.problem(
                        "link-fragment-dead",
                        passage.manuscript.link(link.target, link.nth),
                        target=link.target,
                        fragment=target.fragment,
                        suggestion=f"#{near[0]}" if near else "",
                    )
