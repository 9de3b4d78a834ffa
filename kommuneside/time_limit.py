"""A limit on how long something may take, where the system has a clock that can interrupt it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import NoReturn

SLOWEST = 5
"""Seconds that one text may take to convert, and to check: a hundred times what a long one takes."""

AGAIN = 0.5
"""Seconds until the next interruption: one that meets the garbage collector at work is lost."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the body once it has taken so long.

    Python interrupts only its main thread, and Windows has no such clock: elsewhere the body takes the time it takes.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
