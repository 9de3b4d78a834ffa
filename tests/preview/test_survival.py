"""It never ends, never shows a broken page, and never shows an old one without a word."""

from __future__ import annotations

import os
import random
import socket
import sys
from pathlib import Path

import pytest

from kommuneside.texts import load

HOUSE = Path(__file__).resolve().parents[2]
DA = load("da")
FRONT = "---\ntitle: Klima\nsections_title: Afsnit\n---\n\n{}\n"
BROKEN = "---\ntitel: Klima\n---\n\nVi handler.\n"
STALE = DA("serve.kept")

# The program as it is, but that a file named "boom" makes the build fail of itself.
FAULTY = """
import sys
sys.path.insert(0, {house!r})
from kommuneside import cli, make
build = make.make
def fail(order, *rest):
    if (order.site / "content/boom.txt").exists():
        raise RuntimeError("<b>noget & intet</b>")
    if (order.site / "content/exit.txt").exists():
        sys.exit("farvel")
    return build(order, *rest)
make.make = fail
sys.exit(cli.main(sys.argv[1:]))
"""


def test_a_mistake_keeps_the_last_good_page_under_a_banner_until_it_is_mended(preview):
    """The banner says what the terminal says: where, what, why and what to do."""
    preview.save("content/index.md", FRONT.format("Godt.").replace("title", "titel", 1))
    page = preview.shows(STALE)
    assert "Vi handler." in page
    lines = preview.wait(lambda: [line for line in preview.lines if line.startswith("content/index.md:2:1")])
    for words in (lines[0].partition("fejl: ")[2].strip(), *("mente du", "Hvorfor:", "Gør sådan:")):
        assert words.replace('"', "&#34;") in page
    preview.save("content/index.md", FRONT.format("Mendet."))
    preview.shows("Mendet.")
    assert STALE not in preview.get().text


@pytest.mark.parametrize("name", ["config.yaml", "content", "templates/page.html", "static/accordion.css"])
def test_what_is_broken_or_deleted_can_be_put_back(preview, name):
    """The site's settings, its whole content, a template, a style: each broken or gone, and back again."""
    place, aside = preview.site / name, preview.site.parent / "aside"
    if place.exists():
        place.rename(aside)
    if name != "content":
        preview.save(name, "{{ 1 / 0 }}\n{% en fejl\x00: {{")
    assert "Afsnit" in preview.shows(STALE)
    (preview.site / name).unlink(missing_ok=True) if name != "content" else None
    if aside.exists():
        aside.rename(place)
    preview.lacks(STALE)


def test_many_mistakes_are_counted_where_they_would_hide_the_page(start):
    preview = start(texts={"config.yaml": "name: P\n", "content/index.md": FRONT.format("Godt.")})
    preview.save("content/index.md", FRONT.format("\n\n".join(f"[her](nej-{number}.md)" for number in range(45))))
    page = preview.shows(STALE, path="/")
    assert page.count("nej-") < 100
    assert "mere, som står i terminalen" in page
    preview.wait(lambda: "nej-44.md" in preview.said)


def test_a_broken_template_is_named_with_its_line(preview):
    """A mistake in a template is no traceback and no fault of ours: its file and line are told."""
    preview.save("templates/page.html", "\n\n<h1>{{ pagina.title }}</h1>")
    assert "templates/page.html:3:1" in preview.shows("pagina")
    (preview.site / "templates/page.html").unlink()
    preview.lacks(STALE)


@pytest.mark.parametrize("file", ["boom.txt", "exit.txt"])
def test_an_exception_of_ours_is_shown_with_the_request_to_report_it(start, file):
    """The server outlives its own bugs, and even an attempt to end it."""
    preview = start(program=["-c", FAULTY.format(house=str(HOUSE))])
    preview.save(f"content/{file}", "")
    page = preview.shows("kommuneside-fejl.txt", "Vi handler.")
    assert "&lt;b&gt;noget &amp; intet&lt;/b&gt;" in page or "farvel" in page
    assert "Traceback" not in preview.said
    (preview.site / "content" / file).unlink()
    preview.lacks("kommuneside-fejl.txt")


def test_a_site_that_is_broken_from_the_start_is_served_all_the_same(start):
    """The page is its problems, and becomes the site when they are mended."""
    preview = start(texts={"config.yaml": "name: Prøve\n", "content/index.md": BROKEN})
    answer = preview.get("/hvor/som/helst")
    assert answer.status == 503
    assert DA("serve.nothing") in answer.text
    assert "titel" in answer.text
    preview.save("content/index.md", FRONT.format("Godt."))
    preview.shows("Godt.", path="/")


