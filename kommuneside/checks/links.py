"""Where links lead: to a page, a section or a file that is there and may be, or to an address that can be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from html import unescape

from kommuneside.charts import is_chart
from kommuneside.converted import Link
from kommuneside.document import Document, Passage
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.schema import SectionFields
from kommuneside.sheet import Jump, Sheet
from kommuneside.site import Site, is_internal, is_safe_file
from kommuneside.slug import slugify
from kommuneside.values import EMAIL, PHONE

_HOST = re.compile(r"https?://(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
# Nearly a link: a space between its halves, or the brackets changed about.
_NEARLY = re.compile(r"\[([^\[\]\n]{1,200})\] \(([^()\s]{1,500})\)|\(([^()\n]{1,200})\)\[([^\[\]\s]{1,500})\]")
_LIKE_AN_ADDRESS = re.compile(r"[./#@]")
# An address among the words (the first group), and before it all that holds one and is none: to the end of the line
# where it is not closed, so that no sign is looked at twice.
_BARE = re.compile(
    r"\]\([^)\n]*+|<[^>\n]*+|^ {0,3}\[[^\]\n]++\]:[ \t]*\S++|\{[^}\n]*+"
    r"|(?<![\w.@/:-])((?:https?://|www\.)[^\s<>()\[\]{}\"'|]++)(?![\]<])",
    re.MULTILINE,
)
_LOOPBACK = ("http://localhost", "http://127.")


def check(passage: Passage, document: Document, site: Site) -> Iterator[Problem]:
    """Every rule on the links and pictures of one text that needs no other page's text."""
    for link in passage.converted.links:
        if is_internal(link.target):
            yield from internal(passage, document, site, link)
        else:
            yield from outside(passage, site, link)
    if "<a>" in passage.converted.html:
        yield from without_address(passage)
    for image in passage.converted.images:
        yield from picture(passage, document, site, image)
    yield from not_made(passage)
    if "[^" in passage.text.body:
        yield from footnotes(passage)
    fields = passage.text.fields
    for index, address in enumerate(fields.sources if isinstance(fields, SectionFields) else ()):
        if address.lower().startswith("http://"):
            place = passage.text.places.get(("sources", index), Place(1, 1))
            yield passage.problem("link-http", place, target=address, better=f"https{address[4:]}")


def not_made(passage: Passage) -> Iterator[Problem]:
    """What is nearly written as a link is shown as it stands, and leads nowhere."""
    body, manuscript = passage.text.body, passage.manuscript
    if "] (" in body or ")[" in body:
        for match in _NEARLY.finditer(manuscript.prose):
            words, address = match[1] or match[3], match[2] or match[4]
            if not _LIKE_AN_ADDRESS.search(address):
                continue
            better = f"[{words}]({address})"
            yield passage.problem("link-not-made", manuscript.place(match.start()), written=match[0], better=better)
    if "http" in body or "www." in body:
        for match in _BARE.finditer(manuscript.prose):
            if match[1]:
                written = match[1].rstrip(".,;:!?*_")
                better = f"[...]({written if '//' in written else f'https://{written}'})"
                yield passage.problem("link-not-made", manuscript.place(match.start(1)), written=written, better=better)


def footnotes(passage: Passage) -> Iterator[Problem]:
    """Each mark leads to its note and each note back to its mark."""
    prose = passage.manuscript.prose
    notes = {match[1]: match.start() for match in re.finditer(r"^ {0,3}\[\^([^\]\n]*)\]:", prose, re.MULTILINE)}
    marks = {match[1]: match.start() for match in re.finditer(r"\[\^([^\]\n]*)\](?!:)", prose)}
    shown = unescape(re.sub(r"<code>.*?</code>", "", passage.converted.html, flags=re.DOTALL))
    for name, offset in marks.items():
        if name not in notes and f"[^{name}]" in shown:
            yield passage.problem("footnote-dead", passage.manuscript.place(offset), name=name)
    for name, offset in notes.items():
        if name not in marks and f":{slugify(name)}" in passage.converted.html:
            yield passage.problem("footnote-unused", passage.manuscript.place(offset), name=name)


