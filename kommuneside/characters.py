"""Characters that neither HTML nor XML can hold: told to their author where they stand, and never published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_UNUSUAL = re.compile("[^\t\n -~\xa0-\u024f\u2000-\u206f]")
"""What few texts hold: only for those is the whole table made, which takes longer than reading a page."""


def find(text: str) -> Iterator[re.Match[str]]:
    """Every such character."""
    return _unfit().finditer(text) if _UNUSUAL.search(text) else iter(())


def replace(text: str) -> str:
    """The text with a mark for each; were they taken out, what stands around them could come to mean something."""
    return _unfit().sub("\ufffd", text) if _UNUSUAL.search(text) else text


@cache
def _unfit() -> re.Pattern[str]:
    """All but controls, halves of surrogate pairs, and what Unicode promises never to make a character, is fit."""
    planes = "".join(f"{chr(plane)}-{chr(plane | 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000))
    return re.compile(f"[^ -~\xa0-\ud7ff\n\t\ue000-\ufdcf\ufdf0-\ufffd{planes}]")


def code(character: str) -> str:
    """What a character is called where it cannot be shown: `U+000B`."""
    return f"U+{ord(character):04X}"
