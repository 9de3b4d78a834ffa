"""The one place that asks which day it is; no page ever does, only the checks of how old texts are."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The day on the wall, or the one SOURCE_DATE_EPOCH names, so that a check can be made again as it was."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal():
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):  # past the last year there is
            return date.max
    return date.today()  # noqa: DTZ011 - an editor's day is the one on the wall