def internal(passage: Passage, document: Document, site: Site, link: Link) -> Iterator[Problem]:
    """A link within the site finds a page, a section or a file that may be published."""
    path = passage.text.path
    if link.href is None:
        rule = "link-draft" if site.is_held_back(link.target, path) else "link-dead"
        suggestion = site.suggest(link.target, path) if rule == "link-dead" else ""
        yield _problem(passage, rule, link, suggestion=suggestion)
    elif "." in link.target and (file := _file(link, passage, document, site)) and not is_safe_file(file):
        yield _problem(passage, "file-type-unsafe", link)


def picture(passage: Passage, document: Document, site: Site, image: Link) -> Iterator[Problem]:
    """A picture lies beside the text, and is of a kind that may be published."""
    if not is_internal(image.target):
        yield _problem(passage, "image-external", image)
    elif not (file := _file(image, passage, document, site)):
        suggestion = site.suggest(image.target, passage.text.path, image=True)
        yield _problem(passage, "image-dead", image, suggestion=suggestion)
    elif not is_safe_file(file) and not is_chart(file):
        yield _problem(passage, "file-type-unsafe", image)


def outside(passage: Passage, site: Site, link: Link) -> Iterator[Problem]:
    """An address outside the site can be right: a whole host, a whole number, a connection no one listens to."""
    target = link.target
    scheme, _, rest = target.partition(":")
    scheme = scheme.lower()
    rest = rest.partition("?")[0].replace("%20", " ").strip()
    if target.startswith("//"):  # a host of its own, on whatever connection the page came by
        yield _problem(passage, "link-address-broken", link)
    elif scheme == "mailto":
        if not rest or not all(EMAIL.fullmatch(address.strip()) for address in rest.split(",")):
            yield _problem(passage, "mail-invalid", link)
    elif scheme == "tel":
        digits = sum(map(str.isdigit, rest))
        if not PHONE.fullmatch(rest) or not (3 <= digits <= 15) or (rest.startswith("+45") and digits != 10):
            yield _problem(passage, "phone-invalid", link)
    elif scheme in {"http", "https"}:
        if not _HOST.fullmatch(target):
            yield _problem(passage, "link-address-broken", link)
        elif scheme == "http" and not target.lower().startswith(_LOOPBACK):
            yield _problem(passage, "link-http", link, better=f"https{target[4:]}")
        elif (base := site.config.base_url) and target.startswith(base) and not base.startswith(_LOOPBACK):
            yield _problem(passage, "link-absolute", link, better=f"/{target[len(base) :]}")


def without_address(passage: Passage) -> Iterator[Problem]:
    """An address so broken that it could not be kept is told, like any other."""
    manuscript = passage.manuscript
    for inner in re.findall(r"<a>(.*?)</a>", passage.converted.html, re.DOTALL):
        text = unescape(re.sub(r"<[^>]*>", "", inner))
        match = re.search(re.escape(f"[{text}](") + r"([^)\n]*)", manuscript.prose)
        target = match[1] if match else text
        if not any(name.startswith(target) for name in passage.converted.removed):  # of those, another rule tells
            place = manuscript.place(match.start(1)) if match else manuscript.find(text)
            yield passage.problem("link-address-broken", place, target=target)


def check_fragments(document: Document, sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """A page's links to a place on one of the site's pages find that place."""
    passages = {passage.text.path: passage for passage in document.passages}
    for jump in dead_jumps(sheets[document.page.address], sheets):
        ids, written = sheets[jump.address].ids, slugify(jump.fragment)
        near = [written] if written in ids else difflib.get_close_matches(written, sorted(ids), n=1, cutoff=0.5)
        place = passages[jump.path].manuscript.link(jump.target, jump.nth)
        values = {"fragment": jump.fragment, "suggestion": f"#{near[0]}" if near else ""}
        yield found("link-fragment-dead", jump.path, place, target=jump.target, **values)


def dead_jumps(sheet: Sheet, sheets: Mapping[str, Sheet]) -> list[Jump]:
    """A page's links to places that no page has."""
    return [jump for jump in sheet.jumps if jump.fragment not in sheets[jump.address].ids]


def _problem(passage: Passage, rule: str, link: Link, **values: object) -> Problem:
    return passage.problem(rule, passage.manuscript.link(link.target, link.nth), target=link.target, **values)


def _file(link: Link, passage: Passage, document: Document, site: Site) -> str:
    """The content file that a link within the site leads to; empty where it leads to a page, or nowhere."""
    target = site.target(link.target, passage.text.path, document.page) if is_internal(link.target) else None
    return target.file if target else ""
