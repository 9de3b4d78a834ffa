"""What keeps someone out: pictures without words, headings that skip, markup that had to be removed."""

from __future__ import annotations

from collections.abc import Iterator

from kommuneside.document import Passage
from kommuneside.problem import Problem


def check(passage: Passage) -> Iterator[Problem]:
    """Every accessibility rule on one text."""
    yield from image_alt_missing(passage)
    yield from heading_skipped(passage)
    yield from html_removed(passage)


def image_alt_missing(passage: Passage) -> Iterator[Problem]:
    """A picture says in words what it shows (WCAG 1.1.1)."""
    for image in passage.converted.images:
        if not image.text.strip():
            yield passage.problem(
                "image-alt-missing", passage.manuscript.link(image.target, image.nth), source=image.target
            )


def heading_skipped(passage: Passage) -> Iterator[Problem]:
    """A heading is at most one level below the one before it (WCAG 1.3.1)."""
    above = 1
    for index, heading in enumerate(passage.converted.headings):
        if heading.written > above + 1:
            places = passage.manuscript.headings()
            place = places[min(index, len(places) - 1)] if places else passage.manuscript.place(0)
            marks = {"written": "#" * heading.written, "better": "#" * (above + 1)}
            yield passage.problem("heading-skipped", place, text=heading.text, **marks)
        above = heading.written


def html_removed(passage: Passage) -> Iterator[Problem]:
    """What may not be published is named, never dropped in silence."""
    for index, name in enumerate(passage.converted.removed):
        nth = passage.converted.removed[:index].count(name)
        if ":" in name:
            yield passage.problem("link-scheme", passage.manuscript.link(name, nth), target=name)
        else:
            yield passage.problem("html-removed", passage.manuscript.tag(name, nth), name=name)
