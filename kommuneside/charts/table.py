"""The bytes of a CSV file → a table of texts that knows where each of them stands."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from msgspec import Struct

from kommuneside import frontmatter
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

MAX_ROWS = 10_000

_SEPARATORS = ";\t,"
_FORMULA = re.compile(r"[=@]|[+-][^\d.,\s]")


class Table(Struct, frozen=True):
    """A header and rows as long as it; `lines` are the rows' own lines in the file, and `source` those lines."""

    path: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = ()
    source: tuple[str, ...] = ()

    def number(self, row: int) -> int:
        """A row's number as a spreadsheet counts, or as a description lists them."""
        return self.lines[row] if self.lines else row + 1

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands in the file; the file as a whole for a table that is in none."""
        if not self.lines:
            return Place()
        line = self.source[self.lines[row] - 1]
        before = sum(len(cell) + 1 for cell in self.rows[row][:column])
        return Place(self.lines[row], max(line.find(self.rows[row][column], min(before, len(line))), 0) + 1)


def read(data: bytes, path: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """Read a CSV file with semicolons, tabs or commas between its cells; None where it cannot be trusted."""
    text, problems = frontmatter.decode(data, path)
    if problems := problems or frontmatter.check_characters(text, path):
        return None, problems
    source = tuple(text.split("\n"))
    separator, first = _separator(source)
    try:
        rows = list(_rows(source[first:], separator, first))
    except csv.Error:
        line = next((line for line, written in enumerate(source, 1) if written.count('"') % 2), 1)
        return None, (found("csv-broken", path, Place(line, source[line - 1].find('"') + 1)),)
    if len(rows) < 2:
        return None, (found("csv-empty", path, Place(1, 1)),)
    if len(rows) > MAX_ROWS + 1:
        place = Place(rows[MAX_ROWS + 1][0], 1)
        return None, (found("csv-too-long", path, place, limit=MAX_ROWS),)
    width = max((index for _, row in rows for index, cell in enumerate(row, 1) if cell), default=0)
    (_, header), *body = rows
    header = header[:width]
    if uneven := [(line, row) for line, row in body if len(row) < len(header) or any(row[len(header) :])]:
        return None, tuple(
            found("csv-row-uneven", path, Place(line, 1), number=len(row), cells=len(header)) for line, row in uneven
        )
    cells = tuple(tuple(row[: len(header)]) for _, row in body)
    table = Table(path, tuple(header), cells, tuple(line for line, _ in body), source)
    return table, tuple(_formulas(table))


def _formulas(table: Table) -> Iterator[Problem]:
    """The cells that a spreadsheet would work out, and not show, when a reader opens the file."""
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if _FORMULA.match(cell):
                yield found("csv-formula", table.path, table.place(index, column), value=cell[:80])


def _separator(source: tuple[str, ...]) -> tuple[str, int]:
    """The sign between cells, and how many lines come before the header (Excel may say `sep=;` in one)."""
    if source[0].lower().startswith("sep=") and source[0][4:5] in _SEPARATORS:
        return source[0][4:5] or ";", 1
    header = next((line for line in source if line.strip()), "")
    return max(_SEPARATORS, key=header.count), 0


def _rows(source: tuple[str, ...], separator: str, before: int) -> Iterator[tuple[int, list[str]]]:
    """Each row that says anything, with the line it begins on and without the space around its cells."""
    reader = csv.reader((f"{line}\n" for line in source), delimiter=separator, strict=True)
    line = before + 1
    for row in reader:
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            yield line, cells
        line = before + reader.line_num + 1
