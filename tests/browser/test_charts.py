"""Charts in a real browser: what a screen reader gets of them, and what no setting of the reader's takes away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kommuneside import gallery, make, number

pytestmark = pytest.mark.browser

CHARTS = [example for example in gallery.examples() if example.component == "chart"]


@pytest.fixture(scope="module")
def charts_url(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    folder = tmp_path_factory.mktemp("charts")
    for path, data in gallery.build(make.Order(base_url="https://proeve.example/")).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return serve(folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def heard(page: Page) -> str:
    """Every name in the accessibility tree, as Chromium hands it to a screen reader; what is ignored is not in it."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return "\n".join(node.get("name", {}).get("value", "") for node in tree["nodes"] if not node["ignored"])


def numbers_of(chart) -> list[str]:
    """The numbers an example holds, as they are written in it."""
    written = json.dumps(list(chart["data"].values()))
    return [text for text in re.findall(r'"([^"]*)"', written) if text and number.read(text, "da") is not None]


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
def test_every_number_can_be_read_from_the_accessibility_tree_with_nothing_unfolded(page, charts_url, example):
    page.goto(f"{charts_url}{example.folder}/")
    said = {number.read(text, "da") for text in re.findall(r"[\u2212-]?\d+(?:\.\d{3})*(?:,\d+)?", heard(page))}
    wanted = [number.read(text, "da") for text in numbers_of(example.fields["chart"])]
    assert wanted
    assert [one for one in wanted if one not in said] == []


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
def test_the_table_says_every_number_beside_its_row_and_its_column(page, charts_url, example):
    page.goto(f"{charts_url}{example.folder}/")
    page.evaluate("document.querySelectorAll('.chart details').forEach(one => one.open = true)")
    data = example.fields["chart"]["data"]
    for label, value in data.items():
        row = page.get_by_role("table").get_by_role("row").filter(has=page.get_by_role("rowheader", name=label))
        cells = row.get_by_role("cell").all_text_contents()
        wanted = [value] if isinstance(value, str) else list(value.values())
        assert [number.read(cell, "da") for cell in cells] == [number.read(text, "da") for text in wanted]


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
def test_nothing_stands_outside_the_page_on_the_narrowest_screen(page, charts_url, example):
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(f"{charts_url}{example.folder}/")
    outside = page.evaluate(
        """[...document.querySelectorAll('.chart text, .chart td, .chart th')].filter(one => one.checkVisibility())
        .map(one => [one.textContent, one.getBoundingClientRect()])
        .filter(([, box]) => box.left < -1 || box.right > 321).map(([text]) => text)"""
    )
    assert outside == []


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
def test_a_readers_larger_text_stands_on_none_of_its_own(page, charts_url, example):
    """Twice the size of text: no two texts of a drawing meet."""
    page.goto(f"{charts_url}{example.folder}/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.chart text')].map(one => one.getBoundingClientRect().toJSON())"
    )
    meeting = [
        (one, other)
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 2
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 8
    ]
    assert meeting == []


def test_the_browser_runs_nothing_and_refuses_nothing(page, charts_url):
    """The content policy of the page lets every style of the chart through."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{charts_url}{CHARTS[3].folder}/")
    assert page.locator("rect.n2").first.evaluate("one => getComputedStyle(one).fill") != "rgb(0, 0, 0)"
    assert said == []


def test_forced_colours_leave_each_part_its_pattern_and_its_number(browser, charts_url):
    context = browser.new_context(forced_colors="active")
    tab = context.new_page()
    tab.goto(f"{charts_url}{CHARTS[3].folder}/")
    style = "one => [getComputedStyle(one).fill, getComputedStyle(one).stroke]"
    bar, text = tab.locator("rect.n1").first.evaluate(style), tab.locator("text.in.n1").first.evaluate(style)
    assert text[0] != bar[0]
    assert text[1] == bar[0]
    assert tab.locator("line.n2").first.evaluate("one => getComputedStyle(one).strokeDasharray") != "none"
    context.close()


def test_print_shows_the_tables_that_lie_folded(page, charts_url):
    page.goto(f"{charts_url}{CHARTS[4].folder}/")
    table = page.locator(".chart details table")
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".chart details table").evaluate("one => one.getBoundingClientRect().height") > 100
    assert not page.locator(".chart summary").is_visible()
