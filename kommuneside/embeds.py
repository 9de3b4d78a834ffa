"""What a text names beside it → the HTML that shows it: a chart of its numbers, the size of its files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from msgspec import Struct, field

from kommuneside import frontmatter, number, picture, schema
from kommuneside.charts import DESCRIPTIONS, FORMS, SUFFIX, is_chart
from kommuneside.content import Page
from kommuneside.converted import Embed
from kommuneside.manuscript import Manuscript
from kommuneside.markup import NOTHING, NameTable
from kommuneside.picture import Picture
from kommuneside.picture_view import picture_view
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.schema import Entry
from kommuneside.shelf import Shelf
from kommuneside.site import Site, href, is_internal, is_safe_file, published
from kommuneside.text import Text
from kommuneside.texts import load

Show = Callable[[str, Any], Markup]
"""A component's name and what it shows → its HTML."""

_DOWNLOADS = frozenset("csv doc docx epub gpx ics odp ods odt pdf ppt pptx rtf txt xls xlsx zip".split())


class Shown(Struct, array_like=True):
    """What came of showing what a text names: problems, the forms of charts with their `files`, and pictures."""

    problems: list[Problem] = []
    files: list[str] = []
    forms: list[str] = []
    pictures: list[Picture] = []


class Embedder(Struct):
    """Shows what one text names, and notes in `shown` what came of it."""

    text: Text[Entry]
    page: Page
    site: Site
    shelf: Shelf
    show: Show
    name_table: NameTable
    shown: Shown = field(default_factory=Shown)

    def embed(self, embed: Embed) -> Markup | None:
        """A picture's or chart's HTML; None leaves the plain element there, and what is wrong among the problems."""
        file = self.file(embed.target)
        if not file:
            return None
        if is_chart(file) or "chart" in embed.options:
            manuscript = Manuscript(self.text.body, self.text.body_line, self.text.body_indent)
            place = manuscript.link(embed.target, embed.nth)
            if not embed.alone:
                self.shown.problems.append(found("chart-not-alone", self.text.path, place, target=embed.target))
                return None
            return self.chart(file, embed, place)
        return self.picture(file, embed)

    def picture(self, file: str, embed: Embed) -> Markup | None:
        """A picture in the sizes the page needs, never larger than it is."""
        if not is_safe_file(file):
            return None
        planned, problems = picture.plan(self.shelf.read(file), file, published(file))
        self.shown.problems += problems
        if planned is None:
            return None
        self.shown.pictures.append(planned)
        return self.show("picture", picture_view(planned, embed, self.page.address))

    def remark(self, target: str, words: str) -> str:
        """What a link to a file says of its kind and size: ` (PDF, 1,2 MB)`, or nothing where its words do."""
        suffix = posixpath.splitext(target)[1][1:].lower()
        if suffix not in _DOWNLOADS or re.search(r"\d\s*[kKMG]i?B\b", words):
            return ""
        file = self.file(target)
        if not file:
            return ""
        size = number.write_size(self.shelf.size(file), self.language)
        kind = suffix.upper()
        return f" ({size})" if re.search(rf"\b{kind}\b", words, re.IGNORECASE) else f" ({kind}, {size})"

    def own_charts(self) -> Markup:
        """The charts among the text's fields, which stand after it."""
        places = self.text.places
        shown = [
            self.draw(chart, places.get(("chart", index), places.get(("chart",), Place(1, 1))), self.text.path)
            for index, chart in enumerate(self.text.fields.chart)
        ]
        return NOTHING.join(one for one in shown if one)

    def chart(self, file: str, embed: Embed, place: Place) -> Markup | None:
        """A chart from a file: numbers with what the text says of them, or a description of its own."""
        values: dict[str, Any] = {key: value for key, value in embed.options.items() if key != "chart"}
        values |= {"title": embed.text, "form": embed.options.get("chart", "bars"), "data": embed.target}
        places: Mapping[frontmatter.Path, Place] = {(): place}
        path = self.text.path
        if file.lower().endswith(DESCRIPTIONS):
            text, problems = frontmatter.decode(self.shelf.read(file), file)
            parsed = frontmatter.parse_yaml(text, file)
            if problems or parsed.problems:
                self.shown.problems += problems or parsed.problems
                return None
            values, places, path = {"title": embed.text, **parsed.values}, parsed.places, file
        elif not file.lower().endswith(SUFFIX):
            self.shown.problems.append(found("chart-file-unfit", path, place, target=embed.target))
            return None
        chart, problems = schema.validate(schema.Chart, values, places, path)
        self.shown.problems += problems
        return self.draw(chart, place, path) if chart else None

    def draw(self, chart: schema.Chart, place: Place, path: str) -> Markup | None:
        """A chart's HTML; its file is named as from `path`, and mistakes in no file's cell stand at `place`."""
        if problem := self.check(chart, place, path):
            self.shown.problems.append(problem)
            return None
        from kommuneside.charts import data as numbers  # few texts have charts, and drawing takes time to load
        from kommuneside.charts import table, view

        address = size = ""
        read: table.Table | None
        if isinstance(chart.data, str):
            target = self.site.target(chart.data, path, self.page)
            if not target or not target.file.lower().endswith(SUFFIX):
                rule = "chart-file-unfit" if target else "link-dead"
                suggestion = self.site.suggest(chart.data, path)
                self.shown.problems.append(found(rule, path, place, target=chart.data, suggestion=suggestion))
                return None
            content = self.shelf.read(target.file)
            self.shown.files.append(target.file)
            address, size = href(self.page.address, target), number.write_size(len(content), self.language)
            read, problems = table.read(content, target.file)
            self.shown.problems += problems
        else:
            read = numbers.tabulate(chart.data, path)
        if read is None:
            return None
        data, problems = numbers.read(read, chart, place, self.language)
        self.shown.problems += problems
        if data is None:
            return None
        self.shown.forms.append(chart.form)
        texts = load(self.site.config.language)
        return self.show("chart", view.view(data, chart, texts, self.language, self.name_table, address, size))

    def check(self, chart: schema.Chart, place: Place, path: str) -> Problem | None:
        """What is wrong with what is said of a chart, before its numbers are read."""
        texts = load(self.site.config.language)
        if chart.form not in FORMS:
            from kommuneside.charts import data as numbers

            words = {form: texts(f"chart.forms.{form}") for form in FORMS}
            known = ", ".join(FORMS)
            suggestion = numbers.suggest_form(chart.form, words)
            return found("chart-form-unknown", path, place, value=chart.form, suggestion=suggestion, known=known)
        if chart.target and number.read(chart.target, self.language) is None:
            return found("chart-target-invalid", path, place, key="target", value=chart.target)
        if chart.target_year and not re.fullmatch(r"[12]\d{3}", chart.target_year):
            return found("chart-target-invalid", path, place, key="target_year", value=chart.target_year)
        return None

    def file(self, target: str) -> str:
        """The content file that a target names, empty where it names none."""
        where = self.site.target(target, self.text.path, self.page) if is_internal(target) else None
        return where.file if where else ""

    @property
    def language(self) -> str:
        """The language the text's numbers are written in."""
        return self.text.fields.language or self.page.index.fields.language or self.site.config.language
