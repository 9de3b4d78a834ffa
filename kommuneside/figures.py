"""Key figures → what a page shows of them: numbers in the language's own way, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from kommuneside import markup, number
from kommuneside.schema import Figure


class Source(Struct, frozen=True):
    """Where numbers come from and the year they tell of; any part may be empty."""

    text: Markup
    url: str
    year: str


class FigureView(Struct, frozen=True):
    """A key figure as it is shown; a % belongs to the value, any other unit stands smaller behind it.

    The space before either never breaks.
    """

    value: str
    unit: Markup
    label: Markup
    source: Source


def view(figures: Sequence[Figure], language: str) -> tuple[FigureView, ...]:
    """A text's key figures in the words of its language."""
    return tuple(_view(figure, language) for figure in figures)


def _view(figure: Figure, language: str) -> FigureView:
    value = number.write_plainly(figure.value, language, figure.unit or "")
    return FigureView(
        value=f"{value}\u00a0%" if figure.unit == "%" else value,
        unit=markup.NOTHING if figure.unit == "%" else markup.inline(figure.unit),
        label=markup.inline(figure.label),
        source=Source(markup.inline(figure.source), figure.url or "", figure.year or ""),
    )
