"""Sections fold for whoever wants it and are never in the way: each row that other design systems lack, in Chromium."""

from __future__ import annotations

import subprocess

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 320, "height": 568}
OLD_BROWSER = "delete HTMLElement.prototype.onbeforematch"


class TestWithoutAScript:
    def test_all_sections_are_open_and_readable(self, open_reader):
        reader = open_reader(java_script_enabled=False).go()
        assert reader.page.locator("h3 > button").count() == 0
        assert all(reader.page.get_by_text(text).is_visible() for text in reader.texts.values())

    def test_nothing_is_offered_that_only_a_script_can_do(self, open_reader):
        reader = open_reader(java_script_enabled=False).go()
        assert reader.page.locator("main button:visible").count() == 0

    def test_a_link_to_a_section_leads_to_its_heading(self, open_reader):
        reader = open_reader(java_script_enabled=False, viewport=DESKTOP).go("#maalet")
        assert reader.heading_in_view("maalet")


class TestFolding:
    def test_sections_are_folded_at_first_but_those_with_open_true(self, reader):
        assert reader.states() == reader.readable() == reader.opened("tallene")

    def test_the_mouse_opens_and_closes_a_section(self, reader):
        reader.button("aftalen").click()
        assert reader.states() == reader.readable() == reader.opened("aftalen", "tallene")
        reader.button("aftalen").click()
        assert reader.states() == reader.readable() == reader.opened("tallene")

    def test_a_finger_opens_and_closes_a_section(self, open_reader):
        reader = open_reader(has_touch=True, is_mobile=True, viewport=PHONE).go()
        reader.button("vejen").tap()
        assert reader.states() == reader.readable() == reader.opened("vejen", "tallene")
        reader.button("vejen").tap()
        assert reader.states() == reader.readable() == reader.opened("tallene")

    @pytest.mark.parametrize("key", ["Enter", "Space"])
    def test_a_key_opens_and_closes_a_section_and_keeps_the_focus(self, reader, key):
        reader.button("maalet").focus()
        reader.page.keyboard.press(key)
        assert reader.states() == reader.readable() == reader.opened("maalet", "tallene")
        expect(reader.button("maalet")).to_be_focused()
        reader.page.keyboard.press(key)
        assert reader.states() == reader.readable() == reader.opened("tallene")

    def test_opening_one_section_closes_no_other(self, reader):
        for slug in ("aftalen", "maalet", "vejen"):
            reader.button(slug).click()
        assert reader.states() == reader.readable() == reader.opened(*reader.texts)

    def test_each_heading_holds_a_button_that_names_its_panel(self, reader):
        """JAWS leaves headings inside `<summary>` out of its list; these stay headings."""
        for slug, title in reader.titles.items():
            expect(reader.page.get_by_role("heading", level=3, name=title, exact=True)).to_be_visible()
            assert reader.button(slug).get_attribute("aria-controls") == slug

    def test_what_was_opened_is_forgotten(self, reader):
        """No state is stored: a page is the same for everyone who comes to it."""
        reader.button("aftalen").click()
        reader.page.reload()
        assert reader.states() == reader.readable() == reader.opened("tallene")
        assert reader.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
class TestLinksToASection:
    """Each opens the section and leaves its heading in view."""

    def test_from_another_page(self, open_reader, viewport):
        reader = open_reader(viewport=viewport).go("mere/")
        reader.page.get_by_role("link", name="målet på forsiden").click()
        self.landed(reader)

    def test_on_load(self, open_reader, viewport):
        self.landed(open_reader(viewport=viewport).go("#maalet"))

    def test_from_within_the_page(self, open_reader, viewport):
        reader = open_reader(viewport=viewport).go()
        reader.page.get_by_role("link", name="målet for kommunen").click()
        self.landed(reader)

    def test_from_the_contents_of_the_page(self, open_reader, viewport):
        reader = open_reader(viewport=viewport).go()
        reader.page.get_by_role("navigation", name="Indhold på siden").get_by_role("link", name="Målet").click()
        self.landed(reader)

    def test_a_second_time_after_it_was_closed(self, open_reader, viewport):
        """The address does not change then, so the browser tells nobody."""
        reader = open_reader(viewport=viewport).go("#maalet")
        reader.button("maalet").click()
        reader.page.get_by_role("navigation", name="Indhold på siden").get_by_role("link", name="Målet").click()
        self.landed(reader)

    def test_by_going_back(self, open_reader, viewport):
        reader = open_reader(viewport=viewport).go("#maalet")
        reader.page.get_by_role("navigation", name="Indhold på siden").get_by_role("link", name="Vejen").click()
        reader.waits_open("vejen")
        reader.button("maalet").click()
        reader.page.go_back()
        reader.waits_open("maalet")
        assert reader.is_readable("maalet")

    def test_in_a_browser_that_cannot_search_what_is_folded(self, open_reader, viewport):
        reader = open_reader(OLD_BROWSER, viewport=viewport).go("mere/")
        reader.page.get_by_role("link", name="målet på forsiden").click()
        self.landed(reader)

    def landed(self, reader):
        reader.waits_open("maalet")
        assert reader.is_readable("maalet")
        assert reader.states()["maalet"]
        assert reader.heading_in_view("maalet")