def test_with_no_settings_it_waits_for_them(start):
    preview = start(texts={"content/index.md": FRONT.format("Godt.")})
    assert "config.yaml" in preview.get("/").text
    preview.save("config.yaml", "name: Prøve\nbase_url: https://proeve.example/nu/\n")
    preview.shows("Godt.", path="/nu/")


def test_a_hundred_files_at_once_are_one_build(preview):
    """A pull from git, a search and replace: the browser is not reloaded a hundred times."""
    before = preview.builds
    for number in range(100):
        (preview.site / f"content/afsnit-{number}.md").write_text(f"---\ntitle: Nummer {number}\n---\n\nTekst.\n")
    preview.shows("Nummer 0", "Nummer 99")
    preview.wait(lambda: preview.builds > before)
    for number in range(100):
        (preview.site / f"content/afsnit-{number}.md").unlink()
    preview.lacks("Nummer 99")
    preview.wait(lambda: preview.builds > before + 1)
    assert preview.builds == before + 2


@pytest.mark.parametrize("way", ["write", "rename", "vim", "same size and time"])
def test_every_way_of_saving_is_seen(preview, way):
    """Written in place, moved into place (VS Code), with the old file moved aside (vim), and as an archive unpacks."""
    path = preview.site / "content/index.md"
    text = FRONT.format(f"Gemt {way[0]}.")
    match way:
        case "write":
            path.write_text(text)
        case "rename":
            preview.save("content/index.md", text)
        case "vim":
            path.rename(path.with_name("index.md~"))
            path.write_text(text)
            path.with_name("index.md~").unlink()
        case _:
            preview.save("content/index.md", FRONT.format("Gemt x."))
            preview.shows("Gemt x.")
            status = path.stat()
            aside = path.with_name("aside")
            aside.write_text(text)
            os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
            aside.replace(path)
    preview.shows(f"Gemt {way[0]}.")


def test_a_file_half_written_is_shown_when_it_is_whole(preview):
    """A slow disk may show half a file: what is good in the end is what is shown."""
    text = FRONT.format("Hele filen.")
    with open(preview.site / "content/index.md", "w") as file:
        for start in range(0, len(text), 9):
            file.write(text[start : start + 9])
            file.flush()
            os.fsync(file.fileno())
    preview.shows("Hele filen.")
    preview.lacks(STALE)


def test_a_save_that_changes_nothing_reloads_nothing(preview):
    """Backup programs and `touch` change no page, so no page is loaded again."""
    number, builds = number_of(preview.get().text), preview.builds
    os.utime(preview.site / "content/index.md")
    preview.wait(lambda: preview.builds > builds)
    assert number_of(preview.get().text) == number


def test_a_taken_port_gives_the_next_one_and_says_so(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        preview = start("--port", str(port))
        assert preview.port > port
        assert DA("serve.port_taken", port=port, other=preview.port) in preview.said


def test_ctrl_c_ends_it_cleanly(start):
    """Exit status 0, a word of goodbye, and nothing else."""
    preview = start()
    assert preview.stop() == 0
    assert preview.lines[-1].strip() == DA("serve.stopped")
    assert "Traceback" not in preview.said


def test_nothing_is_written_but_the_cache(preview):
    """The published site is left alone, whatever is previewed."""
    names = {path.name for path in preview.site.iterdir()} - {".cache"}
    assert names <= {"config.yaml", "content", "templates", "static"}


def number_of(page: str) -> str:
    return page.partition("snipver=")[2].partition("&")[0]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_two_hundred_saves_half_of_them_broken(start):
    """It lives, every good save is shown, and memory does not grow by more than 20 MB."""
    chance = random.Random(7)
    preview = start()
    files = ["index.md", "aftalen.md", "maalet.md", "maal/index.md"]
    breakages = [
        "---\n",
        "---\ntitle: [\n---\n",
        "\x00\x00",
        "",
        "titel",
        "---\ntitle: A: b\n---\n" * 9,
        "---\n---\n<script>",
    ]
    memory: list[int] = []
    for number in range(100):
        file = chance.choice(files)
        text = (preview.site / "content" / file).read_text()
        preview.save(f"content/{file}", chance.choice(breakages))
        if chance.random() < 0.5:
            preview.shows(STALE)
        good = text.rpartition("\n\n")[0].rstrip() + f"\n\nNummer {number}.\n"
        preview.save(f"content/{file}", good)
        preview.shows(f"Nummer {number}.", path="/klima/maal/" if file.startswith("maal/") else "/klima/")
        preview.lacks(STALE)
        memory.append(resident(preview.process.pid))
    assert preview.process.poll() is None
    assert max(memory[-10:]) - max(memory[5:15]) < 20_000_000


def resident(process: int) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
