"""Bytes of our front page, beside the same texts as accordion pages of GOV.UK and Det Fælles Designsystem."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import brotli
import markdown

from bench.peers import NODE, NPM, Missing, install_node
from kommuneside import content
from kommuneside.make import HOUSE

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script(?![^>]*\btype=\"application/)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Weight:
    """A page and what it cannot be shown without, in bytes; `files` are fetched for it, itself included."""

    name: str
    files: int
    raw: int
    gzip: int
    brotli: int
    css: int
    js: int

    @property
    def css_and_js(self) -> int:
        """Style sheets and scripts, gzipped."""
        return self.css + self.js


def measure() -> tuple[list[Weight], dict[str, str]]:
    """Our page's weight and theirs, and why one is missing."""
    weights = [weigh("Kommuneside", _our_page(), "", "")]
    try:
        install_node("govuk-frontend", "dkfds", "nunjucks", "sass", "esbuild")
        pages = _their_pages()
    except Missing as reason:
        return weights, {"govuk-frontend, dkfds": str(reason)}
    govuk, dkfds = NODE / "node_modules/govuk-frontend/dist/govuk/govuk-frontend", NODE / "node_modules/dkfds/dist"
    whole = (_read(govuk.with_suffix(".min.css")), _read(govuk.with_suffix(".min.js")))
    name = f"govuk-frontend {NPM['govuk-frontend']}"
    weights += [
        weigh(f"{name}, whole", pages["govuk"], *whole),
        weigh(f"{name}, only what the page uses", pages["govuk"], pages["css"], pages["js"]),
        weigh(
            f"dkfds {NPM['dkfds']}",
            pages["dkfds"],
            _read(dkfds / "css/dkfds.min.css"),
            _read(dkfds / "js/dkfds.min.js"),
        ),
    ]
    return weights, {}


def weigh(name: str, html: str, css: str, js: str) -> Weight:
    """A page's weight, with the style sheet and script that it fetches; what is inline counts as CSS and JS too."""
    fetched = [text.encode() for text in (html, css, js) if text]
    return Weight(
        name,
        files=len(fetched),
        raw=sum(map(len, fetched)),
        gzip=sum(map(_gzipped, fetched)),
        brotli=sum(len(brotli.compress(data, quality=11)) for data in fetched),
        css=_gzipped("".join((*_STYLE.findall(html), css)).encode()),
        js=_gzipped("".join((*_SCRIPT.findall(html), js)).encode()),
    )


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0)) if data else 0


def _our_page() -> str:
    """The default site's front page, as it is published."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "public")
        command = [sys.executable, str(HOUSE / "build.py"), "build", "--quiet", "--no-cache", "--output", str(output)]
        subprocess.run(command, check=True, capture_output=True)
        return (output / "index.html").read_text("utf-8")


def _their_pages() -> dict[str, str]:
    front = next(page for page in content.read(HOUSE).pages if page.address == "/")
    texts = {
        "title": front.index.fields.title,
        "lead": front.index.fields.lead,
        "description": front.index.fields.description,
        "body": markdown.markdown(front.index.body),
        "sections_title": front.index.fields.sections_title,
        "sections": [{"title": one.fields.title, "html": markdown.markdown(one.body)} for one in front.sections],
    }
    done = subprocess.run(
        [shutil.which("node") or "node", str(Path(__file__).with_name("accordion_pages.cjs"))],
        input=json.dumps(texts),
        cwd=NODE,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Missing("their templates could not be rendered")
    pages: dict[str, str] = json.loads(done.stdout)
    return pages
