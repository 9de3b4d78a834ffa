"""Numbers → places: in per cent of the width, and in em from the top."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor

from msgspec import Struct

LINE = 1.5
"""The height of a line of text, in em, like all heights here."""
ROW = 3.75
LABEL = 1.3
"""A row's label, over its bar."""
PLOT = 15.0
ABOVE, BELOW = 1.0, 2.0
"""Room around the plot, for half a line above and the years below."""
LETTER = 2.6
"""The width of a letter on the narrowest screen, in per cent."""


class Span(Struct, frozen=True):
    """A bar or a part of one: where it begins and how long it is, in per cent; `number` is its colour and pattern."""

    start: float
    length: float
    number: int = 1

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.start + self.length, 2)

    @property
    def middle(self) -> float:
        """Where its text stands."""
        return round(self.start + self.length / 2, 2)


class Bars(Struct, frozen=True):
    """One bar a row; `zero` is where they start, and None where nothing is below it."""

    spans: tuple[Span, ...]
    zero: float | None = None


class Name(Struct, frozen=True):
    """A part's name over the first bar, and a line from it down to the part: where the text and the line stand.

    `side` is where the text begins or ends: at the line, or at the left edge where only a whole line holds it.
    """

    y: float
    x: float
    side: str
    top: float
    bottom: float


class Stack(Struct, frozen=True):
    """Bars made of parts, a row under another: each row's top, and its parts from left to right."""

    height: float
    names: tuple[Name, ...]
    rows: tuple[tuple[float, tuple[Span, ...]], ...]


class Point(Struct, frozen=True):
    """A place in a drawing of lines: in per cent from the left, in em from the top."""

    x: float
    y: float


class Line(Struct, frozen=True):
    """One series over the years: its path in a field of 100 × 100, its last point, and where its name stands.

    `falls` tells that it comes from above, so that there is room for a number below its end.
    """

    path: str
    last: Point
    falls: bool
    label: float
    number: int


class Lines(Struct, frozen=True):
    """A drawing of lines; `ticks` are values with their heights, `years` labels with their places."""

    height: float
    ticks: tuple[tuple[Decimal, float], ...]
    years: tuple[tuple[str, float], ...]
    lines: tuple[Line, ...]
    target: Point | None


def bars(values: Sequence[Decimal]) -> Bars:
    """Bars from zero, as long as the longest allows."""
    low, high = min(Decimal(), *values), max(Decimal(), *values)
    span = high - low or Decimal(1)
    zero = _percent(-low, span)
    spans = [Span(_percent(min(value, Decimal()) - low, span), _percent(abs(value), span)) for value in values]
    return Bars(tuple(spans), zero if low < 0 else None)


def shares(values: Sequence[Decimal]) -> Bars:
    """Parts of a whole, each beginning where the one before it ended."""
    whole = sum(values, Decimal()) or Decimal(1)
    return Bars(tuple(_parts(values, whole)))


def stack(rows: Sequence[Sequence[Decimal]], names: Sequence[str]) -> Stack:
    """Bars of parts on one scale; the names stand in steps, so that none meets another however thin its part."""
    whole = max(sum(row, Decimal()) for row in rows) or Decimal(1)
    top = LINE * len(names) + 0.5
    bottom = round(top + LABEL, 2)
    places = []
    for index, (span, name) in enumerate(zip(_parts(rows[0], whole), names, strict=True)):
        room = max(span.middle, 100 - span.middle)
        side = "edge" if LETTER * len(name) > room else "start" if span.middle <= 50 else "end"
        base = LINE * (index + 0.75)
        places.append(
            Name(round(base, 2), span.middle, side, round(base + (0.3 if side == "edge" else -0.8), 2), bottom)
        )
    drawn = tuple((round(top + ROW * index, 2), tuple(_parts(row, whole))) for index, row in enumerate(rows))
    return Stack(round(top + ROW * len(rows), 2), tuple(places), drawn)


