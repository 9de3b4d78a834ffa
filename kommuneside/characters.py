"""Characters that neither HTML nor XML can hold: told to their author where they stand, and never published."""

from __future__ import annotations

import re

# All but controls, halves of surrogate pairs, and what Unicode promises never to make a character.
_PLANES = "".join(f"{chr(plane)}-{chr(plane | 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000))
UNFIT = re.compile(f"[^ -~\xa0-\ud7ff\n\t\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")


def replace(text: str) -> str:
    """The text with a mark for each; were they taken out, what stands around them could come to mean something."""
    return UNFIT.sub("\ufffd", text)


def code(character: str) -> str:
    """What a character is called where it cannot be shown: `U+000B`."""
    return f"U+{ord(character):04X}"
