"""Shares work among processes where that pays: forked, so that all they need to know is already theirs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

ROUNDS = 4
"""Portions a process: few enough to cost nothing, enough that none waits long for the slowest."""

LARGEST = 50
"""Items in a portion, so that someone who waits sees them come."""

_task: tuple[Callable[[object], object], list[Sequence[object]]] | None = None


def share(work: Callable[[Item], Result], items: Sequence[Item], jobs: int, at_least: int) -> Iterator[Result]:
    """Do `work` on each of the items, in order: in this process, or where there are `at_least` of them in several.

    `jobs` 0 takes as many processes as there are cores for us. Results travel back pickled, so they should be small.
    """
    global _task  # noqa: PLW0603 - what a forked process finds where its parent left it
    jobs = jobs or cores()
    if jobs == 1 or len(items) < at_least or not _can_fork():
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    size = min(-(-len(items) // (jobs * ROUNDS)), LARGEST)
    portions = [items[start : start + size] for start in range(0, len(items), size)]
    _task = (work, portions)  # type: ignore[assignment]
    gc.collect()
    gc.freeze()  # what is shared stays unwritten, and so shared, when a process looks for garbage
    try:
        with ProcessPoolExecutor(min(jobs, len(portions)), get_context("fork")) as pool:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # Ctrl+C is for this process alone
            try:
                results = pool.map(_do_portion, range(len(portions)))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            try:
                for done in results:
                    yield from done  # type: ignore[misc]
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        _task = None
        gc.unfreeze()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    """Whether forking is safe here: not on macOS, whose libraries break, nor beside another thread."""
    import threading

    return sys.platform.startswith("linux") and threading.active_count() == 1


def _do_portion(number: int) -> list[object]:
    assert _task is not None  # noqa: S101 - set before the fork
    work, portions = _task
    return [work(item) for item in portions[number]]
