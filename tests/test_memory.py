"""A build that remembers makes what a build that begins anew makes, whatever was changed in between."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from kommuneside.make import Order, Outcome, make
from kommuneside.memory import LONGEST, Memory

SITE = {
    "config.yaml": "name: Prøve\nbase_url: https://proeve.example/\n",
    "content/index.md": "---\ntitle: Forside\nsections_title: Afsnit\n---\n\nSe [planen](plan/index.md).\n",
    "content/aftalen.md": "---\ntitle: Aftalen\n---\n\nSe [målet](plan/maal.md) og [tallene](tal.csv).\n",
    "content/tal.csv": "aar;ton\n2025;12\n2026;10\n",
    "content/plan/index.md": "---\ntitle: Planen\nlead: Kort.\n---\n\nTekst.\n",
    "content/plan/maal.md": "---\ntitle: Målet\n---\n\nNul.\n",
    "content/plan/dyb/index.md": "---\ntitle: Dybt\n---\n\nTilbage til [forsiden](../../index.md).\n",
}


def write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def add(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")


# What people do: (the site's folder, one of its texts, a number that has not been used).
CHANGES = (
    lambda site, file, number: file.write_text(f"{file.read_text('utf-8')}\nLinje {number}.\n", "utf-8"),
    lambda site, file, number: add(file, "title: ", f"title: {number} "),
    lambda site, file, number: add(file, "---\n\n", "draft: true\n---\n\n"),
    lambda site, file, number: file.write_text(f"---\ntitel: {number}\n---\n", "utf-8"),
    lambda site, file, number: file.unlink() if file.name != "index.md" else None,
    lambda site, file, number: write(site, f"content/plan/nyt-{number}.md", f"---\ntitle: N{number}\n---\n\nNyt.\n"),
    lambda site, file, number: write(site, f"content/s{number}/index.md", f"---\ntitle: S{number}\n---\n\nNy.\n"),
    lambda site, file, number: write(site, "content/tal.csv", f"aar;ton\n2026;{number}\n"),
    lambda site, file, number: add(site / "config.yaml", "name: ", f"name: {number} "),
    lambda site, file, number: write(
        site, "templates/components/updated.html", f"{{% macro updated(day) %}}{number}{{% endmacro %}}"
    ),
)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_remembered_is_what_would_be_made_anew(tmp_path, seed):
    for path, text in SITE.items():
        write(tmp_path, path, text)
    order = Order(site=tmp_path, write=False, live=True, jobs=1)
    chance = random.Random(seed)
    for number in range(25):
        text = chance.choice(sorted(tmp_path.rglob("content/**/*.md")))
        chance.choice(CHANGES)(tmp_path, text, number)
        remembered, anew = make(order), make(Order(site=tmp_path, write=False, live=True, jobs=1))
        assert remembered.problems == anew.problems
        assert remembered.files == anew.files
        mend(tmp_path, anew)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_between_runs_is_what_would_be_made_anew(tmp_path, seed):
    """Every run publishes what a run without a cache does, byte for byte, and says the same of it."""
    site = tmp_path / "site"
    for path, text in SITE.items():
        write(site, path, text)
    chance = random.Random(seed)
    for number in range(20):
        text = chance.choice(sorted(site.rglob("content/**/*.md")))
        chance.choice(CHANGES)(site, text, number)
        kept = make(Order(site=site, jobs=1))
        anew = make(Order(site=site, output=tmp_path / "anew", jobs=1, cache=False))
        assert kept.problems == anew.problems
        assert (kept.written, kept.tally) == (anew.written, anew.tally)
        assert not anew.published or tree(site / "public") == tree(tmp_path / "anew")
        mend(site, anew)
        if chance.random() < 0.2:
            damage(chance, site / ".cache")


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_links_to_a_page_whose_file_got_another_name_are_dead(tmp_path):
    for path, text in SITE.items():
        write(tmp_path, path, text)
    order = Order(site=tmp_path, write=False, live=True, jobs=1)
    assert not make(order).has_errors
    (tmp_path / "content/plan/index.md").unlink()
    write(tmp_path, "content/plan/index.yaml", "title: Planen\nlead: Kort.\nbody: Tekst.\n")
    assert "link-dead" in {problem.rule for problem in make(order).problems}


def mend(site: Path, outcome: Outcome) -> None:
    """So that the next change is seen too."""
    if outcome.has_errors:
        for file in site.rglob("content/**/*.md"):
            if "titel:" in (text := file.read_text("utf-8")):
                file.write_text(text.replace("titel:", "title:") + "\nTekst.\n", "utf-8")


def damage(chance: random.Random, cache: Path) -> None:
    """What befalls a folder: a file cut short, changed, gone, or all of them."""
    files = sorted(path for path in cache.rglob("*") if path.is_file())
    file = chance.choice(files)
    data = file.read_bytes()
    match chance.randrange(4):
        case 0:
            file.write_bytes(data[: len(data) // 2])
        case 1:
            middle = len(data) // 2
            file.write_bytes(
                data[:middle] + bytes(byte ^ 255 for byte in data[middle : middle + 9]) + data[middle + 9 :]
            )
        case 2:
            file.unlink()
        case 3:
            shutil.rmtree(cache)


def test_only_the_page_that_was_changed_is_made_again(tmp_path, monkeypatch):
    from kommuneside.render import Renderer

    for path, text in SITE.items():
        write(tmp_path, path, text)
    made: list[str] = []
    real = Renderer.page
    monkeypatch.setattr(Renderer, "page", lambda self, one: made.append(one.page.address) or real(self, one))
    order = Order(site=tmp_path, write=False, live=True, jobs=1)
    make(order)
    assert made == ["/", "/plan/", "/plan/dyb/"]
    made.clear()
    write(tmp_path, "content/plan/maal.md", "---\ntitle: Målet nu\n---\n\nNul i 2030.\n")
    make(order)
    assert made == ["/plan/"]


def test_what_no_build_asks_for_is_forgotten():
    memory = Memory()
    memory.put("old", 1)
    for _ in range(LONGEST):
        memory.begin()
        assert memory.recall("asked", lambda: 2) == 2
        assert "old" in memory.known
    memory.begin()
    assert set(memory.known) == {"asked"}


@pytest.mark.parametrize(
    ("reach", "path"),
    [('{% include "ved.html" %}', "templates/ved.html"), ('{{ style("ved.css") }}', "static/ved.css")],
)
def test_what_a_component_reaches_is_a_part_of_it(tmp_path, reach, path):
    for name, text in SITE.items():
        write(tmp_path, name, text)
    write(tmp_path, "content/tabel.md", '---\ntitle: Tal\n---\n\n![Tal](tal.csv){chart=bars source="Os"}\n')
    write(tmp_path, "templates/components/source.html", f"{{% macro source(source) %}}{reach}{{% endmacro %}}")
    write(tmp_path, path, "p{top:1}")
    order = Order(site=tmp_path, write=False, live=True, jobs=1)
    first = make(order).files
    write(tmp_path, path, "p{top:2}")
    assert first
    assert make(order).files == make(Order(site=tmp_path, write=False, live=True, jobs=1)).files != first
