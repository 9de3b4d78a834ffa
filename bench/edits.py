"""What is done to a site before a build, and the proof that the build took it in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from bench import skeleton
from bench.layouts import Layout

_SENTENCE = re.compile(r"Det gælder særligt her[^:]*:")
_RUN = re.compile(re.escape(skeleton.RUN).replace(r"\{\}", r"\d+"))


class Unproved(Exception):
    """A build that said it was done, and whose pages say otherwise."""


def wipe(layout: Layout, kept: Sequence[str]) -> None:
    """Leave only the sources: neither the published site nor what a generator keeps."""
    for path in (layout.output, *(layout.root / name for name in kept)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def edit_section(layout: Layout, number: int) -> str:
    """Change a sentence in the middle of a section; gives the words that its page must now hold."""
    words = f"Det gælder særligt her i uge {number}:"
    return _replace(layout.section, _SENTENCE, words)


def edit_template(layout: Layout, number: int) -> str:
    """Change the template of every topic; gives the words that every page must now hold."""
    return _replace(layout.template, _RUN, skeleton.RUN.format(number))


def prove(layout: Layout, words: str) -> None:
    """The built page of the corpus' middle topic holds these words; raises Unproved."""
    page = layout.output / layout.topic.folder / "index.html"
    if words not in page.read_text("utf-8"):
        raise Unproved(f"{page} does not hold {words!r}")


def prove_whole(layout: Layout, topics: int) -> None:
    """Every topic has its page, and so has the front; raises Unproved."""
    pages = sum(1 for _ in layout.output.glob("emne-*/index.html"))
    if pages != topics or not (layout.output / "index.html").exists():
        raise Unproved(f"{layout.output} has {pages} topics, not {topics}, or no front page")


def _replace(path: Path, old: re.Pattern[str], new: str) -> str:
    text = path.read_text("utf-8")
    changed, count = old.subn(lambda _: new, text, count=1)
    assert count, f"{path} has nothing to change"
    path.write_text(changed, "utf-8", newline="\n")
    return new
