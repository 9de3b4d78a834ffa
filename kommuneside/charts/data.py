"""A table and what is asked for → labels and series of numbers, or what keeps them from being a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from kommuneside import number, schema
from kommuneside.charts import FORMS
from kommuneside.charts.table import Table
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

MAX_SERIES = 6
"""As many colours and patterns as can be told apart."""

_YEAR = re.compile(r"[12]\d{3}")


class Series(Struct, frozen=True):
    """One column of numbers; a line may have gaps."""

    name: str
    values: tuple[Decimal | None, ...]


class Data(Struct, frozen=True):
    """What a chart shows: a label for each row, and one series or more; `title` is the labels' own heading."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


def tabulate(data: Mapping[str, str | Mapping[str, str]], path: str) -> Table:
    """A table of what a description says itself: numbers by label, or by label and series."""
    names = list(dict.fromkeys(name for value in data.values() if not isinstance(value, str) for name in value))
    rows = tuple(
        (label, value) if isinstance(value, str) else (label, *(value.get(name, "") for name in names))
        for label, value in data.items()
    )
    width = max(map(len, rows))
    return Table(path, ("", *names) if names else ("", ""), tuple(row + ("",) * (width - len(row)) for row in rows))


def read(table: Table, chart: schema.Chart, place: Place, language: str) -> tuple[Data | None, tuple[Problem, ...]]:
    """The chart's data, or every mistake; what is not about a cell stands at `place` in the text that shows it."""
    table = _turn(table) if chart.form == "line" else table
    columns, problems = _columns(table, chart, language)
    if problems:
        return None, problems
    numbers = {column: number.read_column([row[column] for row in table.rows], language) for column in columns}
    problems = tuple(_check(table, chart, numbers))
    if problems:
        return None, problems
    labels = tuple(row[0] for row in table.rows)
    series = tuple(Series(table.header[column], tuple(numbers[column])) for column in columns)
    data = Data(table.header[0], labels, series)
    if chart.form == "line":
        return _by_year(data), ()
    return _whole(data, chart, table, place) if chart.form == "shares" else (data, ())


def _columns(table: Table, chart: schema.Chart, language: str) -> tuple[list[int], tuple[Problem, ...]]:
    """The columns of numbers: the one asked for, all that a form of several can show, or what is wrong with them."""
    known = ", ".join(table.header[1:])
    if len(table.header) < 2:
        return [], (found("chart-column-missing", table.path, Place(1, 1), column="2", known=known),)
    if any(number.read(name, language) is not None and not _YEAR.fullmatch(name) for name in table.header[1:]):
        return [], (found("csv-header-missing", table.path, Place(1, 1), first=", ".join(table.header)),)
    if chart.column:
        if chart.column not in table.header[1:]:
            suggestion = schema.suggest_key(chart.column, list(table.header[1:]))
            place = Place(1, 1)
            values = {"column": chart.column, "known": known, "suggestion": suggestion}
            return [], (found("chart-column-missing", table.path, place, **values),)
        return [table.header.index(chart.column, 1)], ()
    columns = list(range(1, len(table.header)))
    most = MAX_SERIES if chart.form in ("stacked", "line") else 1
    if len(columns) > most:
        return [], (found("chart-series-many", table.path, Place(1, 1), number=len(columns), most=most, known=known),)
    return columns, ()


def _check(table: Table, chart: schema.Chart, numbers: Mapping[int, list[Decimal | None]]) -> Iterator[Problem]:
    for index, row in enumerate(table.rows):
        if chart.form == "line":
            yield from _check_year(table, index, row[0])
        elif not row[0].strip():
            yield found("chart-row-unnamed", table.path, table.place(index, 0), row=table.number(index))
        for column, values in numbers.items():
            value, where = values[index], {"row": table.number(index), "column": table.header[column] or row[0]}
            if value is None and (row[column] or chart.form != "line"):
                yield found("chart-number-invalid", table.path, table.place(index, column), value=row[column], **where)
            elif value is not None and value < 0 and chart.form in ("shares", "stacked"):
                yield found("chart-number-negative", table.path, table.place(index, column), value=row[column], **where)


def _check_year(table: Table, index: int, year: str) -> Iterator[Problem]:
    if not _YEAR.fullmatch(year):
        yield found("chart-year-invalid", table.path, table.place(index, 0), value=year, row=table.number(index))
    elif any(row[0] == year for row in table.rows[:index]):
        yield found("chart-year-duplicate", table.path, table.place(index, 0), value=year, row=table.number(index))


def _whole(data: Data, chart: schema.Chart, table: Table, place: Place) -> tuple[Data | None, tuple[Problem, ...]]:
    """Shares that make a whole of 100, each rounded at the most; what `rest` names is what they lack."""
    values = [value for value in data.series[0].values if value is not None]
    total = sum(values, Decimal())
    rounding = Decimal(len(values)) / 2 / 10 ** number.decimals(values)
    if chart.rest and total < 100:
        series = replace(data.series[0], values=(*values, 100 - total))
        return replace(data, labels=(*data.labels, chart.rest), series=(series,)), ()
    if abs(total - 100) > rounding:
        written = str(total.normalize()) if total % 1 else str(int(total))
        return None, (found("chart-shares-sum", table.path, table.place(0, 1) if table.lines else place, sum=written),)
    return data, ()


def _turn(table: Table) -> Table:
    """The table with years downwards, where they run along its top; cells keep no places then."""
    years = table.header[1:]
    if years and all(map(_YEAR.fullmatch, years)) and not all(_YEAR.fullmatch(row[0]) for row in table.rows):
        header, *rows = zip(table.header, *table.rows, strict=True)
        return Table(table.path, tuple(header), tuple(rows))
    return table


def _by_year(data: Data) -> Data:
    order = sorted(range(len(data.labels)), key=lambda index: data.labels[index])
    series = tuple(replace(one, values=tuple(one.values[index] for index in order)) for one in data.series)
    return Data(data.title, tuple(data.labels[index] for index in order), series)


def suggest_form(form: str, words: Mapping[str, str]) -> str:
    """The form an author most likely meant: by its name in `words` (commas between), or the nearest spelling."""
    wanted = form.lower().strip()
    named = [name for name in FORMS if wanted in words[name].split(", ")]
    return named[0] if named else schema.suggest_key(form, list(FORMS))
