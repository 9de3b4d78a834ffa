"""A table of numbers → a chart that can be read, seen, printed and listened to.

    table     the bytes of a CSV file become rows, or problems at their line and column
    data      rows become labels and series of numbers, fit for the form asked for
    draw      numbers become places, in per cent of the width and in lines of text
    view      what the template `components/chart.html` shows

Widths are in per cent and heights in em, so that a chart fits any screen and grows with the reader's text. The
libraries looked at (pygal, svg.charts, matplotlib, leather, Vega) scale their letters with the picture, and all but
two put colours in style attributes, which the pages' content policy forbids.
"""

from __future__ import annotations

from collections.abc import Collection

FORMS = ("bars", "stacked", "line", "shares")
SUFFIX = ".csv"
DESCRIPTIONS = (".chart.yaml", ".chart.yml")
"""A chart with all that is said of it in a file of its own, and so no section of the page."""


def style_sheets(forms: Collection[str]) -> tuple[str, ...]:
    """What a page with charts of these forms carries beside the style sheet of every page."""
    drawn = ("drawing.css",) if {"stacked", "line"}.intersection(forms) else ()
    return ("chart.css", *drawn) if forms else ()


def is_chart(target: str) -> bool:
    """Whether a picture's target, as an author wrote it, is a chart's."""
    return target.lower().endswith((SUFFIX, *DESCRIPTIONS))
