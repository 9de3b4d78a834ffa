"""A page with its texts as HTML: what the templates show and the checks read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from kommuneside import markup
from kommuneside.charts import style_sheets
from kommuneside.content import Page
from kommuneside.converted import Converted
from kommuneside.embeds import Embedder, Show, Shown
from kommuneside.frontmatter import position
from kommuneside.manuscript import Manuscript
from kommuneside.picture import Picture
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.schema import Entry
from kommuneside.shelf import Shelf
from kommuneside.site import Site, href, is_internal
from kommuneside.slug import slugify
from kommuneside.text import Text
from kommuneside.texts import Texts, load
from kommuneside.typography import Typography


class Passage(Struct, frozen=True, dict=True):
    """One text file with its HTML, and what came of the files it shows."""

    text: Text[Entry]
    converted: Converted
    shown: Shown = field(default_factory=Shown)

    @cached_property
    def manuscript(self) -> Manuscript:
        """The Markdown, for pointing at a place in it."""
        return Manuscript(self.text.body, self.text.body_line, self.text.body_indent)

    def field_place(self, key: str, words: str = "") -> Place:
        """The place of a field, or of some words in its value."""
        place = self.text.places.get((key,), Place(1, 1))
        head = self.text.head
        start = sum(len(line) + 1 for line in head.split("\n")[: place.line - 1]) + place.column - 1
        offset = head.find(words, start + len(key)) if words else -1
        return position(head, offset) if offset >= 0 else place

    def problem(self, rule: str, place: Place, **values: object) -> Problem:
        """A problem at a place of this file."""
        return found(rule, self.text.path, place, **values)


class Document(Struct, frozen=True):
    """A page's own text and its sections', and the abbreviations that were explained on the way."""

    page: Page
    body: Passage
    sections: tuple[Passage, ...]
    abbreviations: Mapping[str, str]

    @property
    def passages(self) -> Iterator[Passage]:
        """All texts on the page, as they stand."""
        yield self.body
        yield from self.sections

    @property
    def ids(self) -> set[str]:
        """Every id a link may name on this page."""
        ids = {name for passage in self.passages for name in passage.converted.ids}
        return ids | {section.slug for section in self.page.sections} | {sections_id(self.page)}

    @property
    def styles(self) -> tuple[str, ...]:
        """The style sheets that only a page with charts needs."""
        forms = {form for passage in self.passages for form in passage.shown.forms}
        return style_sheets(forms)

    @property
    def pictures(self) -> Iterator[Picture]:
        """The pictures that the texts show."""
        return (one for passage in self.passages for one in passage.shown.pictures)

    def files(self, site: Site) -> list[str]:
        """The content files that the texts link to or draw charts of, by path, each once."""
        linked = [
            target.file
            for passage in self.passages
            for link in passage.converted.links
            if is_internal(link.target)
            and (target := site.target(link.target, passage.text.path, self.page))
            and target.file
        ]
        return list(dict.fromkeys([*(file for passage in self.passages for file in passage.shown.files), *linked]))


def convert(page: Page, site: Site, shelf: Shelf, show: Show) -> Document:
    """Convert a page's texts, with ids that are its own and links as seen from it.

    What they name beside them comes from the `shelf`, and `show` makes a component's HTML of it.
    """
    typography, tables = _typography(site), _Tables(load(site.config.language))

    def passage(text: Text[Entry], level: int, taken: set[str], prefix: str = "") -> Passage:
        embedder = Embedder(text, page, site, shelf, show, tables.name)
        converted = markup.to_html(
            text.body,
            level=level,
            resolve=_resolver(text, page, site),
            taken=taken,
            prefix=prefix,
            typography=typography,
            show=embedder.embed,
            remark=embedder.remark,
            name_table=lambda words: tables.name(words or text.fields.title),
        )
        taken.update(converted.ids)
        return Passage(text, replace(converted, html=converted.html + embedder.own_charts()), embedder.shown)

    taken = {section.slug for section in page.sections}
    body = passage(page.index, 2, taken)
    taken.add(sections_id(page))
    sections = tuple(passage(section, 4, taken, f"{section.slug}-") for section in page.sections)
    return Document(page, body, sections, typography.explained)


def sections_id(page: Page) -> str:
    """The id of the heading over the sections, which no section's file has."""
    wanted = slugify(page.index.fields.sections_title or "")
    return f"{wanted}-afsnit" if wanted in {section.slug for section in page.sections} else wanted


class _Tables:
    """Names the regions that scroll a page's tables, each like no other."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.met: Counter[str] = Counter()

    def name(self, words: str) -> str:
        """A table's name by what it is about."""
        self.met[words] += 1
        number = self.met[words]
        return self.texts("page.table" if number == 1 else "page.table_again", words=words, number=number)


def _typography(site: Site) -> Typography:
    """The site's own words, with none explained yet."""
    phrases = {phrase: language for language, phrases in site.config.phrases.items() for phrase in phrases}
    return Typography(phrases, site.config.abbreviations)


def _resolver(text: Text[Entry], page: Page, site: Site) -> markup.Resolve:
    def resolve(written: str) -> str | None:
        if not is_internal(written):
            return written
        target = site.target(written, text.path, page)
        return href(page.address, target) if target else None

    return resolve
