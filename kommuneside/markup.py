"""Markdown → safe HTML; the only room that may call a text safe.

python-markdown writes the HTML, nh3 keeps what is on a short list, and `finish` gives what is left its addresses,
heading levels and typography. What nh3 would drop is told to the author, never dropped in silence.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import nh3
from markupsafe import Markup

from kommuneside import converter
from kommuneside.slug import slugify

Resolve = Callable[[str], str | None]
"""An address as the author wrote it → the href for this page, or None where it leads nowhere."""

NOTHING = Markup()

SCHEMES = {"http", "https", "mailto", "tel"}
_PLAIN = (
    "p br hr strong em b i s del ins sub sup small q cite kbd code pre samp var mark blockquote ul li dl dt dd div "
    "span h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr figure figcaption"
)
_OWN: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_ALLOWED = {tag: _OWN.get(tag, set()) | {"id", "lang"} for tag in (*_PLAIN.split(), *_OWN)}
_CLASSES = {"div": {"footnote"}, "a": {"footnote-ref", "footnote-backref"}, "sup": {"footnote-ref"}}

# nh3 writes attribute values in double quotes and escapes them, so these two patterns read its output whole.
_TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]|"[^"]*")*)>')
_TELLING_TAG = re.compile(r'<(/?)((?:table|th)(?=[ >])|[a-zA-Z][a-zA-Z0-9]*(?= ))((?:[^>"]|"[^"]*")*)>')
_HEADING = re.compile(r'<h([1-6])((?:[^>"]|"[^"]*")*)>(.*?)</h\1>', re.DOTALL)
_ATTRIBUTE = re.compile(r'\s([a-zA-Z-]+)="([^"]*)"')
_FORMULA = re.compile(r"\b(CO|N|CH)([24])(?=\b|[eO]\b)")
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_VERBATIM = {"code", "pre", "kbd", "samp"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as readers get it; `written` is the number of `#` its author gave it."""

    level: int
    written: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture: the target as written, its text (or alt) and the href it became, None where it is dead.

    `nth` counts those before it on the same text that have the same target.
    """

    target: str
    text: str
    href: str | None
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as HTML, with what the checks ask about it; `removed` names elements, attributes and addresses."""

    html: Markup = NOTHING
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def to_html(text: str, *, level: int, resolve: Resolve, taken: Iterable[str] = (), prefix: str = "") -> Converted:
    """Convert Markdown, its top headings at `level`; ids avoid those `taken`, footnotes begin with `prefix`."""
    written = converter.convert(text, prefix)
    clean = sanitise(written)
    removed = tuple(_removed(written, clean)) if _has_lost(text, written, clean) else ()
    return _Finish(level, resolve, taken).run(clean, removed)


def inline(text: str | None) -> Markup:
    """A plain text, escaped, with its typography: CO₂, and a number kept with its %."""
    return Markup(_typography(escape(text or "", quote=False)))


def asset(text: str) -> Markup:
    """A style sheet or script of the site's own, for an inline element; refuses one that would end it early."""
    if re.search(r"</(?:style|script)|<!--", text, re.IGNORECASE):
        raise ValueError("a style sheet or script that closes its own element")
    return Markup(text)


