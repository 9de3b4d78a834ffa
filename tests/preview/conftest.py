"""A real `build.py serve` in a process of its own, a site to save in, and a browser that looks."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kommuneside.editor import fetch

HOUSE = Path(__file__).resolve().parents[2]
PATIENCE = 30
"""Seconds a test waits before it gives up: a busy machine is slow, and no test is about that but the one that times."""

SITE = {
    "config.yaml": "name: Prøve Kommune\nbase_url: https://proeve.example/klima/\naccessibility_statement: https://was.example/\n",
    "content/index.md": "---\ntitle: Klima\nsections_title: Afsnit\n---\n\nVi handler. Se [tallene](tal.csv).\n",
    "content/aftalen.md": "---\ntitle: Aftalen\n---\n\nAftalen gælder.\n",
    "content/maalet.md": "---\ntitle: Målet\n---\n\nMålet er nul.\n",
    "content/kladden.md": "---\ntitle: Kladden\ndraft: true\n---\n\nIkke færdig.\n",
    "content/tal.csv": "år;ton\n2026;12\n",
    "content/maal/index.md": "---\ntitle: Mål på øen\n---\n\nInden 2030.\n",
}


class Answer:
    """What the preview said: header names in small letters, the body as text."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = response.read().decode()


class Preview:
    """A running preview: what it says on its terminal, and what it answers."""

    def __init__(self, site: Path, command: list[str]) -> None:
        self.site = site
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        self.url = self.wait(lambda: re.search(r"http://127\.0\.0\.1:\d+/\S*", self.said))[0]
        self.port = int(re.search(r":(\d+)/", self.url)[1])

    def _listen(self) -> None:
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def builds(self) -> int:
        return len(re.findall(r"^(?:Opdateret|Der er fejl, så)", self.said, re.MULTILINE))

    def save(self, path: str, text: str) -> None:
        """Saves as the careful editors do: written aside, and moved into place."""
        target = self.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f"{target.name}.tmp")
        aside.write_text(text, "utf-8")
        os.replace(aside, target)

    def get(self, path: str = "/klima/", method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host="host" in headers)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def wait(self, condition: Callable[[], object]) -> object:
        """Waits until something is so, and gives it."""
        until = time.monotonic() + PATIENCE
        while not (result := condition()):
            assert self.process.poll() is None, f"the preview has ended:\n{self.said}"
            assert time.monotonic() < until, f"never came to be; the preview said:\n{self.said}"
            time.sleep(0.02)
        return result

    def shows(self, *words: str, path: str = "/klima/") -> str:
        """Waits until a page shows some words, and gives the page."""
        self.wait(lambda: all(word in self.get(path).text for word in words))
        return self.get(path).text

    def lacks(self, word: str, path: str = "/klima/") -> None:
        """Waits until a page no longer shows a word."""
        self.wait(lambda: word not in self.get(path).text)

    def stop(self) -> int:
        """Ctrl+C; gives the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)
        self.process.stdout.close()
        return status


def write_site(folder: Path, texts: Mapping[str, str] = SITE) -> Path:
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return folder


@contextlib.contextmanager
def serving(site: Path, *options: str, program: list[str] | None = None) -> Iterator[Preview]:
    program = program or [str(HOUSE / "build.py")]
    port = [] if "--port" in options else ["--port", "0"]
    preview = Preview(site, [sys.executable, *program, "serve", "--site", str(site), "--no-open", *port, *options])
    try:
        yield preview
    finally:
        preview.stop()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that a module's tests share; each puts back what it changed."""
    with serving(write_site(tmp_path_factory.mktemp("site"))) as running:
        yield running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Preview]]:
    """Starts previews of one's own: (options, the site's files, the program's arguments) → a running preview."""
    with contextlib.ExitStack() as stack:

        def run(*options: str, texts: Mapping[str, str] = SITE, program: list[str] | None = None) -> Preview:
            return stack.enter_context(serving(write_site(tmp_path / "site", texts), *options, program=program))

        yield run


@pytest.fixture(scope="module")
def serve_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Preview]]:
    """Serves a site that has the browser editor: (the site's files, the editor's package) → a running preview."""
    with contextlib.ExitStack() as stack:

        def run(texts: Mapping[str, str], packed: bytes) -> Preview:
            folder = write_site(tmp_path_factory.mktemp("site"), texts)
            fetch.install(packed, folder)
            return stack.enter_context(serving(folder))

        yield run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The site's files, with no preview."""
    return write_site(tmp_path / "site")


@pytest.fixture
def tab(browser: Browser, preview: Preview) -> Iterator[Page]:
    """A tab at the front page; a complaint of the browser's about what our policy refused fails the test."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(preview.url)
    yield page
    context.close()
    assert [text for text in complaints if "404" not in text] == []
