"""What was promised, as ratios to Hugo in the same run, and whether it holds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from bench.peers import HUGO, OURS
from bench.timing import COLD, SCENARIOS, SECTION, TEMPLATE, UNCACHED, UNCHANGED, Measured

BARS: dict[tuple[str, int], float] = {
    (COLD, 4): 4.0,
    (COLD, 1_000): 2.0,
    (COLD, 10_000): 1.5,
    (UNCACHED, 4): 4.0,
    (UNCACHED, 1_000): 2.0,
    (UNCACHED, 10_000): 1.5,
    (UNCHANGED, 4): 2.0,
    (UNCHANGED, 1_000): 0.8,
    (UNCHANGED, 10_000): 0.25,
    (SECTION, 4): 2.5,
    (SECTION, 1_000): 0.8,
    (SECTION, 10_000): 0.25,
    (TEMPLATE, 1_000): 1.5,
    (TEMPLATE, 10_000): 1.0,
}
"""The greatest allowed ratio of our median to Hugo's, by scenario and number of sections."""

MEMORY_BARS = {10_000: 0.7}
GROWTH_BAR = 11.0
GROWTH = (1_000, 10_000)
RELOAD_BARS = {1_000: 0.7, 10_000: 1.0}
"""Seconds from save to reload."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A number held against its bar; without a bar it is only told."""

    scenario: str
    size: int
    value: float
    bar: float | None

    @property
    def met(self) -> bool | None:
        """Whether the promise holds, None where none was given."""
        return None if self.bar is None else self.value <= self.bar


def median(seconds: list[float]) -> float:
    """The middle one."""
    return statistics.median(seconds)


def ratios(measured: Measured) -> Iterator[Verdict]:
    """Our median as so many of Hugo's, in every cell that has both; what only we have is held to Hugo's cold build."""
    for (size, scenario, name), ours in measured.seconds.items():
        if name != OURS:
            continue
        theirs = measured.seconds.get((size, COLD if scenario == UNCACHED else scenario, HUGO))
        if ours and theirs:
            yield Verdict(scenario, size, median(ours) / median(theirs), BARS.get((scenario, size)))


def memory_ratios(measured: Measured) -> Iterator[Verdict]:
    """Our peak memory as so many of Hugo's."""
    for (size, name), ours in measured.memory.items():
        theirs = measured.memory.get((size, HUGO))
        if name == OURS and ours and theirs:
            value = statistics.median(ours) / statistics.median(theirs)
            yield Verdict("peak memory", size, value, MEMORY_BARS.get(size))


def growth(measured: Measured, name: str) -> Iterator[Verdict]:
    """How many times longer ten times the sections take a generator."""
    for scenario in SCENARIOS:
        one, ten = (measured.seconds.get((size, scenario, name)) for size in GROWTH)
        if one and ten:
            yield Verdict(scenario, GROWTH[1], median(ten) / median(one), GROWTH_BAR if name == OURS else None)


def compared(measured: Measured) -> list[tuple[int, str, str]]:
    """The cells (size, scenario, peer) of the peers other than Hugo, where we were measured too."""
    return [
        (size, scenario, name)
        for (size, scenario, name), theirs in measured.seconds.items()
        if name not in (OURS, HUGO) and theirs and measured.seconds.get((size, scenario, OURS))
    ]


def behind(measured: Measured) -> list[tuple[int, str, str]]:
    """Those of these cells where the peer is as fast as we are, or faster."""
    seconds = measured.seconds
    return [
        (size, scenario, name)
        for size, scenario, name in compared(measured)
        if median(seconds[size, scenario, name]) <= median(seconds[size, scenario, OURS])
    ]
