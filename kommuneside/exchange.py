"""Two folders change places in one system call, and one build at a time may ask for it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux: renameat2(2)
_RENAME_SWAP = 2  # macOS: renamex_np(2)


def exchange(new: Path, old: Path) -> None:
    """Put `new` where `old` is; what stood there, if anything, stands at `new` afterwards."""
    if not old.exists():
        os.rename(new, old)
        return
    if not _swap(os.fsencode(new), os.fsencode(old)):
        # Windows, and file systems that cannot exchange: a moment with no folder, never one with half a site.
        spare = _spare(new)
        os.rename(old, spare)
        try:
            os.rename(new, old)
        except BaseException:  # an impatient Ctrl+C, too
            os.rename(spare, old)
            raise
        os.rename(spare, new)


def restore(new: Path, old: Path) -> None:
    """Put back what a build, killed between the two renames of a system that cannot exchange, left beside."""
    spare = _spare(new)
    if not spare.exists():
        return
    if old.exists():
        shutil.rmtree(spare)
    else:
        os.rename(spare, old)


def _spare(new: Path) -> Path:
    return new.with_name(f"{new.name}.old")


def _swap(new: bytes, old: bytes) -> bool:
    """Exchange two names atomically; False where this system or file system cannot."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(new, old, _RENAME_SWAP) == 0)
        return bool(library.renameat2(_AT_FDCWD, new, _AT_FDCWD, old, _RENAME_EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):
        return False


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold a lock file while the body runs; `waiting` is called once where another holds it."""
    with open(path, "a+b") as file:
        if not _lock(file.fileno(), wait=False):
            waiting()
            _lock(file.fileno(), wait=True)
        yield


def _lock(descriptor: int, wait: bool) -> bool:
    """Lock an open file until it is closed; False where another holds it and we do not wait."""
    try:
        import fcntl
    except ImportError:
        return _lock_windows(descriptor, wait)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _lock_windows(descriptor: int, wait: bool) -> bool:
    import msvcrt
    import time

    while True:
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            if not wait:
                return False
            time.sleep(0.1)
        else:
            return True
