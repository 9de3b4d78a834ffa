"""Code between backticks: the same as python-markdown finds, in one look at a text where it takes one a backtick."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor

_RUN = re.compile("`+")


class CodeSpans(BacktickInlineProcessor):
    """Finds a run of backticks its end by an index; python-markdown reads on to the end of the text each time.

    What was found is replaced before the next is looked for. The text behind it stays as it was, so the index of it
    is kept, and holds once it is moved.
    """

    def __init__(self) -> None:
        super().__init__(BACKTICK_RE)
        self.runs = _Runs("")
        self.seen = ""

    def find_code_spans(self, start: int, text: str) -> tuple[int, int | None]:  # type: ignore[override]
        """Where the code behind the backticks at `start` begins and ends, or where to look on if nothing ends it."""
        if text is not self.seen:
            if not self.runs.text.endswith(text[start:]):
                self.runs = _Runs(text)
            self.seen = text
        moved = len(self.runs.text) - len(text)
        ticks, closing = self.runs.pair(start + moved)
        if closing is None:
            return start + 2 * ticks, None  # python-markdown passes over as many characters again
        begin, end = closing
        return start + end - begin, begin - moved


class _Runs:
    """Every run of backticks in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _RUN.finditer(text)]
        self.begins = [begin for begin, _ in self.spans]
        self.alike: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self.spans)):
            self.alike[self.length(number)].append(number)
        # For each run the longest from it on, the first of several.
        self.longest = list(range(len(self.spans)))
        for number in range(len(self.spans) - 2, -1, -1):
            known = self.longest[number + 1]
            if self.length(known) > self.length(number):
                self.longest[number] = known

    def length(self, number: int) -> int:
        begin, end = self.spans[number]
        return end - begin

    def pair(self, start: int) -> tuple[int, tuple[int, int] | None]:
        """How many backticks stand from `start` on, and the run that ends the code behind them.

        It is the next that is as long, else the longest that follows, if that is shorter.
        """
        opening = bisect_right(self.begins, start) - 1
        ticks = self.spans[opening][1] - start
        alike = self.alike[ticks]
        following = bisect_right(alike, opening)
        if following < len(alike):
            return ticks, self.spans[alike[following]]
        if opening + 1 < len(self.spans) and self.length(longest := self.longest[opening + 1]) < ticks:
            return ticks, self.spans[longest]
        return ticks, None
