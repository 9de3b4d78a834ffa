"""Markdown → safe HTML; the only room that may call a text safe.

python-markdown writes the HTML, nh3 keeps what is on a short list, and `finish` gives what is left its addresses,
heading levels and typography. What nh3 would drop is told to the author, never dropped in silence.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape, unescape

from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from kommuneside import converter, safety
from kommuneside.converted import Converted, Embed, Heading, Link
from kommuneside.headings import find_headings, text_of
from kommuneside.safety import EMBED_OPTIONS
from kommuneside.slug import slugify
from kommuneside.time_limit import SLOWEST, time_limit
from kommuneside.typography import PLAIN, Typography

Resolve = Callable[[str], str | None]
"""An address as the author wrote it → the href for this page, or None where it leads nowhere."""

Show = Callable[[Embed], Markup | None]
"""A picture as the author wrote it → the HTML that shows it, or None for a plain element."""

Remark = Callable[[str, str], str]
"""A link's address and text → what the link says more, such as the size of its file."""

NameTable = Callable[[str], str]
"""A table's caption, or the heading it stands under → what the region that scrolls it is called."""

NOTHING = Markup()

# nh3 writes attribute values in double quotes and escapes them, so these patterns read its output whole.
_TELLING_TAG = re.compile(r'<(/?)((?:table|th)(?=[ >])|[a-zA-Z][a-zA-Z0-9]*(?= ))((?:[^>"]|"[^"]*")*)>')
_CAPTION = re.compile(r'\s*<caption(?:[^>"]|"[^"]*")*>(.*?)</caption>', re.DOTALL)
_ATTRIBUTE = re.compile(r'\s([a-zA-Z_-]+)="([^"]*)"')
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# What `tag` leaves in the text for `complete`: no comment of the author's is left to be taken for one.
_HOLES = re.compile(r"<p>((?:\s*<!--\d+-->)+)\s*</p>|<!--(\d+)-->")
_REMARK = re.compile(r"<!--\+(\d+)-->(.*?)</a>", re.DOTALL)


def to_html(
    text: str,
    *,
    level: int,
    resolve: Resolve,
    taken: Iterable[str] = (),
    prefix: str = "",
    typography: Typography = PLAIN,
    show: Show = lambda _embed: None,
    remark: Remark = lambda _target, _text: "",
    name_table: NameTable = str,
) -> Converted:
    """Convert Markdown, its top headings at `level`; ids avoid those `taken`, footnotes begin with `prefix`."""
    try:
        with time_limit(SLOWEST):
            written = converter.convert(text, prefix)
            clean = safety.sanitise(written)
            finish = _Finish(level, resolve, taken, typography, show, remark, name_table)
            return finish.run(clean, safety.removed(text, written, clean))
    except RecursionError:
        return Converted(failure="markdown-too-deep")
    except TimeoutError:
        return Converted(failure="markdown-too-slow")


def inline(text: str | None, typography: Typography = PLAIN) -> Markup:
    """A plain text, escaped, with its typography: CO₂, and a number kept with its %."""
    return Markup(typography.text(escape(text or "", quote=False)))


def asset(text: str) -> Markup:
    """A style sheet or script of the site's own, for an inline element; refuses one that would end it early."""
    if re.search(r"</(?:style|script)|<!--", text, re.IGNORECASE):
        raise ValueError("a style sheet or script that closes its own element")
    return Markup(text)


