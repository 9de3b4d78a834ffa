"""The municipality's page as a reader meets it, whoever reads and however: in a real Chromium, with real figures."""

from __future__ import annotations

import gzip
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kommuneside import gallery, make

pytestmark = pytest.mark.browser

PICTURE = Path(__file__).resolve().parents[2] / "docs/page.png"
PHONE = {"width": 320, "height": 568}

# Every way of reading that a browser can be set to.
WAYS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "more-contrast": {"contrast": "more"},
    "dark-more-contrast": {"contrast": "more", "color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
    "phone": {"viewport": PHONE},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
}
# All rules there are, AAA's contrast among them; the experimental ones too.
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
RULES = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a browser of its own settings."""
    contexts: list[BrowserContext] = []

    def start(url: str, **settings: object) -> Page:
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def gallery_url(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The gallery of components, as any host would serve it."""
    folder = tmp_path_factory.mktemp("gallery")
    files = gallery.build(make.Order(base_url="https://proeve.example/")).files
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return serve(folder)


def violations(page: Page) -> list[str]:
    """What axe finds wrong, and the contrasts that it could not measure, each with the place."""
    found = Axe().run(page, options={"runOnly": TAGS, "rules": RULES}).response
    # Forced colours are the reader's own, and axe measures those that they take the place of.
    forced = page.evaluate("matchMedia('(forced-colors: active)').matches")
    unsure = [rule for rule in found["incomplete"] if rule["id"].startswith("color-contrast") and not forced]
    nodes = [(rule["id"], node["html"][:160]) for rule in found["violations"] + unsure for node in rule["nodes"]]
    # It cannot see what lies behind a text in a drawing: test_charts.py holds all its colours against each other.
    return [f"{rule}: {html}" for rule, html in nodes if not html.startswith("<text ")]


def unfold(page: Page) -> Page:
    """By keyboard, so that the browser shows the focus afterwards."""
    page.get_by_role("button", name="Åben alle").press("Enter")
    page.wait_for_timeout(50)
    return page


