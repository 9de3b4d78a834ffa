"""What is nobody's content: a fault of the machine or a bug of ours, as one sentence and a file to send."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import traceback

from kommuneside.report import printable
from kommuneside.texts import Texts

LOG = "kommuneside-fejl.txt"
"""The file, in the machine's folder for what is temporary."""


def explain(error: BaseException, texts: Texts) -> str:
    """The sentence for an error; a bug's traceback is kept in a file that the sentence names."""
    if _is_memory(error):
        return texts("machine.no_memory")
    if isinstance(error, OSError):
        return printable(_explain_machine(error, texts))
    return printable(texts("machine.bug", kind=type(error).__name__, reason=error, log=_write_log(error)))


def _is_memory(error: BaseException) -> bool:
    """Whether memory ran out: here, or for a process that shared the work, which the system then ends unasked."""
    ran_out = isinstance(error, OSError) and error.errno == errno.ENOMEM
    return ran_out or isinstance(error, MemoryError) or type(error).__name__ == "BrokenProcessPool"


def _explain_machine(error: OSError, texts: Texts) -> str:
    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return texts("machine.no_space", path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return texts("machine.no_permission", path=path)
    return texts("machine.other", path=path, reason=error.strerror or error)


def _write_log(error: BaseException) -> str:
    """Keep what a bug left; no link is followed, for anyone may put one there, and no fault here hides the first."""
    text = "".join(traceback.format_exception(error))
    path = os.path.join(tempfile.gettempdir(), LOG)
    with contextlib.suppress(OSError):
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError:  # another user's, or no file
            opened, path = tempfile.mkstemp(prefix="kommuneside-", suffix=".txt")
        with open(opened, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    return path
