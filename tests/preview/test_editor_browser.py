"""The browser editor in a real browser, against `serve`, on a working copy in the browser's own private folder."""

from __future__ import annotations

import io
import json
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import jsonschema
import pytest
from playwright.sync_api import Browser, Page, expect

from kommuneside import frontmatter, markup, schema
from kommuneside.editor import fetch, package
from kommuneside.make import Order, make
from kommuneside.text import read_text

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # the editor is large, and other tests run beside it

HOUSE = Path(__file__).resolve().parents[2]

TRAPS = """\
---
title: 12:30
order: 10
menu_title: 012
sections_title: no
description: 'Colon: og "anførselstegn" & æøå – Ærø'
lead: >-
  En lang indledning, der er foldet over
  flere linjer, og som bliver til én:
  med kolon.
updated: 2026-11-24
review_after: 12 måneder
aliases: [/gamle-maal/, /3.10/]
contact:
  name: ~
  phone: 46 46 46 46
ukendt: 0x1F
sandt: true
tal: 1e3
---

<!-- tillad: link-text-vague, fordi det er kommunens egen tekst -->
Læs mere [her](index.md "Titel"), CO<sub>2</sub> og ~20 %.[^1]LINE_BREAK
Ny linje. 2 * 3 * 4, snake_case, 25&nbsp;%, \\*ikke kursiv\\*.

*[KL]: Kommunernes Landsforening

[^1]: Fodnoten om KL.

## Overskrift {#egen}

Begreb
:   Forklaring.

* Punkt
    * Underpunkt

| År | Tal |
| :-- | --: |
| 2020 | 1 |

```
kode   med   mellemrum
```

> Citat

---

Slut.
""".replace("LINE_BREAK", "  ")
SECTION_TRAPS = "---\ntitle: 3.10\nopen: ja\nsources:\n  - https://a.example/?a=1&b=no\nx: 2026-11-24\n---\nTekst.\n"
YAML = "title: Ren YAML\nbody: |\n  Teksten.\n"

# What a person does in the system's dialog: hands over a folder with the working copy.
HAND_OVER = """
const files = FILES;
window.showDirectoryPicker = async () => {
  const root = await navigator.storage.getDirectory();
  for (const [path, text] of Object.entries(files)) {
    let folder = root;
    for (const name of path.split("/").slice(0, -1)) folder = await folder.getDirectoryHandle(name, { create: true });
    const file = await folder.getFileHandle(path.split("/").at(-1), { create: true });
    const stream = await file.createWritable();
    await stream.write(text);
    await stream.close();
  }
  return root;
};
document.addEventListener("securitypolicyviolation", (e) => console.error("refused", e.blockedURI));
"""
READ = """async (path) => {
  let folder = await navigator.storage.getDirectory();
  for (const name of path.split("/").slice(0, -1)) folder = await folder.getDirectoryHandle(name);
  return await (await (await folder.getFileHandle(path.split("/").at(-1))).getFile()).text();
}"""
LIST = """async () => {
  const found = [];
  const walk = async (folder, way) => {
    for await (const [name, entry] of folder.entries())
      if (entry.kind == "directory") await walk(entry, way + name + "/"); else found.push(way + name);
  };
  await walk(await navigator.storage.getDirectory(), "");
  return found.sort();
}"""