def json_script(value: object) -> Markup:
    """JSON for a script element: what could end the element, or start a comment in it, is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e"))


class _Finish(Struct):
    """Gives nh3's output its addresses, levels, ids and typography."""

    level: int
    resolve: Resolve
    taken: Iterable[str]
    typography: Typography
    show: Show
    remark: Remark
    name_table: NameTable
    holes: list[tuple[Embed, str]] = []
    remarks: list[str] = []
    headings: list[Heading] = []
    links: list[Link] = []
    images: list[Link] = []
    ids: list[str] = []
    met: Counter[str] = field(default_factory=Counter)
    above: str = ""

    def run(self, html: str, removed: tuple[str, ...]) -> Converted:
        used = dict.fromkeys((*self.taken, *(re.findall(r'\sid="([^"]*)"', html) if ' id="' in html else ())), 1)
        if "<h" in html:
            top = min((int(level) for level in re.findall(r"<h([12])", html)), default=2)
            html = "".join(self.rank(html, top, used))
        html = _TELLING_TAG.sub(self.tag, html)
        return Converted(
            Markup(self.complete(self.typography.html(html))),
            tuple(self.headings),
            tuple(self.links),
            tuple(self.images),
            tuple(self.ids),
            removed,
        )

    def complete(self, html: str) -> str:
        """The set text with its pictures and charts, which are set already, and its links with their remarks."""
        if self.remarks:
            html = _REMARK.sub(lambda match: f"{match[2]}{self.remarks[int(match[1])]}</a>", html)
        return _HOLES.sub(self.fill, html) if self.holes else html

    def rank(self, html: str, top: int, used: dict[str, int]) -> Iterator[str]:
        """The HTML with its headings at the page's levels; one may stand in another, with an element between."""
        end = 0
        for tag, words in find_headings(html):
            level = min(6, self.level + max(0, int(tag[2]) - top))
            attributes = "" if tag[1] else self.heading(tag, level, words, used)
            yield f"{html[end : tag.start()]}<{tag[1]}h{level}{attributes}>"
            end = tag.end()
        yield html[end:]

    def heading(self, tag: re.Match[str], level: int, text: str, used: dict[str, int]) -> str:
        """A heading's attributes, with an id where its author gave it none."""
        written, attributes = int(tag[2]), tag[3]
        explicit = re.search(r'\sid="([^"]*)"', attributes)
        if explicit:
            name = unescape(explicit[1])
        else:
            name = _free(slugify(text), used)
            used[name] = 1
            attributes += f' id="{name}"'
        self.headings.append(Heading(level, written, text, name))
        return attributes

    def tag(self, match: re.Match[str]) -> str:
        closing, name, attributes = match[1], match[2], match[3]
        remark = ""
        if attributes:
            values = {key: unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
            if "id" in values:
                self.ids.append(values["id"])
            if name in _HEADINGS:
                self.above = text_of(match.string[match.end() : match.string.find(f"</{name}>", match.end())])
            if name == "img":
                return self.image(values)
            if name == "a" and "href" in values:
                remark = self.link(values, match)
            elif align := values.pop("align", ""):
                # The align attribute is obsolete in HTML; a style attribute is what the content policy forbids.
                values |= {"class": f"align-{align}"} if align in {"left", "right", "center"} else {}
            attributes = _written(values)
        if name == "table":
            return "</table></div>" if closing else f"{self.scroll(match)}<table{attributes}>"
        if name == "th" and not closing and " scope=" not in attributes:
            attributes += ' scope="col"'
        return f"<{closing}{name}{attributes}>{remark}"

    def scroll(self, match: re.Match[str]) -> str:
        """The region that scrolls a wide table; who comes to it by keyboard hears what it is (WCAG 4.1.2)."""
        caption = _CAPTION.match(match.string, match.end())
        name = self.name_table((caption and text_of(caption[1])) or self.above)
        return f'<div class="table-scroll" role="region" aria-label="{escape(name)}" tabindex="0">'

    def link(self, values: dict[str, str], match: re.Match[str]) -> str:
        """Give a link its address; what it should say more is noted behind its tag, and moved to its end at last."""
        target = values["href"]
        if values.get("class", "").startswith("footnote"):
            return ""
        text = text_of(match.string[match.end() : match.string.find("</a>", match.end())])
        href = self.resolve(target)
        self.links.append(Link(target, text, href, self.count(target)))
        values["href"] = target if href is None else href
        if remark := self.remark(target, text):
            self.remarks.append(escape(remark, quote=False))
            return f"<!--+{len(self.remarks) - 1}-->"
        return ""

    def image(self, values: dict[str, str]) -> str:
        """Leave a hole for what shows a picture: only once the text is whole is it known what stands around it."""
        target, text, nth = values.get("src", ""), values.get("alt", ""), self.count(values.get("src", ""))
        href = self.resolve(target) if target else None
        self.images.append(Link(target, text, href, nth))
        options = {key: values.pop(key) for key in EMBED_OPTIONS & values.keys()}
        embed = Embed(target, text, values.get("title", ""), options, nth, alone=False)
        plain = {**values, "src": target if href is None else href, "alt": text, "loading": "lazy", "decoding": "async"}
        self.holes.append((embed, f"<img{_written(plain)}>"))
        return f"<!--{len(self.holes) - 1}-->"

    def fill(self, match: re.Match[str]) -> str:
        """Fill a hole, or the holes that are alone in their paragraph: what shows those stands for the paragraph."""
        if match[2]:
            embed, plain = self.holes[int(match[2])]
            return self.show(embed) or plain
        shown = []
        for number in re.findall(r"<!--(\d+)-->", match[1]):
            embed, plain = self.holes[int(number)]
            shown.append(self.show(replace(embed, alone=True)) or f"<p>{plain}</p>")
        return "\n".join(shown)

    def count(self, target: str) -> int:
        """How often a target was met before this time."""
        self.met[target] += 1
        return self.met[target] - 1


def _free(name: str, used: dict[str, int]) -> str:
    """The name, with a number behind it where it is taken; `used` remembers the last number tried."""
    free = name
    while free in used:
        used[name] = used.get(name, 1) + 1
        free = f"{name}-{used[name]}"
    return free


def _written(values: Mapping[str, str]) -> str:
    return "".join(f' {key}="{escape(value)}"' for key, value in values.items())
