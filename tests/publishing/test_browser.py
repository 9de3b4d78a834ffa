"""Chromium under the strict policy: everything of ours works, nothing else does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def watch(page: Page) -> list[str]:
    """Everything the browser complains of, and every request to another host."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective, e.sample))"
    )
    return complaints


def test_no_page_breaks_its_own_policy(page: Page, build: Callable, nginx: Callable, tmp_path: Path) -> None:
    """With the headers and the page's own policy, the style and the script work and nothing is reported."""
    build(base_url="http://127.0.0.1/klima/", output=tmp_path / "www/klima")
    complaints = watch(page)
    with nginx(tmp_path / "www", tmp_path / "www/klima/.hosting/nginx.conf") as server:
        for address in ("", "maal/", "#aftalen"):
            page.goto(f"{server.url}/klima/{address}", wait_until="networkidle")
            assert page.locator("main h3 button[aria-expanded]").count() == 1
            assert page.evaluate("getComputedStyle(document.querySelector('.skip-link')).position") != "static"
        assert complaints == []
        page.goto(f"{server.url}/klima/findes-ikke", wait_until="networkidle")
        assert [text for text in complaints if "404" not in text] == []


def test_the_policy_of_a_page_alone_stops_what_is_not_ours(page: Page, build: Callable, tmp_path: Path) -> None:
    """From a disk, with no headers at all, a smuggled script, style and picture do nothing."""
    build(output=tmp_path / "out")
    file = tmp_path / "out/index.html"
    smuggled = (
        "<script>document.title = 'taken'</script><style>body { display: none }</style>"
        '<img src="https://example.org/x.png" onerror="document.title = \'taken\'">'
    )
    file.write_text(file.read_text("utf-8").replace("</main>", f"{smuggled}</main>"), "utf-8")
    complaints = watch(page)
    page.goto(file.as_uri())
    assert page.title() != "taken"
    assert page.locator("body").is_visible()
    assert page.locator("main h3 button[aria-expanded]").count() == 1
    assert len([text for text in complaints if re.search("violates|-src", text)]) >= 3


def test_pages_open_as_files(page: Page, build: Callable, tmp_path: Path) -> None:
    """From a disk a page looks and folds as it should, and a link leads to the next page's file or folder."""
    build(output=tmp_path / "out")
    complaints = watch(page)
    page.goto((tmp_path / "out/index.html").as_uri())
    assert page.locator("main h3 button[aria-expanded]").count() == 1
    assert complaints == []


def test_an_old_address_leads_on_without_a_redirecting_host(page: Page, build: Callable, tmp_path: Path) -> None:
    """The small page leads on by itself."""
    build(output=tmp_path / "out")
    page.goto((tmp_path / "out/gamle-maal/index.html").as_uri())
    page.wait_for_url("**/maal/")