def json_script(value: object) -> Markup:
    """JSON for a script element: what could end the element, or start a comment in it, is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e"))


def sanitise(html: str) -> str:
    """Keep the elements, attributes and address schemes on the list, and nothing else."""
    return nh3.clean(
        html,
        tags=set(_ALLOWED),
        attributes=_ALLOWED,
        allowed_classes=_CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


@dataclass(slots=True)
class _Finish:
    """Gives nh3's output its addresses, levels, ids and typography."""

    level: int
    resolve: Resolve
    taken: Iterable[str]
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Link] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def run(self, html: str, removed: tuple[str, ...]) -> Converted:
        used = {*self.taken, *(re.findall(r'\sid="([^"]*)"', html) if ' id="' in html else ())}
        if "<h" in html:
            top = min((int(level) for level in re.findall(r"<h([12])", html)), default=2)
            html = _HEADING.sub(lambda match: self.heading(match, top, used), html)
        html = _TELLING_TAG.sub(self.tag, html)
        if _FORMULA.search(html) or _PERCENT.search(html):
            html = "".join(_walk_texts(html))
        return Converted(
            Markup(html), tuple(self.headings), tuple(self.links), tuple(self.images), tuple(self.ids), removed
        )

    def heading(self, match: re.Match[str], top: int, used: set[str]) -> str:
        written, attributes, inner = int(match[1]), match[2], match[3]
        text = _text(inner)
        level = min(6, self.level + max(0, written - top))
        explicit = re.search(r'\sid="([^"]*)"', attributes)
        if explicit:
            name = unescape(explicit[1])
        else:
            name = _free(slugify(text), used)
            used.add(name)
            attributes += f' id="{name}"'
        self.headings.append(Heading(level, written, text, name))
        return f"<h{level}{attributes}>{inner}</h{level}>"

    def tag(self, match: re.Match[str]) -> str:
        closing, name, attributes = match[1], match[2], match[3]
        if attributes:
            attributes = self.attributes(name, attributes, match)
        if name == "table":
            return "</table></div>" if closing else f'<div class="table-scroll" tabindex="0"><table{attributes}>'
        if name == "th" and not closing and " scope=" not in attributes:
            attributes += ' scope="col"'
        return f"<{closing}{name}{attributes}>"

    def attributes(self, name: str, attributes: str, match: re.Match[str]) -> str:
        values = {key: unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
        if "id" in values:
            self.ids.append(values["id"])
        if name == "a" and "href" in values:
            self.link(values, match)
        elif name == "img":
            self.image(values)
        elif align := values.pop("align", ""):
            # The align attribute is obsolete in HTML; a style attribute is what the content policy forbids.
            values |= {"class": f"align-{align}"} if align in {"left", "right", "center"} else {}
        return "".join(f' {key}="{escape(value)}"' for key, value in values.items())

    def link(self, values: dict[str, str], match: re.Match[str]) -> None:
        target = values["href"]
        if values.get("class", "").startswith("footnote"):
            return
        text = _text(match.string[match.end() : match.string.find("</a>", match.end())])
        href = self.resolve(target)
        self.links.append(Link(target, text, href, self.count(target)))
        values["href"] = target if href is None else href

    def image(self, values: dict[str, str]) -> None:
        target = values.get("src", "")
        href = self.resolve(target) if target else None
        self.images.append(Link(target, values.get("alt", ""), href, self.count(target)))
        values |= {"src": target if href is None else href, "alt": values.get("alt", "")}
        values |= {"loading": "lazy", "decoding": "async"}

    def count(self, target: str) -> int:
        return sum(link.target == target for link in (*self.links, *self.images))


def _walk_texts(html: str) -> Iterator[str]:
    """The HTML with the typography of its texts, but for what is shown as it was typed."""
    end, verbatim = 0, 0
    for match in _TAG.finditer(html):
        text = html[end : match.start()]
        yield text if verbatim else _typography(text)
        yield match[0]
        end = match.end()
        if match[2] in _VERBATIM:
            verbatim += -1 if match[1] else 1
    yield _typography(html[end:])


def _typography(text: str) -> str:
    """Show CO2 as CO₂ and keep `25 %` on one line; the text a reader copies or searches stays the author's."""
    if "2" in text or "4" in text:
        text = _FORMULA.sub(r"\1<sub>\2</sub>", text)
    return _PERCENT.sub("\u00a0", text) if " %" in text else text


def _free(name: str, used: set[str]) -> str:
    """The name, with a number behind it where it is taken."""
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}-{number}"
    return free


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def _has_lost(text: str, written: str, clean: str) -> bool:
    """Whether nh3 took anything away; without HTML or attribute lists of the author's only an address can go."""
    if "<" in text or "{" in text:
        return _tags(written) != _tags(clean)
    return any(written.count(name) != clean.count(name) for name in (' href="', ' src="'))


def _tags(html: str) -> list[tuple[str, str]]:
    """The elements with the names of their attributes, for telling whether two texts hold the same."""
    return [
        (name.lower(), str(sorted(re.findall(r"\s([\w:-]+)=", attributes))))
        for _, name, attributes in _TAG.findall(html)
    ]


def _removed(written: str, clean: str) -> list[str]:
    """What the list does not allow, named as its author wrote it, in order."""
    judge = _Judge()
    judge.feed(written)
    judge.close()
    if judge.removed:
        return judge.removed
    # What may be used elsewhere, but not here: a cell outside a table.
    tags = [[name.lower() for closing, name, _ in _TAG.findall(html) if not closing] for html in (written, clean)]
    return list((Counter(tags[0]) - Counter(tags[1])).elements())


class _Judge(HTMLParser):
    """Holds every element and attribute against the list that nh3 is given."""

    def __init__(self) -> None:
        super().__init__()
        self.removed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        if tag not in _ALLOWED:
            self.removed.append(tag)
            return
        for name, value in attrs:
            if name == "class":  # a fenced block's language is a class on `code`; nothing of the text is lost with it
                allowed = tag == "code" or set((value or "").split()) <= _CLASSES.get(tag, set())
            elif name in {"href", "src"} and name in _ALLOWED[tag]:
                scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", value or ""))
                allowed = not scheme or scheme[1].lower() in SCHEMES
            else:
                allowed = name in _ALLOWED[tag]
            if not allowed:
                self.removed.append(value if name in {"href", "src"} and value else name)

    def handle_pi(self, data: str) -> None:
        self.removed.append("?" + data.partition(" ")[0])

    def handle_decl(self, decl: str) -> None:
        self.removed.append("!" + decl.partition(" ")[0])

    def unknown_decl(self, data: str) -> None:
        self.removed.append("![" + data.partition("[")[0])
