"""A text file's bytes → the same, packed, to lie beside it: a host sends what the browser can unpack."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator

import brotli
from msgspec import Struct

SUFFIXES = (".br", ".gz")

_TEXTS = (".csv", ".gpx", ".html", ".ics", ".js", ".json", ".md", ".svg", ".txt", ".vtt", ".xml")
_DATA = "api/"
_SMALLEST = 256  # bytes; what is shorter travels in the same packet either way


class Effort(Struct, frozen=True):
    """How hard to press: the levels of Brotli (0–11) and gzip (1–9), and whether the open data is pressed too."""

    brotli: int
    gzip: int
    data: bool


# A page of 25 kB: 7.6 kB and 8.0 kB in 1.5 ms with care, 8.6 kB and 8.2 kB in 0.6 ms in haste. Brotli's level 11
# gives 7.0 kB in 60 ms: the browser would win one packet, and a site of 2,500 pages lose two minutes. Open data is for
# programs, which wait for no packet; and to make a file takes a disk as long as to press it.
CARE, HASTE = Effort(brotli=5, gzip=6, data=True), Effort(brotli=2, gzip=4, data=False)
LARGE = 150
"""Pages from which a site is packed in haste."""


def choose_effort(pages: int) -> Effort:
    """The effort that a site of so many pages can bear."""
    return CARE if pages < LARGE else HASTE


def pack_all(files: Iterable[tuple[str, bytes]], effort: Effort) -> Iterator[tuple[str, bytes]]:
    """The packed forms of some files."""
    for path, data in files:
        yield from pack(path, data, effort)


def pack(path: str, data: bytes, effort: Effort) -> Iterator[tuple[str, bytes]]:
    """The packed forms of one file as (path, bytes), where they are smaller; the same bytes give the same bytes."""
    if not is_text(path) or len(data) < _SMALLEST or (path.startswith(_DATA) and not effort.data):
        return
    forms = (brotli.compress(data, quality=effort.brotli), gzip.compress(data, effort.gzip, mtime=0))
    for suffix, packed in zip(SUFFIXES, forms, strict=True):
        if len(packed) < len(data):
            yield path + suffix, packed


def is_text(path: str) -> bool:
    """Whether a file gains by packing; pictures and documents are packed already."""
    return path.endswith(_TEXTS)