class TestSearching:
    def test_ctrl_f_finds_and_opens_and_the_button_tells_so(self, open_reader):
        """The browser's own search cannot be pressed by a test; a link to words uses the same machinery."""
        reader = open_reader().go("#:~:text=Vejen%20er%20lang")
        reader.waits_open("vejen")
        assert reader.states() == reader.readable() == reader.opened("tallene", "vejen")
        assert reader.status() == "2 af 4 afsnit er åbne"

    def test_what_is_folded_is_hidden_until_found(self, reader):
        assert reader.page.locator("#aftalen").get_attribute("hidden") == "until-found"

    def test_a_match_tells_the_button_before_the_section_opens(self, reader):
        reader.page.evaluate("document.getElementById('aftalen').dispatchEvent(new Event('beforematch'))")
        assert reader.states()["aftalen"]


class TestAllAtOnce:
    COUNT = """() => { const said = window.said = [], status = document.querySelector('[role=status]');
        new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true}) }"""

    def press(self, reader, name):
        reader.page.evaluate(self.COUNT)
        reader.page.get_by_role("button", name=name).focus()
        reader.page.keyboard.press("Enter")
        reader.page.wait_for_timeout(150)
        expect(reader.page.get_by_role("button", name=name)).to_be_focused()
        return reader.page.evaluate("window.said")

    def test_open_all_opens_all_and_says_so_once(self, reader):
        assert self.press(reader, "Åben alle") == ["Alle 4 afsnit er åbne"]
        assert reader.states() == reader.readable() == reader.opened(*reader.texts)

    def test_close_all_closes_all_and_says_so_once(self, reader):
        assert self.press(reader, "Luk alle") == ["Alle 4 afsnit er lukkede"]
        assert reader.states() == reader.readable() == reader.opened()

    def test_pressed_again_it_says_so_again(self, reader):
        """Who asks gets an answer, though nothing moved."""
        self.press(reader, "Luk alle")
        assert self.press(reader, "Luk alle") == ["Alle 4 afsnit er lukkede"]

    def test_a_part_of_them_is_told_as_a_part(self, reader):
        """Two buttons, neither pressed nor out of order: a half-open page is not told as open or closed."""
        expect(reader.page.get_by_role("status").first).to_have_text("1 af 4 afsnit er åbent")
        reader.page.evaluate(self.COUNT)
        reader.button("vejen").click()
        reader.page.wait_for_timeout(150)
        assert reader.page.evaluate("window.said") == ["2 af 4 afsnit er åbne"]
        for name in ("Åben alle", "Luk alle"):
            expect(reader.page.get_by_role("button", name=name)).to_be_enabled()
            assert reader.page.get_by_role("button", name=name).get_attribute("aria-pressed") is None

    def test_it_is_said_politely(self, reader):
        """A status is polite by its role, and it stands in the page before anything is said in it."""
        status = reader.page.get_by_role("status").first
        assert status.get_attribute("aria-live") in (None, "polite")
        assert reader.page.locator("[role=alert], [aria-live=assertive]").count() == 0


class TestCopyingALink:
    def press(self, reader):
        reader.button("aftalen").click()
        button = reader.page.get_by_role("button", name="Kopiér link til Aftalen")
        button.focus()
        reader.page.keyboard.press("Enter")
        return reader.page.locator("#aftalen output")

    def test_it_works_by_keyboard_and_says_that_it_did(self, open_reader):
        reader = open_reader(permissions=["clipboard-read", "clipboard-write"]).go()
        answer = self.press(reader)
        expect(answer).to_have_text("Linket er kopieret")
        assert reader.page.evaluate("navigator.clipboard.readText()") == f"{reader.url}#aftalen"
        expect(reader.page.get_by_role("button", name="Kopiér link til Aftalen")).to_be_focused()

    @pytest.mark.parametrize(
        "refusal",
        [
            "Clipboard.prototype.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
            "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})",
        ],
        ids=["refused", "missing"],
    )
    def test_where_the_clipboard_is_refused_the_address_is_shown_and_selected(self, open_reader, refusal):
        reader = open_reader(refusal).go()
        expect(self.press(reader)).to_contain_text(f"{reader.url}#aftalen")
        assert reader.page.evaluate("getSelection().toString()") == f"{reader.url}#aftalen"


