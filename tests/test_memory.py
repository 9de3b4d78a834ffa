"""A build that remembers makes what a build that begins anew makes, whatever was changed in between."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kommuneside.make import Order, make
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
        if anew.has_errors:  # mended, so that the next change is seen too
            for file in tmp_path.rglob("content/**/*.md"):
                if "titel:" in (text := file.read_text("utf-8")):
                    file.write_text(text.replace("titel:", "title:") + "\nTekst.\n", "utf-8")


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