def lines(
    years: Sequence[str],
    series: Sequence[Sequence[Decimal | None]],
    target: Decimal | None = None,
    target_year: str | None = None,
) -> Lines:
    """Lines over the years on a scale that begins at zero, and as far as the target's year."""
    first = int(years[0])
    last = max(int(years[-1]), int(target_year or 0))
    values = [value for one in series for value in one if value is not None] or [Decimal()]
    ticks = _ticks(min(Decimal(), *values, target or Decimal()), max(Decimal(), *values, target or Decimal()))
    low, high = ticks[0], ticks[-1]

    def across(year: int | str) -> float:
        return _percent(int(year) - first, last - first or 1)

    def down(value: Decimal) -> float:
        return round(ABOVE + float((high - value) / (high - low)) * PLOT, 2)

    def field(year: str, value: Decimal) -> tuple[float, float]:
        return across(year), _percent(high - value, high - low)

    paths, ends, falls = [], [], []
    for one in series:
        known = [(year, value) for year, value in zip(years, one, strict=True) if value is not None]
        ends.append(Point(across(known[-1][0]), down(known[-1][1])) if known else Point(0, ABOVE + PLOT))
        falls.append(len(known) > 1 and known[-2][1] > known[-1][1])
        paths.append(
            _path([value if value is None else field(year, value) for year, value in zip(years, one, strict=True)])
        )
    labels = _spread([end.y for end in ends])
    return Lines(
        height=ABOVE + PLOT + BELOW,
        ticks=tuple((value, down(value)) for value in ticks),
        years=tuple((str(year), across(year)) for year in _years(first, int(years[-1]), last)),
        lines=tuple(Line(*one) for one in zip(paths, ends, falls, labels, range(1, len(paths) + 1), strict=True)),
        target=None if target is None else Point(across(target_year or last), down(target)),
    )


def _parts(values: Sequence[Decimal], whole: Decimal) -> list[Span]:
    spans, before = [], Decimal()
    for index, value in enumerate(values, 1):
        start, end = _percent(before, whole), _percent(before + value, whole)
        spans.append(Span(start, round(end - start, 2), index))
        before += value
    return spans


def _percent(part: Decimal | int, whole: Decimal | int) -> float:
    return round(float(100 * part / whole), 2)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """The line through the points, broken where one is missing; a point alone is a dot, for its line ends round."""
    steps = []
    for before, point, after in zip([None, *points], points, [*points[1:], None], strict=False):
        if point:
            steps.append(f"{'L' if before else 'M'}{point[0]:g} {point[1]:g}{'' if before or after else 'h0'}")
    return "".join(steps)


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round values, at most five steps, from below the lowest to above the highest."""
    span = (high - low) or Decimal(1)
    unit = Decimal(10) ** (span.adjusted() - 1)
    step = next(unit * factor for factor in (1, 2, 5, 10, 20, 25, 50, 100) if span <= 5 * unit * factor)
    start = floor(low / step)
    return [step * count for count in range(start, max(ceil(high / step), start + 1) + 1)]


def _years(first: int, known: int, last: int) -> list[int]:
    """The years to name: the first, the last known, the target's, and round ones between with room on each side."""
    fixed = sorted({first, known, last})
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / step <= 4)
    room = max((last - first) * 0.14, 1)
    fixed = [year for year in fixed if year == last or last - year >= room]
    between = (year for year in range(first, last) if year % step == 0)
    return sorted({*fixed, *(year for year in between if all(abs(year - other) >= room for other in fixed))})


def _spread(heights: Sequence[float]) -> list[float]:
    """The heights, moved apart until each name has a line of its own."""
    least = 1.2
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    places = [heights[index] for index in order]
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + least)
    excess = max(0.0, (places[-1] if places else 0) - ABOVE - PLOT)
    for index in reversed(range(len(places))):
        limit = places[index] - excess if index == len(places) - 1 else places[index + 1] - least
        places[index] = round(min(places[index], limit), 2)
    return [place for _, place in sorted(zip(order, places, strict=True))]
