"""Chromium opens every page of the site with a payload in every text: nothing runs, asks, loads or is reported."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from kommuneside.preview import banner
from kommuneside.preview.workshop import Showing
from kommuneside.texts import load
from tests.hostile.payloads import PAYLOAD, Made, Sites, tame

pytestmark = pytest.mark.browser

BASE = "/kommune/"
BONES = """() => [...document.querySelectorAll("*")].map(one =>
    [one.namespaceURI, one.tagName, one.getAttributeNames().filter(name => !name.startsWith("data-")).sort()].join())"""


@pytest.mark.parametrize("guarded", [True, False], ids=["with the policy", "without any"])
def test_no_page_does_what_a_payload_says(made: Sites, browser: Browser, guarded: bool) -> None:
    """Under the host's headers nothing is even reported; without them there is still nothing that could run."""
    bones = {name: dict(_visit(one, browser, guarded)) for name, one in made.items()}
    assert len(bones["hostile"]) >= 4
    for path in bones["hostile"]:
        assert bones["hostile"][path] == bones["harmless"][path], path


def _visit(made: Made, browser: Browser, guarded: bool) -> Iterator[tuple[str, object]]:
    """Each page by its path with the elements that the browser made of it."""
    files = {**made.unpacked, **({} if guarded else {"banner.html": _banner()})}
    headers = made.outcome.policy.headers if made.outcome.policy and guarded else {}
    with _serving(files, headers) as url, contextlib.closing(browser.new_context(service_workers="block")) as context:
        page = context.new_page()
        seen = _watch(page, url)
        for path, data in files.items():
            # A page at an old address leads on by itself; the editor has its own policy, and tests.
            if path.endswith(".html") and not path.startswith("admin/") and b'http-equiv="refresh"' not in data:
                page.goto(f"{url}{path}", wait_until="load")
                yield tame(path), page.evaluate(BONES)
                assert page.evaluate("window.__pwned") is None, path
                assert seen == [], path


def _watch(page: Page, url: str) -> list[str]:
    """Everything that no page of ours does."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: seen.append(popup.url))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    page.route(
        lambda address: not address.startswith(url), lambda route: (seen.append(route.request.url), route.abort())
    )
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))"
    )
    return seen


def _banner() -> bytes:
    """The preview's page while nothing could be built, a payload for an explanation, without its script."""
    return banner.page(Showing(load("da"), fault=PAYLOAD.format(n=1)), "n").replace('<script nonce="n"', "<i").encode()


@contextlib.contextmanager
def _serving(files: Mapping[str, bytes], headers: Mapping[str, str]) -> Iterator[str]:
    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path.partition("?")[0]).removeprefix(BASE)
            path += "index.html" if path.endswith("/") or not path else ""
            self.send_response(200 if path in files else 404)
            suffix = path.rpartition(".")[2]
            kind = {"html": "text/html", "svg": "image/svg+xml", "js": "text/javascript"}.get(suffix)
            self.send_header("Content-Type", f"{kind or 'application/json'}; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = files.get(path, b"")
            self.wfile.write(body if headers else body.replace(b"Content-Security-Policy", b"X-None"))

        def log_message(self, *_: object) -> None:
            """Requests are not news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    server.server_close()
