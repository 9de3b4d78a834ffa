"""What keeps someone out: pictures and links without words, markup that had to be removed, ids that are not one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from posixpath import basename, splitext
from urllib.parse import unquote, urlsplit

from kommuneside.charts import is_chart
from kommuneside.converted import Link
from kommuneside.document import Document, Passage
from kommuneside.problem import Place, Problem
from kommuneside.site import is_internal

# What says nothing where a screen reader lists the links alone.
_VAGUE = frozenset(
    (
        "her; læs her; læs mere; læs mere her; læs videre; læs videre her; læs det hele; se her; se mere; se mere "
        "her; mere; mere her; mere info; mere information; klik; klik her; tryk her; link; linket; dette link; link "
        "her; følg linket; siden; denne side; på denne side; hjemmesiden; hjemmeside; hent; hent her; hent den her; "
        "download; download her; find den her; find det her; gå til; gå til siden; videre; fortsæt; dette; denne; "
        "det; den; åbn; vis; vis mere; fil; filen; dokument; dokumentet; pdf; here; click here; read more; read more "
        "here; more; learn more; see more; link here; this link; this; this page; page; go; go here; download here; "
        "continue; details; more details; file; document"
    ).split("; ")
)
_EDGES = " \t\n.,:;!?…»«>›→\"'()"
_FILES = {
    "pdf": "PDF", "doc": "Word", "docx": "Word", "odt": "ODT", "rtf": "RTF", "xls": "Excel", "xlsx": "Excel",
    "ods": "ODS", "csv": "CSV", "ppt": "PowerPoint", "pptx": "PowerPoint", "odp": "ODP", "zip": "ZIP", "epub": "EPUB",
    "mp3": "MP3", "mp4": "MP4",
}  # fmt: skip
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp|heic)", re.IGNORECASE)
_CAMERA_NAME = re.compile(
    r"(?:img|dscf?|dcim|pict|photo|image|billede|foto|screenshot|skærmbillede|unavngivet|untitled)[ _-]?\d*",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"<figcaption[^>]*>(.*?)</figcaption>"
    r"|<img[^>]*>(?:\s|<br>|</picture>|</figure>|</?p>)*<em>(.*?)</em>",
    re.DOTALL,
)
_IMAGE_TITLE = re.compile(r'<img [^>]*title="([^"]*)"')


def check(passage: Passage) -> Iterator[Problem]:
    """Every rule on the pictures, links and markup of one text."""
    converted = passage.converted
    if converted.images:
        yield from image_alt(passage)
    for link in converted.links:
        yield from link_text(passage, link)
    if converted.removed:
        yield from html_removed(passage)


def image_alt(passage: Passage) -> Iterator[Problem]:
    """A picture says in words what it shows, and not only what its file is called or the caption says (WCAG 1.1.1)."""
    html = passage.converted.html
    captions = {_plain(match[1] or match[2]) for match in _CAPTION.finditer(html)}
    captions.update(unescape(title) for title in _IMAGE_TITLE.findall(html))
    for image in passage.converted.images:
        alt = image.text.strip()
        if alt and is_chart(image.target):  # its title, which all read
            continue
        stem, _ = splitext(basename(unquote(image.target)))
        if not alt:
            yield passage.problem("image-alt-missing", _place(passage, image), source=image.target)
        elif _FILE_NAME.fullmatch(alt) or _CAMERA_NAME.fullmatch(alt) or alt == stem:
            yield passage.problem("image-alt-file-name", _place(passage, image), alt=alt)
        elif alt in captions:
            yield passage.problem("image-alt-repeats", _place(passage, image), alt=alt)


def link_text(passage: Passage, link: Link) -> Iterator[Problem]:
    """A link's text says where it leads (WCAG 2.4.4), and what it opens if that is a file."""
    text = link.text.strip(_EDGES)
    if not text:
        if not _shows_picture(passage, link):
            yield passage.problem("link-text-empty", _place(passage, link), target=link.target)
    elif text.lower() in _VAGUE:
        yield passage.problem("link-text-vague", _place(passage, link), text=link.text)
    elif text.startswith(("http://", "https://", "www.")):
        yield passage.problem("link-text-address", _place(passage, link), text=link.text)
    # What lies on the site gets its kind and size from `embeds`.
    if text and "." in link.target and not is_internal(link.target):
        kind = _file_kind(link.target)
        if kind and kind.lower() not in text.lower():
            yield passage.problem("link-file-unnamed", _place(passage, link), text=link.text, kind_of_file=kind)


def html_removed(passage: Passage) -> Iterator[Problem]:
    """What may not be published is named, never dropped in silence."""
    before: Counter[str] = Counter()
    for name in passage.converted.removed:
        nth = before[name]
        before[name] += 1
        if ":" in name:
            yield passage.problem("link-scheme", passage.manuscript.link(name, nth), target=name)
        else:
            yield passage.problem("html-removed", passage.manuscript.tag(name, nth), name=name)


def link_text_same(document: Document) -> Iterator[Problem]:
    """On one page, links that sound alike lead to the same place (WCAG 2.4.4)."""
    first: dict[str, str] = {}
    for passage in document.passages:
        for link in passage.converted.links:
            text, href = link.text.strip(_EDGES).lower(), (link.href or link.target).rstrip("/")
            other = first.setdefault(text, href)
            if other != href and text and text not in _VAGUE:
                place = passage.manuscript.link(link.target, link.nth)
                yield passage.problem("link-text-same", place, text=link.text, other=other)


OURS = frozenset("_abbreviations _contact _contents _intro _main _pages _top".split())
"""The ids that the templates give themselves."""


def id_duplicate(document: Document) -> Iterator[Problem]:
    """An id stands once on a page: a link to it must find one place."""
    seen = {section.slug for section in document.page.sections} | OURS
    for passage in document.passages:
        if len(seen.union(passage.converted.ids)) == len(seen) + len(passage.converted.ids):
            seen.update(passage.converted.ids)
            continue
        for name in passage.converted.ids:
            if name in seen:
                yield passage.problem("id-duplicate", _id_place(passage, name), name=name)
            seen.add(name)


def _id_place(passage: Passage, name: str) -> Place:
    """The last place that gives an id: `{#name}` or `id="name"`."""
    hits = list(re.finditer(rf"#{re.escape(name)}\b|id=[\"']?{re.escape(name)}\b", passage.manuscript.prose))
    return passage.manuscript.place(hits[-1].start() if hits else 0)


def _place(passage: Passage, link: Link) -> Place:
    return passage.manuscript.link(link.target, link.nth)


def _file_kind(target: str) -> str:
    """What kind of file an address ends in, as a reader knows it; empty for a page."""
    try:
        path = urlsplit(target).path
    except ValueError:
        return ""
    return _FILES.get(path.rpartition(".")[2].lower(), "")


def _shows_picture(passage: Passage, link: Link) -> bool:
    """Whether a link without text holds a picture, whose alt is then its text."""
    return (link.href or link.target) in _picture_links(passage.converted.html)


@lru_cache(maxsize=1)
def _picture_links(html: str) -> frozenset[str]:
    """The addresses of the links that begin with a picture: asked for by each link of a text, worked out once."""
    links = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>\s*<(?:img|picture)', html)
    return frozenset(map(unescape, links))


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
