"""How far a long build has come, for someone at a terminal; what is done within a second shows nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from msgspec import Struct

from kommuneside.texts import Texts

Item = TypeVar("Item")

Watch = Callable[[str, Iterable[Any], int], Iterable[Any]]
"""Hands on things as they are done: what is done to them (a key under `progress.`), they themselves, how many."""

PATIENCE = 1.0
"""Seconds after which someone wonders."""


def unwatched(_doing: str, items: Iterable[Item], _total: int) -> Iterable[Item]:
    """Hands on what is done, and tells no one."""
    return items


class Progress(Struct, frozen=True):
    """A bar on standard error, gone when the work is done.

    It is drawn only as things are done, by no thread of its own: the work forks, and threads do not survive that.
    """

    texts: Texts

    def __call__(self, doing: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """Hand on what is done, and show it once it takes its time."""
        items, began = iter(items), time.monotonic()
        for number, item in enumerate(items, 1):
            yield item
            if number < total and time.monotonic() - began > PATIENCE:
                yield from self._show(doing, items, total, number)

    def _show(self, doing: str, items: Iterator[Item], total: int, done: int) -> Iterator[Item]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
            task = bar.add_task(self.texts(f"progress.{doing}"), total=total, completed=done)
            for item in items:
                bar.advance(task)
                bar.refresh()
                yield item
