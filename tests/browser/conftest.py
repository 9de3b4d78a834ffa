"""A site of two pages with four sections to fold, and tabs of the session's one browser to read it in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kommuneside import make

LONG = "\n\n".join(f"Her står afsnit nummer {number} af en lang tekst, som fylder på skærmen." for number in range(40))

SITE = {
    "config.yaml": "name: Prøve Kommune\nbase_url: https://proeve.example/\naccessibility_statement: https://was.example/\n",
    "content/index.md": "---\ntitle: Klima\nlead: Det handler om os alle.\nsections_title: Afsnit\n---\n"
    "Vi handler. Læs om [målet for kommunen](maalet.md).\n",
    "content/aftalen.md": f"---\ntitle: Aftalen\norder: 1\n---\nAftalen gælder.\n\n{LONG}\n",
    "content/tallene.md": "---\ntitle: Tallene\norder: 2\nopen: true\n---\nTallene er åbne fra start.\n",
    "content/maalet.md": f"---\ntitle: Målet\norder: 3\n---\nMålet er nul.\n\n{LONG}\n",
    "content/vejen.md": "---\ntitle: Vejen\norder: 4\n---\nVejen er lang. Se [aftalen igen](aftalen.md).\n",
    "content/mere/index.md": "---\ntitle: Mere\n---\nLæs om [målet på forsiden](../maalet.md).\n",
}
TEXTS = {
    "aftalen": "Aftalen gælder.",
    "tallene": "Tallene er åbne fra start.",
    "maalet": "Målet er nul.",
    "vejen": "Vejen er lang.",
}
TITLES = {"aftalen": "Aftalen", "tallene": "Tallene", "maalet": "Målet", "vejen": "Vejen"}


class Reader:
    """A tab at the site, in the words of the one who reads: which sections are open, and what is in view."""

    texts, titles = TEXTS, TITLES

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def go(self, where: str = "") -> Reader:
        self.page.goto(self.url + where)
        return self

    def button(self, slug: str):
        return self.page.locator("h3 > button").and_(self.page.get_by_role("button", name=TITLES[slug], exact=True))

    def states(self) -> dict[str, bool]:
        """What each section's button tells a screen reader."""
        return {slug: self.button(slug).get_attribute("aria-expanded") == "true" for slug in TEXTS}

    def readable(self) -> dict[str, bool]:
        """Whether each section's text can be seen."""
        return {slug: self.is_readable(slug) for slug in TEXTS}

    def is_readable(self, slug: str) -> bool:
        """Whether it takes room and is drawn: what `until-found` skips takes none."""
        ask = "p => p.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}) && p.offsetHeight > 0"
        return bool(self.page.get_by_text(TEXTS[slug]).evaluate(ask))

    def opened(self, *slugs: str) -> dict[str, bool]:
        return {slug: slug in slugs for slug in TEXTS}

    def waits_open(self, slug: str) -> None:
        self.page.wait_for_function(
            "id => !document.getElementById(id).hasAttribute('hidden')", arg=slug, timeout=10_000
        )
        self.page.wait_for_timeout(100)

    def heading_in_view(self, slug: str) -> bool:
        """Whether the whole heading, and the beginning of its text, stand inside the window."""
        top, bottom, text, window = self.page.evaluate(
            """id => { const panel = document.getElementById(id);
            const box = panel.previousElementSibling.getBoundingClientRect();
            return [box.top, box.bottom, panel.querySelector('p').getBoundingClientRect().top, innerHeight] }""",
            slug,
        )
        return 0 <= top < bottom <= window and text < window

    def status(self) -> str:
        return self.page.get_by_role("status").first.text_content() or ""


@pytest.fixture(scope="session")
def folded_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, published."""
    folder = tmp_path_factory.mktemp("folded")
    for path, text in SITE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    outcome = make.make(make.Order(site=folder, cache=False))
    assert outcome.published, outcome.problems
    return folder / "public"


@pytest.fixture(scope="session")
def folded_url(folded_site: Path, serve: Callable[[Path], str]) -> str:
    return serve(folded_site)


@pytest.fixture
def open_reader(browser: Browser, folded_url: str) -> Iterator[Callable[..., Reader]]:
    """Opens the site: what the browser is like (Playwright's options of a context), and a script run before ours."""
    contexts = []

    def start(before: str = "", **settings: object) -> Reader:
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        if before:
            page.add_init_script(before)
        return Reader(page, folded_url)

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def reader(open_reader: Callable[..., Reader]) -> Reader:
    """The front page in an ordinary window; an error of our script's fails the test."""
    errors: list[str] = []
    reader = open_reader()
    reader.page.on("pageerror", lambda error: errors.append(str(error)))
    reader.go()
    yield reader
    assert errors == []


@pytest.fixture(scope="module")
def slow_url(folded_site: Path) -> Iterator[str]:
    """The front page from a host that sends it in small pieces, so that much is painted before all is there."""
    whole = (folded_site / "index.html").read_bytes()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            head = whole.index(b"<body")
            pieces = [whole[:head], *(whole[at : at + 450] for at in range(head, len(whole), 450))]
            for piece in pieces if self.path == "/" else ():
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(0.03)

        def log_message(self, *_: object) -> None:
            """Requests are not news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
