"""The published page says what the municipality wrote: every sentence, in order, and nothing else changed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "golden" / "partnerskaber-og-alliancer.txt"

LINKS = {
    "Læs mere om netværket her": "https://www.c40.org/",
    "Læs mere om DK2020 her": "https://realdania.dk/projekter/dk2020",
    "Du kan se Lejre Kommunes Energi- og CO2-regnskab her.": "https://ens.dk/ansvarsomraader/varme/energi-og-co2-regnskab",
}


class _Reader(HTMLParser):
    """What a reader gets of a page: its text, and each link's text with where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: dict[str, str] = {}
        self._hidden, self._href, self._start = 0, "", 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script", "title")
        if tag == "a":
            self._href, self._start = dict(attrs).get("href") or "", len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "title")
        if tag == "a":
            self.links[_plain("".join(self.parts[self._start :]))] = self._href

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return _plain("".join(self.parts))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _sentences() -> list[str]:
    """The source's sentences; a list's numbers are the page's markup."""
    lines = (re.sub(r"^\d\. ", "", line.strip()) for line in SOURCE.read_text("utf-8").splitlines())
    return [sentence for line in lines if line for sentence in re.split(r"(?<=[.:])(?<!max\.) (?=[A-ZÆØÅ])", line)]


@pytest.fixture(scope="module")
def reader(default_site: Path) -> _Reader:
    return _Reader((default_site / "index.html").read_text("utf-8"))


def test_the_source_is_read_sentence_by_sentence():
    sentences = _sentences()
    assert len(sentences) == 40
    assert sentences[0] == "Partnerskaber og -alliancer"
    assert "Det vi gør her i kommunen, påvirker temperaturen i Australien og tidevandet i Venedig." in sentences


def test_every_sentence_of_the_source_stands_on_the_page_in_order(reader):
    at = reader.text.index("Spring til indholdet")
    for sentence in _sentences():
        found = reader.text.find(_plain(sentence), at)
        assert found >= 0, f"missing or out of order: {sentence!r}"
        at = found + len(_plain(sentence))


def test_links_lead_where_the_source_leads(reader):
    assert {text: reader.links.get(text) for text in LINKS} == LINKS


def test_the_list_keeps_its_numbers(default_site):
    html = (default_site / "index.html").read_text("utf-8")
    assert re.search(r"<ol>\s*<li>forbedret lovgrundlag for klimaomstilling</li>", html)


def test_every_section_names_its_sources_and_when_it_was_read():
    from kommuneside import content
    from kommuneside.make import HOUSE

    pages = content.read(HOUSE).pages
    front = next(page for page in pages if page.address == "/")
    assert len(front.sections) == 4
    for section in front.sections:
        assert section.fields.sources, section.path
        assert section.fields.reviewed, section.path
