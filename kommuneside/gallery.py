"""tests/components/*.yaml → a site with a page for each example, made as every page is; never published."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from kommuneside import config
from kommuneside.make import HOUSE, Order, Outcome, make
from kommuneside.memory import Memory
from kommuneside.slug import slugify

FOLDER = HOUSE / "tests" / "components"
ADDRESS = "_komponenter/"
"""Where a preview shows it; no page of a site has an address that begins so."""

_OURS = ("name", "shows", "lacks", "body", "sections", "children", "files", "config")


class Example(Struct, frozen=True):
    """A component in one of its forms: what an author writes, and the markup that comes of it and does not."""

    component: str
    name: str
    fields: Mapping[str, Any]
    body: str = ""
    sections: Sequence[Mapping[str, Any]] = ()
    children: Sequence[Mapping[str, Any]] = ()
    files: Sequence[str] = ()  # names in static/, laid beside the text
    config: Mapping[str, Any] | None = None
    shows: Sequence[str] = ()
    lacks: Sequence[str] = ()

    @property
    def folder(self) -> str:
        """Its page's folder, below the gallery's front page."""
        return f"{self.component}/{slugify(self.name)}"


def examples() -> tuple[Example, ...]:
    """Every example, by component."""
    return tuple(example for path in sorted(FOLDER.glob("*.yaml")) for example in _read(path))


def _read(path: Path) -> Iterator[Example]:
    for said in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["examples"]:
        fields = {key: value for key, value in said.items() if key not in _OURS}
        ours: dict[str, Any] = {key: value for key, value in said.items() if key in _OURS}
        yield Example(path.stem, fields=fields, **ours)


def build(order: Order) -> Outcome:
    """The gallery with a site's own looks, templates and settings, built in memory."""
    with tempfile.TemporaryDirectory(prefix="kommuneside-") as name:
        folder = Path(name)
        for part in ("templates", "static"):
            if (order.site / part).is_dir():
                shutil.copytree(order.site / part, folder / part)
        shown = examples()
        (folder / config.FILE).write_text(_config(order.site, shown), "utf-8")
        for path, text in _texts(shown):
            target = folder / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        for example in shown:
            for file in example.files:
                shutil.copy(HOUSE / "static" / file, folder / "content" / example.folder / file)
        own = replace(order, site=folder, output=None, write=False, cache=False, strict=False, jobs=1)
        return make(replace(own, memory=Memory()))  # the other may be at work


def _config(site: Path, shown: tuple[Example, ...]) -> str:
    """The site's own settings with what the examples need, as YAML (of which JSON is a part)."""
    said = yaml.load((site / config.FILE).read_text("utf-8"), Loader=yaml.BaseLoader)
    for example in shown:
        said |= example.config or {}
    return json.dumps(said, ensure_ascii=False)


def _texts(shown: tuple[Example, ...]) -> Iterator[tuple[str, str]]:
    """Every text as (path in `content/`, text)."""
    yield "index.md", _text({"title": "Komponenter"})
    for component in {example.component: None for example in shown}:
        yield f"{component}/index.md", _text({"title": component})
    for example in shown:
        yield f"{example.folder}/index.md", _text({"title": example.name, **example.fields}, example.body)
        for number, section in enumerate(example.sections):
            fields = {"order": str(number), **{key: value for key, value in section.items() if key != "body"}}
            yield f"{example.folder}/{slugify(section['title'])}.md", _text(fields, section["body"])
        for child in example.children:
            yield f"{example.folder}/{slugify(child['title'])}/index.md", _text(child)


def _text(fields: Mapping[str, Any], body: str = "") -> str:
    rows = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    return f"---\n{rows}---\n\n{body}\n"
