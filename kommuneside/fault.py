"""What is nobody's content: a fault of the machine or a bug of ours, as one sentence and a file to send."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from pathlib import Path

from kommuneside.report import printable
from kommuneside.texts import Texts


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


def _write_log(error: BaseException) -> Path:
    path = Path(tempfile.gettempdir(), "kommuneside-fejl.txt")
    path.write_text("".join(traceback.format_exception(error)), "utf-8")
    return path
