"""An error while pages were made → the mistake in a template behind it, where there is one."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from kommuneside.problem import Place, Problem
from kommuneside.rules import found


def find_mistake(error: Exception, roots: Sequence[Path]) -> Problem | None:
    """The Problem at the template's own line; None where the error is a bug of ours.

    `roots` are the folders a template's path may be told from.
    """
    if isinstance(error, TemplateSyntaxError):
        return _problem(error, error.filename or error.name or "", error.lineno, roots)
    # Jinja puts a template's own lines among a traceback's frames; its own code above them says nothing of whose fault.
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "jinja2" not in Path(frame.filename).parts
    ]
    lines = [frame for frame in frames if frame.filename.endswith(".html")]
    # These come from our side of `t`, `style` and `asset`: it is the template that names what is not there or not fit.
    blamed = isinstance(error, TemplateError | KeyError | ValueError) or (frames and frames[-1] in lines)
    if lines and blamed:
        return _problem(error, lines[-1].filename, lines[-1].lineno or 0, roots)
    if isinstance(error, TemplateNotFound):
        return _problem(error, f"templates/{error.name}", 0, roots)
    return None


def _problem(error: Exception, filename: str, line: int, roots: Sequence[Path]) -> Problem:
    file = Path(filename)
    root = next((root for root in roots if file.is_relative_to(root)), None)
    path = (file.relative_to(root) if root else file).as_posix()
    reason = f"{error.args[0]!r}" if isinstance(error, KeyError) else str(error) or type(error).__name__
    return found("template-broken", path, Place(line, 1 if line else 0), reason=reason.partition("\n")[0])
