"""What was worked out of a page, as JSON and back: for the next build, and for the process that shares the work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kommuneside import markup
from kommuneside.converted import Converted, Heading, Link
from kommuneside.document import Document
from kommuneside.embeds import Shown
from kommuneside.picture import Form, Picture
from kommuneside.problem import Place, Problem
from kommuneside.publish import Stored
from kommuneside.sheet import Jump, News, Sheet


class Proof(NamedTuple):
    """A page's texts as HTML with what they show, in their order, and the abbreviations that were explained."""

    texts: Sequence[tuple[Converted, Shown]]
    abbreviations: dict[str, str]


def write_proof(document: Document) -> bytes:
    """A document's proof as JSON."""
    rows = [[_converted(passage.converted), _shown(passage.shown)] for passage in document.passages]
    return _json([rows, document.abbreviations])


def read_proof(data: bytes) -> Proof:
    """The proof that was written."""
    rows, abbreviations = json.loads(data)
    return Proof([(_to_converted(*converted), _to_shown(*shown)) for converted, shown in rows], abbreviations)


def write_sheet(sheet: Sheet) -> bytes:
    """A sheet as JSON."""
    title = sheet.title and [sheet.title[0], sheet.title[1].line, sheet.title[1].column]
    jumps = [[jump.path, jump.target, jump.nth, jump.address, jump.fragment] for jump in sheet.jumps]
    news = [[one.day.isoformat(), one.slug, one.title, one.language] for one in sheet.news]
    return _json([
        [one.row for one in sheet.problems], title, [*sheet.ids], jumps, [*sheet.leads_to], sheet.files, sheet.styles,
        news, sheet.sections, sheet.has_pictures, sheet.has_failed,
    ])  # fmt: skip


def read_sheet(data: bytes) -> Sheet:
    """The sheet that was written."""
    problems, title, ids, jumps, leads_to, files, styles, news, *rest = json.loads(data)
    return Sheet(
        tuple(Problem(*one) for one in problems),
        title and (title[0], Place(*title[1:])),
        frozenset(ids),
        tuple(Jump(*one) for one in jumps),
        frozenset(leads_to),
        tuple(files),
        tuple(styles),
        tuple(News(date.fromisoformat(day), *others) for day, *others in news),
        *rest,
    )


def write_print(files: Sequence[tuple[str, Stored]]) -> bytes:
    """A page's files as JSON: what lies where in the site."""
    return _json([[path, stored.digest, stored.size] for path, stored in files])


def read_print(data: bytes) -> list[tuple[str, Stored]]:
    """The files that were written."""
    return [(path, Stored(digest, size)) for path, digest, size in json.loads(data)]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _converted(one: Converted) -> list[Any]:
    headings = [[heading.level, heading.written, heading.text, heading.id] for heading in one.headings]
    links, images = ([[*_link(link)] for link in links] for links in (one.links, one.images))
    return [str(one.html), headings, links, images, one.ids, one.removed, one.failure]


def _link(link: Link) -> tuple[str, str, str | None, int]:
    return link.target, link.text, link.href, link.nth


def _to_converted(html: str, headings: Any, links: Any, images: Any, ids: Any, removed: Any, failure: str) -> Converted:
    return Converted(
        markup.kept(html),
        tuple(Heading(*one) for one in headings),
        tuple(Link(*one) for one in links),
        tuple(Link(*one) for one in images),
        tuple(ids),
        tuple(removed),
        failure,
    )


def _shown(shown: Shown) -> list[Any]:
    pictures = [
        [one.path, one.digest, one.width, one.height,
         [[form.address, form.width, form.height, form.kind] for form in one.forms]]
        for one in shown.pictures
    ]  # fmt: skip
    return [[one.row for one in shown.problems], shown.files, shown.forms, shown.used, pictures]


def _to_shown(problems: Any, files: Any, forms: Any, used: Any, pictures: Any) -> Shown:
    planned = [
        Picture(path, digest, width, height, tuple(Form(*form) for form in forms))
        for path, digest, width, height, forms in pictures
    ]
    return Shown([Problem(*one) for one in problems], files, forms, used, planned)
