"""Numbers as people write them ⇄ Decimal: `200.000` and `7,8` in Danish, `200,000` and `7.8` in English.

Babel knows how each language writes its numbers, but loading it takes longer than making a page, so it is imported
only where there is a number to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'")
_MINUS = str.maketrans("\u2212\u2013", "--")
_PLAIN = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?")
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def read(text: str, language: str, foreign: bool = False) -> Decimal | None:
    """The number a text says, None where it says none; `foreign` takes the other language's decimal mark."""
    mark, thousands = (",", ".") if (language == "en") == foreign else (".", ",")
    bare = text.strip().removesuffix("%").translate(_SPACES).translate(_MINUS)
    whole, found_mark, decimals = bare.partition(mark)
    if thousands in decimals:
        return None
    if thousands in whole:
        if not re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+", whole):
            return None
        whole = whole.replace(thousands, "")
    written = f"{whole}.{decimals}" if found_mark else whole
    return Decimal(written) if _PLAIN.fullmatch(written) else None


def read_column(texts: Iterable[str], language: str) -> list[Decimal | None]:
    """A column's numbers: where it can only be read with the other language's decimal mark, all of it is read so.

    `0.5` among `1.250` and `2.75` tells that a program wrote the column, which never heard of a decimal comma.
    """
    texts = list(texts)
    own = [read(text, language) for text in texts]
    if all(number is not None or not text.strip() for number, text in zip(own, texts, strict=True)):
        return own
    foreign = [read(text, language, foreign=True) for text in texts]
    return foreign if foreign.count(None) < own.count(None) else own


def decimals(numbers: Iterable[Decimal | None]) -> int:
    """How many decimals the most exact of them has, so that a column can be written with as many."""
    return max((_decimals(number) for number in numbers if number is not None), default=0)


def write(number: Decimal, language: str, places: int | None = None) -> str:
    """A number in a language's own way, with a true minus; with as many decimals as it has, or as asked for."""
    return _write(number, language, _decimals(number) if places is None else places)


def write_plainly(text: str, language: str, unit: str = "") -> str:
    """A value in a language's own way where it is a number; a year without a unit, and any other text, as written."""
    if not unit and _YEAR.fullmatch(text.strip()):
        return text.strip()
    number = read(text, language)
    return text if number is None else write(number, language)


def write_size(size: int, language: str) -> str:
    """A file's size as people read it: `1,2 MB`, `340 kB`; none is under 1 kB."""
    one, unit = next((one, unit) for one, unit in _UNITS if size >= one or unit == "kB")
    amount = max(Decimal(size) / one, Decimal(1))
    return f"{write(amount, language, 1 if amount < 10 and unit != 'kB' else 0)}\u00a0{unit}"


@lru_cache(maxsize=4096)
def _write(number: Decimal, language: str, places: int) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(number, format=pattern, locale=language).replace("-", "\u2212")


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
