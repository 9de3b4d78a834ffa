"""What an attacker, a foreign program or a tired editor may write: structured, so that it gets past the first check."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

from kommuneside.config import Config
from kommuneside.schema import PageFields, SectionFields
from kommuneside.theme import defaults


def _nasty() -> dict[str, st.SearchStrategy[str]]:
    """The lists in nasty.txt by name, where a character may be an escape of Python's."""
    lists: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("nasty.txt").read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            current = lists.setdefault(heading[1], [])
        elif line and not line.startswith("# "):
            current.append(line.encode("raw_unicode_escape").decode("unicode_escape"))
    return {name: st.sampled_from(words) for name, words in lists.items()}


NASTY = _nasty()
CHARACTERS = NASTY["characters"] | st.characters()
"""Signs that mean something to a terminal, an encoding, a parser or an eye."""

ADDRESSES = NASTY["addresses"] | st.text(CHARACTERS, max_size=20)

# Markdown

_HTML = st.builds(
    "<{}{} {}{}>".format,
    st.sampled_from(["", "/"]),
    NASTY["elements"],
    st.one_of(NASTY["attributes"], ADDRESSES.map(lambda a: f'href="{a}"'), ADDRESSES.map(lambda a: f"src={a}")),
    st.sampled_from(["", "/", "\n", "<", "--"]),
)
_WORDS = st.one_of(NASTY["words"], st.text(CHARACTERS, max_size=5), _HTML)
_INLINE = st.recursive(
    _WORDS,
    lambda inner: st.one_of(
        st.builds("[{}]({})".format, inner, ADDRESSES),
        st.builds('![{}]({} "{}")'.format, inner, ADDRESSES, inner),
        st.builds("[{}][{}]".format, inner, inner),
        st.builds("<{}>".format, ADDRESSES),
        st.builds("{0}{1}{0}".format, st.sampled_from(["*", "**", "_", "`", "``", "~", "^", "***"]), inner),
        st.lists(inner, min_size=1, max_size=4).map(" ".join),
    ),
    max_leaves=8,
)
_BLOCKS = st.recursive(
    st.one_of(
        _INLINE,
        st.builds("{} {}".format, st.sampled_from(["#", "##", "######"]), _INLINE),
        st.builds("{}\n===".format, _INLINE),
        st.builds("|{}|{}|\n|-|:-:|\n|{}|{}|".format, _INLINE, _INLINE, _INLINE, _INLINE),
        st.builds("{0}{1}\n{2}\n{0}".format, st.sampled_from(["```", "~~~~", "````"]), _WORDS, _INLINE),
        st.builds("[{}]: {} '{}'".format, _WORDS, ADDRESSES, _WORDS),
        st.builds("[^{}]: {}".format, _WORDS, _INLINE),
        st.builds("*[{}]: {}".format, _WORDS, _WORDS),
        st.builds("{}\n:   {}".format, _INLINE, _INLINE),
        st.builds("<{0}>\n{1}\n</{0}>".format, NASTY["elements"], _INLINE),
    ),
    lambda inner: st.one_of(
        st.builds(
            lambda mark, block: "\n".join(mark + line for line in block.split("\n")),
            st.sampled_from(["> ", "- ", "1. ", "    ", "\t", ">> - ", "* - 1. ", "> " * 30, "- " * 30]),
            inner,
        ),
        st.lists(inner, min_size=1, max_size=4).map("\n\n".join),
    ),
    max_leaves=6,
)
MARKDOWN = _BLOCKS

# YAML

_PLAIN = st.one_of(
    NASTY["values"], st.just(""), st.text(CHARACTERS, max_size=12), st.integers().map(str), st.datetimes().map(str)
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.builds("{{{}: {}, {}: {}}}".format, inner, inner, inner, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: "".join(f"\n  - {item}" for item in items)),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: "".join(f"\n  {item}: {item}" for item in items)),
        st.builds("&a {}".format, inner),
        inner.map(lambda item: f"|\n  {item}"),
        st.builds(lambda depth, item: "[" * depth + item + "]" * depth, st.integers(1, 40), inner),
    ),
    max_leaves=6,
)


def fields(keys: list[str]) -> st.SearchStrategy[str]:
    """YAML that knows the keys, and breaks the grammar and the kinds of value in every way."""
    line = st.builds(
        "{}{}: {}".format, st.sampled_from(["", "", "", " ", "\t", "? ", "- "]), st.sampled_from(keys) | _PLAIN, _VALUES
    )
    return st.lists(line | _VALUES, max_size=6).map(lambda lines: "\n".join(["title: A", *lines]))


NEWLINES = st.sampled_from(["\n", "\n", "\r\n", "\r", "\u2028", "\x85"])
STARTS = st.sampled_from([b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\xef\xbb\xbf"])


def encoded(text: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """A text as bytes: with any newline, with and without a mark, mostly in UTF-8."""
    return st.builds(
        lambda start, text, newline, encoding: start + text.replace("\n", newline).encode(encoding, "surrogatepass"),
        STARTS,
        text,
        NEWLINES,
        st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16"]),
    )


SECTION_FIELDS = fields([*SectionFields.model_fields, *PageFields.model_fields, "titel", "<<"])
SECTIONS = st.builds("---\n{}\n---\n\n{}\n".format, SECTION_FIELDS, MARKDOWN)
FRONT_MATTER = encoded(
    st.one_of(
        SECTIONS,
        SECTION_FIELDS,
        st.builds("+++\ntitle = '{}'\n+++\n{}".format, _WORDS, MARKDOWN),
        st.builds('{{"title": "{}"}}\n{}'.format, _WORDS, MARKDOWN),
        st.builds("---\n{0}---\n---\n{0}\n...\n".format, SECTION_FIELDS),
    )
) | st.binary(max_size=60)
CONFIG = encoded(
    st.builds(
        "name: A\n{}\ntheme:\n  {}: {}\nrules:\n  {}: {}".format,
        fields(["name", *Config.model_fields]),
        st.sampled_from([*defaults()]) | _PLAIN,
        _PLAIN | st.sampled_from(["#000", "#ffffff", "1px;}body{"]),
        st.sampled_from(["image-alt-missing", "link-dead", "file-special"]) | _PLAIN,
        st.sampled_from(["off", "error", "warning"]) | _PLAIN,
    )
)

# CSV

_CELLS = st.one_of(NASTY["cells"], st.just(""), st.text(CHARACTERS, max_size=6), _HTML)
CSV = encoded(
    st.builds(
        lambda mark, rows: "\n".join(mark.join(row) for row in rows),
        st.sampled_from([";", ",", "\t", "|"]),
        st.lists(st.lists(_CELLS, min_size=1, max_size=4), min_size=1, max_size=6),
    )
)
CHARTS = st.builds(
    "![{}](tal.csv){{chart={} unit='{}' target={}}}".format,
    _WORDS,
    st.sampled_from(["bars", "shares", "stacked", "line", "x"]),
    _WORDS,
    _PLAIN,
)

# Trees

_LETTERS = st.characters(exclude_characters="/\0", exclude_categories=["Cs"])
_FILE_NAMES = NASTY["names"] | st.text(_LETTERS, min_size=1, max_size=8).filter(lambda name: name not in {".", ".."})
PATHS = st.builds(lambda folders, name: "/".join([*folders, name]), st.lists(_FILE_NAMES, max_size=3), _FILE_NAMES)
TREES = st.dictionaries(PATHS, FRONT_MATTER | CSV, max_size=6)
