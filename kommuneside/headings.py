"""Finished HTML → its headings' tags, each with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

# nh3 writes attribute values in double quotes and escapes them, so this reads its output whole.
_TAG = re.compile(r'<(/?)h([1-6])((?:[^>"]|"[^"]*")*)>')


def find_headings(html: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every heading's beginning with its words, and its end with none, as they stand.

    A tag's groups are its slash, level and attributes. A heading may stand in another, with an element between.
    """
    tags = list(_TAG.finditer(html))
    ends: dict[int, int] = {}
    begun: list[int] = []
    for tag in tags:
        if tag[1]:
            ends[begun.pop()] = tag.start()
        else:
            begun.append(tag.end())
    for tag in tags:
        yield tag, "" if tag[1] else text_of(html[tag.end() : ends[tag.end()]])


def text_of(html: str) -> str:
    """The words of some HTML, a space between each."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
