"""What a reader would stumble on: each rule a generator that yields Problems, gathered here by what it looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kommuneside.checks import accessibility, addresses, links
from kommuneside.document import Document
from kommuneside.problem import Problem
from kommuneside.site import Site


def check(documents: Mapping[str, Document], site: Site) -> Iterator[Problem]:
    """Every rule on every page (by address), and on the site they make together."""
    for document in documents.values():
        for passage in document.passages:
            yield from accessibility.check(passage)
            yield from links.check(passage, document, site)
    yield from links.check_fragments(documents, site)
    yield from addresses.check(documents, site)
