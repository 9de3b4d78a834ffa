"""Danish words → the plain letters of an address: `Ændring på øen` becomes `aendring-paa-oeen`.

Unicode letters would be allowed, but a copied address then turns into percent signs (RFC 3986, 2.1).
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ß": "ss", "₂": "2"})


def slugify(text: str) -> str:
    """A slug of a-z, 0-9 and hyphens; `afsnit` where nothing of the text is left."""
    composed = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFD", composed).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "afsnit"
