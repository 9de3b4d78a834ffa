"""What holds of whatever an author writes: the promises that hypothesis and the fuzzer try to see broken.

Each takes what was written, in memory, and fails where a promise is broken; a traceback of ours breaks them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from urllib.parse import urlsplit

import html5lib

from kommuneside import checks, converter, document, markup, safety, schema, sheet, site, weighing
from kommuneside.assets import Assets
from kommuneside.config import Config
from kommuneside.content import Content, Page
from kommuneside.make import HOUSE
from kommuneside.problem import Problem
from kommuneside.render import Renderer
from kommuneside.text import Text, read_text
from kommuneside.texts import LANGUAGES, load

SETTINGS = Config(
    name="Prøve", base_url="https://proeve.example/", phrases={"en": ["Low Carbon"]}, abbreviations={"KL": "K"}
)
SECTION, INDEX, NUMBERS = "content/a.md", "content/index.md", "content/tal.csv"
TODAY = date(2026, 11, 25)
ODD_FILES = {"content/javascript:a.png": b"", "content/-.csv": b""}
FRONT = b"---\ntitle: Forside\nlead: L\n---\n\nTekst.\n"

_OUR_ATTRIBUTES = {"class", "role", "tabindex", "aria-label", "loading", "decoding", "scope", "rel", "srcset", "sizes"}
# A browser passes over these before it looks for a scheme (the URL standard, 4.4).
_PASSED_OVER = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


@dataclass(frozen=True)
class Drawer:
    """A shelf in memory."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        return self.files[path]

    def size(self, path: str) -> int:
        return len(self.files[path])


def keep_reading(data: bytes) -> None:
    """Any bytes are read as a text, and each mistake in them has its line and its words."""
    for path, model in (
        (SECTION, schema.SectionFields),
        ("content/a.yaml", schema.SectionFields),
        (INDEX, schema.PageFields),
    ):
        reading = read_text(path, data, model)
        stand_in_their_files(reading.problems, {path: data})
        assert 1 <= reading.body_line <= _lines(data) + 1


def keep_markdown_safe(text: str) -> None:
    """Any Markdown becomes the same, safe, well-formed HTML each time."""
    text = text.encode(errors="replace").decode()  # half a surrogate pair is in no UTF-8 file
    try:
        clean = safety.sanitise(converter.convert(text))
    except RecursionError:
        return  # told as markdown-too-deep
    assert safety.sanitise(clean) == clean
    made = [markup.to_html(text, level=2, resolve=lambda target: target) for _ in range(2)]
    assert made[0] == made[1]
    is_safe(parse(f"<!DOCTYPE html><title>t</title><main>{made[0].html}</main>").find("body/main"))


def keep_link_inside(target: str) -> None:
    """Any address leads to a place of ours by a relative address, or is dead; what is said of it has its line."""
    target = target.encode(errors="replace").decode()
    arranged = _arrange({INDEX: FRONT, SECTION: FRONT, "content/klima/index.md": FRONT}, ODD_FILES)
    for page in arranged.pages.values():
        found = arranged.target(target, page.index.path, page) if site.is_internal(target) else None
        if found:
            address = site.href(page.address, found)
            assert re.fullmatch(r"[\w~.%/#!$&'()*+,;=@-]*", address, re.ASCII)
            assert not urlsplit(address).scheme
            assert not urlsplit(address).netloc
    links = f"---\ntitle: A\n---\n\n[ord]({target}) [ord](<{target}>) ![billede]({target})\n"
    written = {INDEX: FRONT, SECTION: links.encode(errors="replace")}
    problems, _ = _make(written, ODD_FILES, SETTINGS)
    stand_in_their_files(problems, written)


def keep_page(
    section: bytes, index: bytes = FRONT, files: Mapping[str, bytes] | None = None, settings: Config = SETTINGS
) -> None:
    """Any text becomes the same, safe, well-formed page each time; each mistake in it has its line and its words."""
    written = {INDEX: index, SECTION: section}
    made = [_make(written, files or {}, settings) for _ in range(2)]
    assert made[0] == made[1]
    problems, page = made[0]
    stand_in_their_files(problems, {**written, **(files or {})})
    parse(page)


def stand_in_their_files(problems: Iterable[Problem], files: Mapping[str, bytes]) -> None:
    """Each problem's line is one of its file, and it can be told in each language."""
    for problem in problems:
        for language in LANGUAGES:
            load(language).explain(problem)
        if data := files.get(problem.path):
            assert 0 <= problem.line <= _lines(data), problem
            assert problem.column >= 0, problem


def parse(page: str) -> html5lib.treebuilders.etree.ElementTree.Element:  # type: ignore[name-defined]
    """A page's tree; an error of HTML's grammar is raised."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def is_safe(main: object) -> None:
    """A text's tree holds nothing but what is on the list, and leads nowhere by an address that runs."""
    for element in main.iter():  # type: ignore[attr-defined]
        if element is main:
            continue
        assert element.tag in safety.ALLOWED, element.tag
        assert element.attrib.keys() <= safety.ALLOWED[element.tag] | _OUR_ATTRIBUTES, element.attrib
        for name in ("href", "src"):
            scheme = _SCHEME.match(_PASSED_OVER.sub("", element.get(name, "")))
            assert not scheme or scheme[1].lower() in safety.SCHEMES, element.attrib


def _make(
    written: Mapping[str, bytes], files: Mapping[str, bytes], settings: Config
) -> tuple[tuple[Problem, ...], str]:
    arranged = _arrange(written, files, settings)
    renderer = _renderer(arranged)
    shelf = Drawer(files)
    documents = {
        address: document.convert(page, arranged, shelf, renderer.component)  # type: ignore[arg-type]
        for address, page in arranged.pages.items()
    }
    sheets = {
        address: sheet.fill(one, arranged, checks.check_document(one, arranged, TODAY))
        for address, one in documents.items()
    }
    problems = [problem for text in arranged.all_texts for problem in text.reading.problems]
    problems += [problem for noted in sheets.values() for problem in noted.problems]
    problems += checks.check_site(sheets, documents, arranged, TODAY)
    return weighing.weigh(problems, arranged.all_texts, settings, strict=False), renderer.page(documents["/"])


def _arrange(written: Mapping[str, bytes], files: Mapping[str, bytes], settings: Config = SETTINGS) -> site.Site:
    folders: dict[str, list[Text]] = {}
    for path, data in written.items():
        model = schema.PageFields if path.endswith("index.md") else schema.SectionFields
        folders.setdefault(path.rpartition("/")[0], []).append(Text(path, data, model))
    pages = [
        Page(folder.removeprefix("content").strip("/"), index, tuple(sections))
        for folder, (index, *sections) in folders.items()
    ]
    return site.arrange(Content(tuple(pages), frozenset(files), frozenset(), ()), settings)


def _renderer(arranged: site.Site) -> Renderer:
    renderer = Renderer(arranged, _assets(), [HOUSE / "templates"])
    environments = _environments()
    known = environments.setdefault(arranged.config.language, renderer.environment)
    renderer.__dict__["environment"] = known  # templates are compiled once
    return renderer


@cache
def _assets() -> Assets:
    return Assets([HOUSE / "static"])


@cache
def _environments() -> dict[str, object]:
    return {}


def _lines(data: bytes) -> int:
    text = data.decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
