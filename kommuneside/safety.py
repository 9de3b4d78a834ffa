"""The short list of what may be published, and what nh3 took away for not being on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import nh3

from kommuneside import characters

SCHEMES = {"http", "https", "mailto", "tel"}
_PLAIN = (
    "p br hr strong em b i s del ins sub sup small q cite kbd code pre samp var mark blockquote ul li dl dt dd div "
    "span h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr figure figcaption"
)
# What an author says of a picture or chart in braces behind it: read by `embeds`, never published as attributes.
EMBED_OPTIONS = frozenset("chart column credit rest source target target_year unit url year".split())
_OWN: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height", *EMBED_OPTIONS},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
ALLOWED = {tag: _OWN.get(tag, set()) | {"id", "lang"} for tag in (*_PLAIN.split(), *_OWN)}
_CLASSES = {"div": {"footnote"}, "a": {"footnote-ref", "footnote-backref"}, "sup": {"footnote-ref"}}

# What stands in angle brackets and is neither element nor comment: `<?php`, `<!DOCTYPE`, `<![CDATA[`.
_INSTRUCTION = re.compile(r"<\?|<!(?!--)")
# nh3 writes attribute values in double quotes and escapes them, so this reads its output whole.
TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]|"[^"]*")*)>')


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    attributes=ALLOWED | {"*": set()},  # or `title` would be allowed everywhere
    allowed_classes=_CLASSES,
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)
_ROUNDS = 9
"""Times a text is read again: each lets out another of the elements that stand where they may not."""


def sanitise(html: str) -> str:
    """Keep the elements, attributes and address schemes on the list, and nothing else.

    What comes of it is read by a browser as it is written: an item in a table moves out of it, and is then an item in
    an item. So it is cleaned again until it stays as it is.
    """
    for _ in range(_ROUNDS):
        clean = characters.replace(_CLEANER.clean(html))  # of what stood there as `&#1;`
        if clean == html:
            break
        html = clean
    return html


def removed(text: str, written: str, clean: str) -> tuple[str, ...]:
    """What became of `text` but may not be published: elements, attributes and addresses, as their author wrote them.

    `written` is the HTML before nh3, `clean` what it left.
    """
    return tuple(_removed(written, clean)) if _has_lost(text, written, clean) else ()


def _has_lost(text: str, written: str, clean: str) -> bool:
    """Whether nh3 took anything away; without HTML or attribute lists of the author's only an address can go."""
    if "<" in text or "{" in text:
        return _tags(written) != _tags(clean) or _INSTRUCTION.search(written) is not None
    return any(written.count(name) != clean.count(name) for name in (' href="', ' src="'))


def _tags(html: str) -> list[tuple[str, str]]:
    """The elements with the names of their attributes, for telling whether two texts hold the same."""
    return [
        (name.lower(), str(sorted(re.findall(r"\s([\w:-]+)=", attributes))))
        for _, name, attributes in TAG.findall(html)
    ]


def _removed(written: str, clean: str) -> list[str]:
    """What the list does not allow, named as its author wrote it, in order."""
    judge = _Judge()
    judge.feed(written)
    judge.close()
    if judge.removed:
        return judge.removed
    # What may be used elsewhere, but not here: a cell outside a table.
    tags = [[name.lower() for closing, name, _ in TAG.findall(html) if not closing] for html in (written, clean)]
    return list((Counter(tags[0]) - Counter(tags[1])).elements())


class _Judge(HTMLParser):
    """Holds every element and attribute against the list that nh3 is given."""

    def __init__(self) -> None:
        super().__init__()
        self.removed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        if tag not in ALLOWED:
            self.removed.append(tag)
            return
        for name, value in attrs:
            if name == "class":  # a fenced block's language is a class on `code`; nothing of the text is lost with it
                allowed = tag == "code" or set((value or "").split()) <= _CLASSES.get(tag, set())
            elif name in {"href", "src"} and name in ALLOWED[tag]:
                scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", value or ""))
                allowed = not scheme or scheme[1].lower() in SCHEMES
            else:
                allowed = name in ALLOWED[tag]
            if not allowed:
                self.removed.append(value if name in {"href", "src"} and value else name)

    def handle_pi(self, data: str) -> None:
        self.removed.append("?" + data.partition(" ")[0])

    def handle_decl(self, decl: str) -> None:
        self.removed.append("!" + decl.partition(" ")[0])

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![CDATA[` or any other word, at which Python's parser would give up; to a browser it is a remark."""
        self.removed.append("![" + re.split(r"[^\w-]", self.rawdata[i + 3 : i + 40])[0])
        return self.rawdata.find(">", i) + 1 or len(self.rawdata)
