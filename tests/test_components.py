"""Each component's examples: one YAML drives its markup, its run with axe and the gallery that `serve` shows."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from kommuneside import gallery, make

HOUSE = Path(__file__).resolve().parents[1]
EXAMPLES = gallery.examples()


@pytest.fixture(scope="module")
def files():
    outcome = gallery.build(make.Order(site=HOUSE / "tests/base", base_url="https://proeve.example/_komponenter/"))
    assert outcome.files is not None, outcome.problems
    return outcome.files


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.folder)
def test_an_example_is_shown_as_it_says(files, example):
    page = files[f"{example.folder}/index.html"].decode()
    body = page[page.index("<body") :]
    for markup in example.shows:
        assert markup in body or unescape(markup) in unescape(body)
    for markup in example.lacks:
        assert markup not in body


def test_every_component_has_its_examples():
    components = {path.stem for path in (HOUSE / "templates/components").glob("*.html")}
    assert components == {example.component for example in EXAMPLES}


def test_the_gallery_is_never_published(build_site):
    assert not [path for path in build_site().outcome.files if "komponenter" in path]
