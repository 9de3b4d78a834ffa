"""A publication → what it changed for readers: pages new, changed and gone, addresses that broke, and the weight."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from kommuneside import compress
from kommuneside.publish import Changes

_INDEX = "index.html"
_NOT_FOR_READERS = (".", "_", "api/", "static/")


class Tally(Struct, frozen=True):
    """Addresses within the site; sizes in bytes, as sent without packing."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    broken: tuple[str, ...]
    total_size: int
    heaviest_page: str
    heaviest_size: int


def count(files: Mapping[str, int], changes: Changes, pages: Collection[str]) -> Tally:
    """Sum up a publication of files of so many bytes.

    `pages` are the addresses that are pages, not ways to where a page is now.
    """
    sizes = {path: size for path, size in files.items() if not path.endswith(compress.SUFFIXES)}
    heaviest = max(pages, key=lambda page: (sizes[_file(page)], page))
    gone = tuple(_address(path) for path in changes.removed if _is_for_readers(path))
    return Tally(
        added=_only_pages(changes.added, pages),
        changed=_only_pages(changes.changed, pages),
        removed=tuple(address for address in gone if address.endswith("/")),
        broken=gone,
        total_size=sum(sizes.values()),
        heaviest_page=heaviest,
        heaviest_size=sizes[_file(heaviest)],
    )


def _only_pages(paths: Iterable[str], pages: Collection[str]) -> tuple[str, ...]:
    return tuple(address for address in map(_address, paths) if address in pages)


def _is_for_readers(path: str) -> bool:
    """Whether someone may have kept a link to it: a page, or a file beside one."""
    return not path.startswith(_NOT_FOR_READERS) and not path.endswith(compress.SUFFIXES)


def _address(path: str) -> str:
    return "/" + (path.removesuffix(_INDEX) if path == _INDEX or path.endswith(f"/{_INDEX}") else path)


def _file(address: str) -> str:
    return f"{address[1:]}{_INDEX}"
