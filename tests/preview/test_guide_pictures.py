"""The pictures of the editor's guide are of the program itself: `--picture` takes them anew."""

from __future__ import annotations

import re
import shutil
import struct
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kommuneside import cli, make, report
from kommuneside.texts import load

from .conftest import HOUSE, serving

pytestmark = pytest.mark.browser

DOCS = HOUSE / "docs"
NAMES = ("side", "fejl", "besked")
SIZE = {"width": 1000, "height": 720}

TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #16181d; }}
pre {{ margin: 0; width: 1000px; box-sizing: border-box; overflow-wrap: anywhere; padding: 20px 24px;
  color: #e8e8e8; font: 15px/1.5 monospace; white-space: pre-wrap; }}
b {{ color: #ff7b72; }} i {{ color: #79c0ff; font-style: normal; }}
</style><pre>{}</pre>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The house's own site with the guide's new section."""
    for name in ("content", "templates", "static"):
        shutil.copytree(HOUSE / name, tmp_path / name)
    shutil.copy(HOUSE / "config.yaml", tmp_path)
    guide = (DOCS / "redaktoer.md").read_text("utf-8")
    sample = re.search(
        r"<!-- fil: content/groenne-tage\.md -->\n```markdown\n(.*?)^```", guide, re.DOTALL | re.MULTILINE
    )
    (tmp_path / "content/groenne-tage.md").write_text(sample[1], "utf-8")
    return tmp_path


def test_the_guide_has_its_pictures(request, site, browser):
    if request.config.getoption("--picture"):
        context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
        take(site, context.new_page())
        context.close()
    for name in NAMES:
        head = (DOCS / f"redaktoer-{name}.png").read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">I", head[16:20])[0] == SIZE["width"]


def take(site: Path, page) -> None:
    with serving(site) as preview:
        page.goto(preview.url)
        page.goto(f"{preview.url}#groenne-tage")
        expect(page.get_by_text("vælge de rigtige planter")).to_be_visible()
        page.wait_for_timeout(500)
        page.screenshot(path=DOCS / "redaktoer-side.png")
        text = (site / "content/klimaalliancen.md").read_text("utf-8")
        preview.save("content/klimaalliancen.md", text.replace("title:", "titel:"))
        expect(page.get_by_role("alert")).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(500)
        page.screenshot(path=DOCS / "redaktoer-fejl.png")
    outcome = make.make(make.Order(site=site, write=False, cache=False))
    page.goto("about:blank")  # the preview's policy would refuse the style
    page.set_content(TERMINAL.format(terminal(site, outcome)))
    page.set_viewport_size({"width": 1100, "height": 1200})
    page.locator("pre").screenshot(path=DOCS / "redaktoer-besked.png")


def terminal(site: Path, outcome: make.Outcome) -> str:
    """What `check` says, with its colours as HTML."""
    own = [problem for problem in outcome.problems if problem.path == "content/klimaalliancen.md"]
    lines = report.as_text(own, load("da"), cli._line_reader(site), colour=True)
    text = escape("\n".join(["$ python build.py check", *lines]), quote=False)
    text = re.sub("\x1b\\[1;31m(.*?)\x1b\\[0m", r"<b>\1</b>", text)
    return re.sub("\x1b\\[1;3\\dm(.*?)\x1b\\[0m", r"<i>\1</i>", text)