@pytest.fixture(scope="session")
def packed() -> bytes:
    """The real package, fetched once and kept; without npm or a network these tests have nothing to look at."""
    kept = HOUSE / ".cache" / "tests" / f"sveltia-cms-{package.VERSION}.tgz"
    if not kept.exists():
        try:
            data = fetch.download()
        except fetch.Refused as refusal:
            pytest.skip(f"the package cannot be had: {refusal}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    return kept.read_bytes()


class Desk:
    """The editor, opened on a working copy: what an editor can do there, and what came of it."""

    def __init__(self, page: Page, files: Mapping[str, str], url: str) -> None:
        self.page, self.files = page, files
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.add_init_script(HAND_OVER.replace("FILES", json.dumps({".git/HEAD": "ref: refs/heads/main\n", **files})))
        self.url = f"{url}admin/"
        page.goto(self.url)
        page.get_by_role("button", name=re.compile("lokalt repository")).click()
        expect(page.get_by_text("Samlinger")).to_be_visible()

    def open(self, way: str) -> None:
        self.page.goto(f"{self.url}#/collections/{way}")
        expect(self.title).to_be_visible()

    @property
    def title(self) -> object:
        return self.page.get_by_role("textbox", name="Titel").first

    def save(self) -> None:
        self.page.get_by_role("button", name="Gem", exact=True).click()
        self.page.wait_for_url(re.compile(r"#/collections/[\w-]+$"))
        expect(self.page.get_by_text("Samlinger")).to_be_visible()

    def read(self, path: str) -> str:
        return self.page.evaluate(READ, path)

    @property
    def listed(self) -> list[str]:
        return [path for path in self.page.evaluate(LIST) if not path.startswith(".git")]


@pytest.fixture(scope="module")
def desk_of(browser: Browser, packed: bytes, serve_site: Callable) -> Iterator[Callable[..., Desk]]:
    """Opens the editor of the default site with some files more: (files by path) → the desk."""
    files = {f"content/{path.name}": path.read_text("utf-8") for path in (HOUSE / "content").glob("*.md")}
    preview = serve_site(files | {"config.yaml": (HOUSE / "config.yaml").read_text("utf-8")}, packed)
    contexts = []

    def open_desk(more: Mapping[str, str] = {}) -> Desk:
        contexts.append(browser.new_context(locale="en-US", viewport={"width": 1400, "height": 1000}))
        return Desk(contexts[-1].new_page(), files | more, preview.url)

    yield open_desk
    for context in contexts:
        context.close()


def test_it_opens_in_danish_lists_the_sections_and_saves_a_change_that_builds(desk_of, tmp_path, pytestconfig):
    """The whole way of a web editor, and not one request to another host."""
    desk = desk_of()
    page = desk.page
    expect(page.get_by_text("Klimaalliancen").first).to_be_visible()
    expect(page.get_by_text("Siden selv").first).to_be_visible()
    take(page, "editor-list", pytestconfig)
    page.get_by_text("Klimaalliancen").first.click()
    page.get_by_text("Lejre Kommune deltager").last.wait_for()
    take(page, "editor-text", pytestconfig)
    desk.title.fill("Klimaalliancen og vi")
    desk.save()
    assert 'title: "Klimaalliancen og vi"' in desk.read("content/klimaalliancen.md")
    for path in desk.listed:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(desk.read(path), "utf-8")
    (tmp_path / "config.yaml").write_text((HOUSE / "config.yaml").read_text("utf-8"), "utf-8")
    outcome = make(Order(site=tmp_path, write=False))
    assert "Klimaalliancen og vi" in outcome.files["index.html"].decode()
    own = page.url.partition("/partnerskaber")[0]
    assert [url for url in desk.requests if not url.startswith((own, f"blob:{own}", "data:"))] == []
    assert desk.complaints == []


def take(page: Page, name: str, config: pytest.Config) -> None:
    """A picture for the guide, where it was asked for."""
    if config.getoption("--picture"):
        page.wait_for_timeout(1000)  # what fades in has done so
        page.screenshot(path=HOUSE / "docs" / f"{name}.png")


def test_every_file_of_the_default_content_keeps_its_meaning(desk_of):
    """Opened, its title changed, saved: nothing else means anything else."""
    desk = desk_of()
    for path, before in sorted(desk.files.items()):
        stem = Path(path).stem
        desk.open(f"side-forside/entries/{stem}")
        text = desk.title.input_value()
        desk.title.fill(f"{text} (rettet)")
        desk.save()
        assert_same(before, desk.read(path), path, title=f"{text} (rettet)")


def test_a_file_full_of_traps_keeps_its_meaning(desk_of):
    """Times, numbers, truths, dates, letters, colons, folded lines, unknown keys, and Markdown of every kind."""
    desk = desk_of({"content/index.md": TRAPS, "content/faelder.md": SECTION_TRAPS})
    for path, title in {"content/index.md": "12:30", "content/faelder.md": "3.10"}.items():
        desk.open(f"side-forside/entries/{Path(path).stem}")
        assert desk.title.input_value() == title
        desk.title.fill(f"{title}0")
        desk.save()
        assert_same(desk.files[path], desk.read(path), path, title=f"{title}0")


def test_rich_text_opens_for_a_text_it_gives_back_as_it_was(desk_of):
    """And stays away, with a word of why, from one it would rewrite."""
    desk = desk_of({"content/tabel.md": "---\ntitle: Tabel\n---\n\n| År | Tal |\n| :-- | --: |\n| 2020 | 1 |\n"})
    page, said = desk.page, []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    bold, switch = (page.get_by_role("button", name=name) for name in ("Fed", "Rediger i Markdown"))
    desk.open("side-forside/entries/klimaalliancen")
    page.get_by_text("Lejre Kommune deltager").last.wait_for()
    switch.click()
    expect(bold).to_be_enabled()
    desk.title.fill("Klimaalliancen nu")
    desk.save()
    path = "content/klimaalliancen.md"
    before, after = (frontmatter.split(text, path).body for text in (desk.files[path], desk.read(path)))
    assert html(after) == html(before)
    desk.open("side-forside/entries/tabel")
    page.get_by_text("2020").last.wait_for()
    switch.click()
    assert "kun kan rettes som Markdown" in said[0]
    expect(bold).to_be_disabled()


def test_a_new_section_and_a_new_page_lie_as_those_made_by_hand(desk_of):
    """Their names are those that `new` would give, and what is written passes the check."""
    desk = desk_of()
    desk.open("side-forside/new")
    desk.title.fill("Børnehave på Ærø: nu")
    desk.page.get_by_role("textbox", name="Tekst").fill("Vi *bygger*.")
    desk.save()
    desk.open("sider/new")
    desk.title.fill("Vand & natur")
    desk.save()
    assert {"content/boernehave-paa-aeroe-nu.md", "content/vand-natur/index.md"} <= set(desk.listed)
    section = desk.read("content/boernehave-paa-aeroe-nu.md")
    read = read_text("content/a.md", section.encode(), schema.SectionFields)
    assert (read.fields.title, read.body.strip(), read.problems) == ("Børnehave på Ærø: nu", "Vi *bygger*.", ())


def test_a_picture_lies_beside_the_text_under_a_name_that_can_be_an_address(desk_of, tmp_path):
    picture = tmp_path / "Træ på øen.gif"
    picture.write_bytes(bytes.fromhex("47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b"))
    desk = desk_of()
    page = desk.page
    desk.open("side-forside/entries/klimaalliancen")
    page.get_by_text("Lejre Kommune deltager").last.wait_for()
    page.get_by_role("button", name="Rediger i Markdown").click()
    page.get_by_role("button", name="Billede").first.click()
    page.get_by_role("button", name="Gennemse").click()
    dialog = page.get_by_role("dialog")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Upload").first.click()
    chooser.value.set_files(picture)
    insert = dialog.get_by_role("button", name="Indsæt")
    expect(insert).to_be_enabled()
    insert.click()
    expect(dialog).to_have_count(0)
    page.get_by_role("textbox", name="Alternativ tekst").first.fill("Et træ på øen")
    desk.save()
    assert "content/trae-pa-oen.gif" in desk.listed
    assert "![Et træ på øen](trae-pa-oen.gif)" in desk.read("content/klimaalliancen.md")


def test_the_configuration_is_one_that_the_editor_accepts(packed, tmp_path):
    """By the package's own schema of it."""
    shutil.copytree(HOUSE / "content", tmp_path / "content")
    shutil.copy(HOUSE / "config.yaml", tmp_path)
    fetch.install(packed, tmp_path)
    configuration = json.loads(make(Order(site=tmp_path, write=False, live=True)).files["admin/config.json"])
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        schema_of_it = json.load(archive.extractfile("package/schema/sveltia-cms.json"))
    assert list(jsonschema.Draft7Validator(schema_of_it).iter_errors(configuration)) == []


def assert_same(before: str, after: str, path: str, title: str) -> None:
    """Every field means what it did, but the title; what was added is what holds anyway; the text is the same."""
    old, new = (frontmatter.split(text, path) for text in (before, after))
    assert not new.problems
    added = {"open": "false", "draft": "false"}
    flags = {"ja": "true", "nej": "false"}
    expected = {**old.values, "title": title}
    for name, value in {**added, **new.values}.items():
        if name in expected and expected[name] not in ("", None):
            want = expected.pop(name)
            assert value == flags.get(want, want) if isinstance(want, str) else _plain(want) == _plain(value)
        else:
            assert added.get(name) == value, name
    assert not {name: value for name, value in expected.items() if value}
    assert new.body.strip() == old.body.strip()


def _plain(value: object) -> object:
    """Without parts that are empty."""
    return {name: part for name, part in value.items() if part not in ("", "~")} if isinstance(value, dict) else value


def html(text: str) -> str:
    return str(markup.to_html(text, level=4, resolve=lambda target: target).html)