class TestPrinting:
    def words(self, reader, tmp_path):
        reader.page.pdf(path=tmp_path / "page.pdf", format="A4")
        return subprocess.run(
            ["pdftotext", str(tmp_path / "page.pdf"), "-"], check=True, capture_output=True, encoding="utf-8"
        ).stdout

    @pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
    def test_every_section_is_printed_and_no_control(self, open_reader, tmp_path, script):
        reader = open_reader(java_script_enabled=script).go()
        printed = self.words(reader, tmp_path)
        assert all(text in printed for text in reader.texts.values())
        assert not [word for word in ("Åben alle", "Luk alle", "Kopiér link") if word in printed]

    def test_no_script_runs_to_print_and_the_screen_stays_as_it_was(self, open_reader, tmp_path):
        reader = open_reader("addEventListener('beforeprint', event => event.stopImmediatePropagation(), true)").go()
        assert all(text in self.words(reader, tmp_path) for text in reader.texts.values())
        assert reader.states() == reader.readable() == reader.opened("tallene")

    def test_an_old_browser_prints_every_section_too(self, open_reader, tmp_path):
        reader = open_reader(OLD_BROWSER).go()
        printed = self.words(reader, tmp_path)
        assert all(text in printed for text in reader.texts.values())


class TestLoading:
    @pytest.mark.parametrize("where", ["", "#maalet"], ids=["front", "section"])
    @pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_nothing_moves_while_a_slow_page_arrives(self, browser, slow_url, viewport, where):
        """CLS 0: each section folds as it is read, before it is painted, and no line of the intro breaks anew."""
        context = browser.new_context(viewport=viewport)
        page = context.new_page()
        page.add_init_script(
            """window.shifts = []; new PerformanceObserver(list => { for (const entry of list.getEntries())
            window.shifts.push([entry.value, ...entry.sources.map(source => source.node && source.node.nodeName)]) })
            .observe({type: 'layout-shift', buffered: true})"""
        )
        page.goto(slow_url + where)
        page.wait_for_timeout(300)
        assert page.evaluate("performance.getEntriesByType('paint').length") > 0
        assert page.evaluate("window.shifts") == []
        context.close()


class TestWhenSomethingFails:
    """Nothing is ever unreachable: what is not open has a button that opens it."""

    def reachable(self, reader):
        for slug, text in reader.texts.items():
            if not reader.is_readable(slug):
                reader.button(slug).click()
            assert reader.is_readable(slug), text

    # Our script makes one button for each section; the second attempt fails.
    HALF_WAY = """{ const make = document.createElement; let made = 0; document.createElement = function (name) {
        if (name == 'button' && ++made == 2) throw new Error('half-way'); return make.apply(this, arguments) } }"""

    def test_a_script_that_stops_half_way_leaves_its_section_open_and_harms_no_other(self, open_reader):
        reader = open_reader(self.HALF_WAY).go()
        assert reader.is_readable("tallene")
        assert not reader.is_readable("maalet")
        self.reachable(reader)

    @pytest.mark.parametrize(
        "fault",
        [
            "Element.prototype.append = () => { throw new Error('half-way') }",
            "HTMLElement.prototype.setAttribute = Element.prototype.setAttribute = () => { throw new Error('no') }",
            "EventTarget.prototype.addEventListener = () => { throw new Error('no') }",
            "window.setTimeout = () => { throw new Error('no') }",
            "Object.defineProperty(window, 'customElements', {value: undefined})",
            "CustomElementRegistry.prototype.define = () => { throw new Error('no') }",
            "Document.prototype.createElement = () => { throw new Error('no') }",
            "Document.prototype.getElementById = () => { throw new Error('no') }",
        ],
        ids=["append", "setAttribute", "listen", "timer", "no-elements", "define", "create", "find"],
    )
    def test_whatever_fails_every_text_can_be_read(self, open_reader, fault):
        self.reachable(open_reader(fault).go())

    def test_a_browser_without_custom_elements_shows_all(self, open_reader):
        reader = open_reader("Object.defineProperty(window, 'customElements', {value: undefined})").go()
        assert reader.readable() == reader.opened(*reader.texts)
        assert reader.page.locator("main button:visible").count() == 0

    def test_a_browser_without_until_found_folds_plainly(self, open_reader):
        reader = open_reader(OLD_BROWSER).go()
        assert reader.page.locator("#aftalen").get_attribute("hidden") == ""
        assert reader.readable() == reader.opened("tallene")
        reader.button("aftalen").click()
        assert reader.states() == reader.readable() == reader.opened("aftalen", "tallene")
        reader.page.get_by_role("button", name="Åben alle").click()
        assert reader.states() == reader.readable() == reader.opened(*reader.texts)

    def test_a_style_that_never_came_hides_nothing(self, open_reader):
        reader = open_reader()
        reader.page.route(
            reader.url, lambda route: route.fulfill(body=route.fetch().text().replace("<style>", "<style media=x>"))
        )
        reader.go()
        self.reachable(reader)