class TestAxe:
    """axe finds nothing, by all its rules, and every text has a contrast of 7:1."""

    @pytest.mark.parametrize("way", WAYS)
    def test_the_page_as_it_opens(self, tab, default_url, way):
        assert violations(tab(default_url, **WAYS[way])) == []

    @pytest.mark.parametrize("way", WAYS)
    def test_the_page_unfolded(self, tab, default_url, way):
        assert violations(unfold(tab(default_url, **WAYS[way]))) == []

    @pytest.mark.parametrize("way", ["light", "dark", "phone", "forced-colours"])
    def test_the_page_without_a_script(self, browser, default_url, default_site, way):
        """Axe is a script itself, so the page comes without its own instead of to a browser without any."""
        html = re.sub(r"<script>.*?</script>", "", (default_site / "index.html").read_text("utf-8"), flags=re.DOTALL)
        context = browser.new_context(**WAYS[way])
        page = context.new_page()
        page.route(default_url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(default_url)
        assert page.locator("h3 > button").count() == 0
        assert violations(page) == []
        context.close()

    def test_the_page_in_print(self, tab, default_url):
        page = tab(default_url)
        page.emulate_media(media="print")
        assert violations(page) == []

    @pytest.mark.parametrize("way", ["light", "dark", "phone"])
    def test_the_page_for_an_address_that_leads_nowhere(self, tab, default_url, way):
        assert violations(tab(f"{default_url}404.html", **WAYS[way])) == []

    @pytest.mark.parametrize("way", ["light", "dark", "phone"])
    @pytest.mark.parametrize("where", ["", "mere/"])
    def test_a_site_of_several_pages(self, tab, folded_url, where, way):
        assert violations(tab(folded_url + where, **WAYS[way])) == []


class TestComponents:
    """Every component in every form it has, from the gallery."""

    @pytest.mark.parametrize("example", gallery.examples(), ids=lambda example: example.folder)
    def test_axe_finds_nothing_in_an_example(self, tab, gallery_url, example):
        page = tab(f"{gallery_url}{example.folder}/")
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(PHONE)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


class TestRoom:
    """No sideways scroll and nothing cut off, however narrow the screen and however wide the letters."""

    WIDTHS = (320, 360, 414, 600, 768, 991, 992, 1280, 1920, 2560)
    TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        return box.width > 1 && style.position != 'absolute' && box.right > innerWidth + 1
            && !element.closest('svg') }).map(element => element.outerHTML.slice(0, 120))"""
    # As the success criterion 1.4.12 says, word for word.
    SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }"""
    CUT = """() => [...document.querySelectorAll('body *')].filter(element => {
        const style = getComputedStyle(element);
        return element.clientWidth > 1 && !element.closest('svg, .visually-hidden, .skip-link, nav.contents')
            && (element.scrollWidth > element.clientWidth + 1 && style.overflowX != 'visible'
            || element.scrollHeight > element.clientHeight + 2 && style.overflowY == 'hidden')
        }).map(element => element.outerHTML.slice(0, 120))"""

    def fits(self, page: Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(self.TOO_WIDE) == []

    def test_no_width_needs_a_sideways_scroll(self, tab, default_url):
        page = unfold(tab(default_url))
        for width in self.WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            self.fits(page)

    def test_the_page_reflows_at_400_percent(self, tab, default_url):
        """1280 × 1024 at 400 % is 320 × 256 (1.4.10), and nothing sticks in the way of reading."""
        page = unfold(tab(default_url, viewport={"width": 320, "height": 256}))
        self.fits(page)
        ask = """() => [...document.querySelectorAll('*')].filter(
            element => /fixed|sticky/.test(getComputedStyle(element).position)).length"""
        assert page.evaluate(ask) == 0

    def test_text_may_be_twice_as_large(self, tab, default_url):
        """1.4.4, for readers who set their browser's letters larger instead of zooming."""
        page = unfold(tab(default_url, bypass_csp=True, viewport={"width": 640, "height": 800}))
        page.add_style_tag(content="html { font-size: 200% }")
        self.fits(page)

    @pytest.mark.parametrize("width", [320, 1280])
    def test_text_may_be_spaced(self, tab, default_url, width):
        page = unfold(tab(default_url, bypass_csp=True, viewport={"width": width, "height": 800}))
        page.add_style_tag(content=self.SPACING)
        page.wait_for_timeout(50)
        self.fits(page)
        assert page.evaluate(self.CUT) == []

    @pytest.mark.parametrize("width", [320, 1280])
    def test_every_control_is_at_least_44_by_44(self, tab, default_url, width):
        """Links inside a running text excepted, as 2.5.8 has it."""
        page = unfold(tab(default_url, viewport={"width": width, "height": 800}))
        small = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
            .filter(element => !element.closest('.prose, p, .figure-source, .skip-link') && element.checkVisibility())
            .map(element => [element, element.getBoundingClientRect()])
            .filter(([element, box]) => box.width < 43.9 || box.height < 43.9)
            .map(([element, box]) => [box.width, box.height, element.outerHTML.slice(0, 120)])"""
        assert page.evaluate(small) == []


class TestKeyboard:
    FOCUSED = """async () => { const element = document.activeElement, style = getComputedStyle(element);
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const box = element.getClientRects()[0], x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
        const at = document.elementFromPoint(x, y);
        return {nth: [...document.querySelectorAll('*')].indexOf(element), name: element.outerHTML.slice(0, 100),
            outline: style.outlineStyle == 'none' ? 0 : parseFloat(style.outlineWidth),
            seen: box.top >= 0 && box.bottom <= innerHeight && element.contains(at),
            where: [box.top, box.bottom, innerHeight, at && at.outerHTML.slice(0, 60)]} }"""

    @pytest.mark.parametrize("way", ["light", "dark", "forced-colours", "phone"])
    def test_every_control_is_reached_in_reading_order_and_shows_its_focus(self, tab, default_url, way):
        """A thick outline, wholly in the window, with nothing laid over it (2.4.3, 2.4.7, 2.4.11, 2.4.13)."""
        page = unfold(tab(default_url, **WAYS[way]))
        page.locator(".skip-link").focus()
        expected = page.evaluate(
            "[...document.querySelectorAll('a[href], button')].filter(element => element.checkVisibility()).length"
        )
        steps = []
        for _ in range(expected):
            steps.append(page.evaluate(self.FOCUSED))
            page.keyboard.press("Tab")
        assert [step["nth"] for step in steps] == sorted({step["nth"] for step in steps})
        assert [step["name"] for step in steps if step["outline"] < 2] == []
        assert [(step["name"], step["where"]) for step in steps if not step["seen"]] == []

    def test_focus_stands_out_from_what_it_lies_on(self, tab, default_url):
        """3:1 or better in both schemes, on paper and on the band (1.4.11)."""
        for scheme in ("light", "dark"):
            page = tab(default_url, color_scheme=scheme)
            for name in (".skip-link", ".header a", "h3 > button", "nav.contents a", ".footer a"):
                page.locator(name).first.focus()
                page.keyboard.press("Shift+Tab")
                page.keyboard.press("Tab")
                colours = page.evaluate(
                    """() => { const element = document.activeElement; let at = element.parentElement, behind;
                    while (at && /rgba\\(0, 0, 0, 0\\)/.test(behind = getComputedStyle(at).backgroundColor))
                        at = at.parentElement;
                    return [getComputedStyle(element).outlineColor, behind] }"""
                )
                assert ratio(*colours) >= 3, (scheme, name, colours)

    def test_the_first_tab_offers_to_skip_to_the_text(self, tab, default_url):
        page = tab(default_url)
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name="Spring til indholdet")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def ratio(*colours: str) -> float:
    """The contrast of two colours as CSS computes them (WCAG's relative luminance)."""
    lights = []
    for colour in colours:
        parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(lights) / min(lights)


class TestMotion:
    def test_nothing_moves_for_whoever_asked_for_stillness(self, tab, default_url):
        page = tab(default_url, reduced_motion="reduce")
        moving = """() => [...document.querySelectorAll('*')].flatMap(element => [null, '::before', '::after'].map(
            part => getComputedStyle(element, part))).filter(style => style.transitionDuration != '0s'
            || style.animationName != 'none' || style.scrollBehavior == 'smooth').length"""
        assert page.evaluate(moving) == 0


class TestWhatThePageAsksFor:
    def test_one_request_and_nothing_of_anyone_elses(self, browser, default_url):
        """No cookie, no storage, no third party, and the first view needs one answer."""
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page.goto(default_url, wait_until="networkidle")
        # A tab's icon is asked for when the page is shown, and by browsers that show tabs.
        assert [url for url in asked if "favicon" not in url] == [default_url]
        unfold(page)
        page.locator("accordion-link button").first.click()
        page.get_by_role("button", name="Luk alle").click()
        page.goto(f"{default_url}#klimaalliancen")
        page.wait_for_load_state("networkidle")
        assert {url for url in asked if not url.startswith(default_url)} == set()
        kept = """async () => [document.cookie, localStorage.length, sessionStorage.length,
            (await indexedDB.databases()).length, (await caches.keys()).length,
            (await navigator.serviceWorker.getRegistrations()).length]"""
        assert page.evaluate(kept) == ["", 0, 0, 0, 0, 0]
        assert context.cookies() == []
        context.close()


class TestWeight:
    """What the front page weighs, packed as hosts pack it."""

    def test_the_front_page_fits_in_the_first_round_trip(self, default_site):
        page = (default_site / "index.html").read_bytes()
        assert len(brotli.compress(page)) <= 14_600
        assert len(gzip.compress(page, 9)) <= 14_600

    def test_styles_and_scripts_are_a_tenth_of_what_others_send(self, default_site):
        page = (default_site / "index.html").read_text("utf-8")
        css = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)).encode()
        js = "".join(re.findall(r"<script>(.*?)</script>", page, re.DOTALL)).encode()
        assert css
        assert js
        assert len(gzip.compress(js, 9)) <= 1_500
        assert len(gzip.compress(css, 9)) + len(gzip.compress(js, 9)) <= 6_000


class TestPrint:
    def test_a_print_is_a_document(self, tab, default_url):
        """Who published it and when, and where its links lead; no control and no menu."""
        page = tab(default_url)
        page.emulate_media(media="print")
        expect(page.get_by_text("Lejre Kommune").first).to_be_visible()
        expect(page.locator(".print-only time")).to_be_visible()
        assert page.locator("button:visible").count() == page.locator("h3 > button").count()
        expect(page.get_by_role("navigation", name="Indhold på siden")).to_be_hidden()
        link = page.locator(".prose a[href^=http]").first
        assert link.get_attribute("href") in link.evaluate("a => getComputedStyle(a, '::after').content + a.href")
        assert "attr" not in link.evaluate("a => getComputedStyle(a, '::after').content")


class TestPicture:
    def test_the_readme_has_a_picture_of_the_page(self, tab, default_url, request):
        """`pytest tests/browser/test_page.py -k picture --picture` takes it anew."""
        if request.config.getoption("--picture"):
            page = tab(default_url, viewport={"width": 1280, "height": 2000})
            page.wait_for_timeout(300)
            page.screenshot(path=PICTURE)
        head = PICTURE.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">I", head[16:20])[0] == 1280
