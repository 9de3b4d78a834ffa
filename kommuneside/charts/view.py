"""What the template `components/chart.html` shows of a chart: every number as text, every place as a number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct

from kommuneside import markup, number, schema
from kommuneside.charts import draw
from kommuneside.charts.data import Data
from kommuneside.figures import Source
from kommuneside.texts import Texts
from kommuneside.typography import set_plainly


class Row(NamedTuple):
    """A row of the table, with its bar where the form draws one there."""

    label: Markup
    cells: tuple[str, ...]
    span: draw.Span | None


class Part(NamedTuple):
    """A part of a stacked bar; `text` is its number where there is room for it."""

    span: draw.Span
    text: str


class Stacked(NamedTuple):
    """A bar made of parts: `words` say it all to those who do not see it."""

    label: str
    total: str
    top: float
    parts: tuple[Part, ...]
    words: str


class Curve(NamedTuple):
    """A line with its name and last number, and in `words` all its numbers."""

    name: str
    value: str
    words: str
    line: draw.Line


class Plot(NamedTuple):
    """A plot of lines: ticks with their labels, and how many letters to leave room for at either side."""

    height: float
    ticks: tuple[tuple[str, float], ...]
    years: tuple[tuple[str, float], ...]
    curves: tuple[Curve, ...]
    target: draw.Point | None
    target_text: str
    target_below: bool
    start: int
    end: int


class ChartView(Struct, frozen=True):
    """A chart: its table always, and for lines and stacks a drawing the table, called `table`, lies folded under."""

    form: str
    title: Markup
    table: str
    note: Markup
    head: tuple[Markup, ...]
    rows: tuple[Row, ...]
    zero: float | None
    names: tuple[tuple[str, draw.Name], ...]
    stack: tuple[Stacked, ...]
    height: float
    plot: Plot | None
    source: Source
    href: str
    size: str


def view(
    data: Data,
    chart: schema.Chart,
    texts: Texts,
    language: str,
    name_table: markup.NameTable,
    href: str = "",
    size: str = "",
) -> ChartView:
    """A chart as it is shown; `href` leads to its numbers, in a file of `size`."""
    writer = _Writer(data, language, chart.unit)
    labels = [markup.inline(label) for label in data.labels]
    cells = [tuple(writer(one.values[index]) for one in data.series) for index in range(len(labels))]
    bars = _bars(data, chart.form)
    spans: Sequence[draw.Span | None] = bars.spans if bars else [None] * len(labels)
    stack = _stack(data) if chart.form == "stacked" else None
    note = [texts("chart.percent") if chart.unit == "%" else chart.unit, chart.year]
    return ChartView(
        form=chart.form,
        title=markup.inline(chart.title),
        table=name_table(chart.title) if chart.form in ("stacked", "line") else "",
        note=markup.inline(_capital(", ".join(part for part in note if part))),
        head=tuple(
            markup.inline(name) for name in (data.title, *(one.name or texts("chart.value") for one in data.series))
        ),
        rows=tuple(Row(*row) for row in zip(labels, cells, spans, strict=True)),
        zero=bars.zero if bars else None,
        names=tuple(zip((set_plainly(one.name) for one in data.series), stack.names, strict=True)) if stack else (),
        stack=_stacked(data, stack, writer, texts) if stack else (),
        height=stack.height if stack else 0,
        plot=_plot(data, chart, texts, writer, language) if chart.form == "line" else None,
        source=Source(markup.inline(chart.source), chart.url or "", ""),
        href=href,
        size=size,
    )


class _Writer:
    """Writes a chart's numbers alike: as many decimals in all, a % on each."""

    def __init__(self, data: Data, language: str, unit: str | None) -> None:
        self.language = language
        self.unit = "\u00a0%" if unit == "%" else ""
        self.places = number.decimals(value for one in data.series for value in one.values)

    def __call__(self, value: Decimal | None) -> str:
        return "\u2013" if value is None else number.write(value, self.language, self.places) + self.unit


def _bars(data: Data, form: str) -> draw.Bars | None:
    if form not in ("bars", "shares"):
        return None
    values = [value or Decimal() for value in data.series[0].values]
    return draw.bars(values) if form == "bars" else draw.shares(values)


def _stack(data: Data) -> draw.Stack:
    rows = [[one.values[index] or Decimal() for one in data.series] for index in range(len(data.labels))]
    return draw.stack(rows, [one.name for one in data.series])


def _stacked(data: Data, stack: draw.Stack, writer: _Writer, texts: Texts) -> tuple[Stacked, ...]:
    rows = []
    for index, (top, spans) in enumerate(stack.rows):
        values = [one.values[index] or Decimal() for one in data.series]
        written = [writer(value) for value in values]
        total = writer(sum(values, Decimal()))
        words = ", ".join(f"{one.name} {text}" for one, text in zip(data.series, written, strict=True))
        words = f"{data.labels[index]}: {words}. {texts('chart.total', value=total)}"
        # A number is shown where it fits on the narrowest screen, with a little room on each side.
        parts = (
            Part(span, text if span.length > 3 * len(text) + 3 else "")
            for span, text in zip(spans, written, strict=True)
        )
        rows.append(Stacked(set_plainly(data.labels[index]), total, top, tuple(parts), words))
    return tuple(rows)


def _plot(data: Data, chart: schema.Chart, texts: Texts, writer: _Writer, language: str) -> Plot:
    target = number.read(chart.target, language) if chart.target else None
    plot = draw.lines(data.labels, [one.values for one in data.series], target, chart.target_year)
    places = number.decimals(value.normalize() for value, _ in plot.ticks)
    ticks = tuple((number.write(value, language, places) + writer.unit, y) for value, y in plot.ticks)
    many = len(data.series) > 1
    curves = []
    for one, line in zip(data.series, plot.lines, strict=True):
        known = [
            (year, writer(value)) for year, value in zip(data.labels, one.values, strict=True) if value is not None
        ]
        words = "; ".join(f"{year}: {text}" for year, text in known)
        curves.append(
            Curve(set_plainly(one.name) if many else "", known[-1][1] if known else "", f"{one.name}: {words}", line)
        )
    said = ""
    if target is not None:
        key = "chart.target_in" if chart.target_year else "chart.target"
        said = texts(key, value=number.write(target, language) + writer.unit, year=chart.target_year)
    # Its words stand on the side away from where the lines end, but over the years.
    below = bool(plot.target and all(line.last.y < plot.target.y < draw.ABOVE + draw.PLOT - 1 for line in plot.lines))
    widest = max(len(curve.name) for curve in curves) if many else 0
    labels = max(len(label) for label, _ in ticks)
    return Plot(
        plot.height,
        ticks,
        plot.years,
        tuple(curves),
        plot.target,
        said,
        below,
        _room(labels, 2, 12),
        _room(widest, 4, 16),
    )


def _room(letters: int, step: int, most: int) -> int:
    """How many letters to leave room for, as far as static/chart.css has a class for it."""
    return min(-(-letters // step) * step, most)


def _capital(text: str) -> str:
    """A capital for a word; a short one is a unit's sign, where `m` and `M` are two things."""
    if len(text.split(",", maxsplit=1)[0].split(" ", maxsplit=1)[0]) < 3:
        return text
    return text[:1].upper() + text[1:]
