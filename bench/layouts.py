"""The same corpus on disk as each generator wants it: its own folders, front matter, links, settings and templates."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import dialects, skeleton
from bench.corpus import DATE, Topic, name_folder
from kommuneside.make import HOUSE

SOURCE = "https://regnskab.example.org/"
WELCOME = "Velkommen til kommunens emner."


@dataclass(frozen=True, slots=True)
class Layout:
    """What was laid out, and the places that the bench changes: files, and the words in them to be replaced.

    `output` is where the generator publishes.
    """

    root: Path
    output: Path
    section: Path
    template: Path
    topic: Topic


def kommuneside(topics: Sequence[Topic], root: Path) -> Layout:
    """A folder a topic, a file a section; the repository's templates, of which the site has its own `page.html`."""
    _write(root / "config.yaml", f"name: {skeleton.SITE}\nbase_url: {skeleton.ADDRESS}\n" + _KOMMUNESIDE)
    _write(root / "content/index.md", _matter({"title": "Forside", "lead": WELCOME, "updated": DATE}, WELCOME))
    for topic in topics:
        page = {"title": topic.title, "lead": topic.lead, "sections_title": "Spørgsmål", "updated": DATE}
        _write(root / "content" / topic.folder / "index.md", _matter(page, topic.body))
        for order, section in enumerate(topic.sections):
            fields = {"title": section.title, "order": order, "reviewed": DATE, "sources": [SOURCE]}
            body = _linked(section.body, "../{}/index.md")
            _write(root / "content" / topic.folder / f"{section.slug}.md", _matter(fields, body))
        _write_pictures(topic, root / "content" / topic.folder)
    template = (HOUSE / "templates/page.html").read_text("utf-8")
    marked = template.replace("{% block head %}", "{% block head %}\n" + skeleton.RUN.format(0), 1)
    _write(root / "templates/page.html", marked)
    return _layout(root, "public", "content/{}/{}.md", "templates/page.html", topics)


def hugo(topics: Sequence[Topic], root: Path) -> Layout:
    """A leaf bundle a topic, its sections as page resources."""
    _write(root / "hugo.toml", dialects.HUGO_CONFIG)
    _write(root / "content/_index.md", _matter({"title": "Forside", "lead": WELCOME, "updated_text": _DAY}, WELCOME))
    _bundles(topics, root / "content", {})
    _write(root / "layouts/page.html", skeleton.page(dialects.HUGO))
    _write(root / "layouts/home.html", skeleton.page({**dialects.HUGO, "main": dialects.HUGO_FRONT}))
    return _layout(root, "public", "content/{}/{}.md", "layouts/page.html", topics)


def eleventy(topics: Sequence[Topic], root: Path) -> Layout:
    """A folder a topic; its sections are pages without an address, gathered by their folder."""
    _write(root / "eleventy.config.mjs", dialects.ELEVENTY_CONFIG)
    front = {"title": "Forside", "lead": WELCOME, "updated_text": _DAY, "layout": "front.njk"}
    _write(root / "content/index.md", _matter(front, WELCOME))
    _bundles(topics, root / "content", {"layout": "page.njk", "tags": "emne"})
    for topic in topics:
        part = {"permalink": False, "tags": "afsnit", "folder": topic.folder}
        for section in topic.sections:
            _write(root / "content" / topic.folder / f"{section.slug}.11tydata.json", json.dumps(part))
    _write(root / "content/sitemap.njk", dialects.ELEVENTY_SITEMAP)
    _write(root / "content/_includes/page.njk", skeleton.page(dialects.ELEVENTY))
    front_page = skeleton.page({**dialects.ELEVENTY, "main": dialects.ELEVENTY_FRONT})
    _write(root / "content/_includes/front.njk", front_page)
    return _layout(root, "public", "content/{}/{}.md", "content/_includes/page.njk", topics)


def mkdocs(topics: Sequence[Topic], root: Path) -> Layout:
    """A file a topic, its sections in it; a theme of one template."""
    _write(root / "mkdocs.yml", dialects.MKDOCS_CONFIG)
    front = {"title": "Forside", "lead": WELCOME, "updated_text": _DAY}
    _write(root / "docs/index.md", _matter(front, WELCOME))
    for topic in topics:
        body = _linked(_whole(topic), "../{}/index.md")
        _write(root / "docs" / topic.folder / "index.md", _matter(_fields(topic), body))
        _write_pictures(topic, root / "docs" / topic.folder)
    _write(root / "theme/main.html", skeleton.page(dialects.MKDOCS))
    return _layout(root, "public", "docs/{}/index.md", "theme/main.html", topics)


def pelican(topics: Sequence[Topic], root: Path) -> Layout:
    """A page a topic, its sections in it; a theme of three templates."""
    _write(root / "pelicanconf.py", dialects.PELICAN_CONFIG)
    front = {"title": "Forside", "lead": WELCOME, "updated_text": _DAY, "template": "front", "save_as": "index.html"}
    _write(root / "content/index.md", _meta({**front, "url": "", "slug": "forside"}, WELCOME))
    for topic in topics:
        body = _linked(_whole(topic), "/{}/")
        _write(root / "content" / topic.folder / "index.md", _meta({**_fields(topic), "slug": topic.folder}, body))
        _write_pictures(topic, root / "content" / topic.folder)
    _write(root / "theme/templates/page.html", skeleton.page(dialects.PELICAN))
    front_page = skeleton.page({**dialects.PELICAN, "main": dialects.PELICAN_FRONT})
    _write(root / "theme/templates/front.html", front_page)
    _write(root / "theme/templates/sitemap.html", dialects.PELICAN_SITEMAP)
    return _layout(root, "public", "content/{}/index.md", "theme/templates/page.html", topics)


def jekyll(topics: Sequence[Topic], root: Path) -> Layout:
    """A page a topic, its sections in it."""
    _write(root / "_config.yml", dialects.JEKYLL_CONFIG)
    front = {"title": "Forside", "lead": WELCOME, "updated_text": _DAY, "layout": "front"}
    _write(root / "index.md", _matter(front, WELCOME))
    for topic in topics:
        body = _linked(_whole(topic), "/{}/")
        fields = {**_fields(topic), "layout": "page", "topic": topic.number}
        _write(root / topic.folder / "index.md", _matter(fields, body))
        _write_pictures(topic, root / topic.folder)
    _write(root / "sitemap.xml", dialects.JEKYLL_SITEMAP)
    _write(root / "_layouts/page.html", skeleton.page(dialects.JEKYLL))
    _write(root / "_layouts/front.html", skeleton.page({**dialects.JEKYLL, "main": dialects.JEKYLL_FRONT}))
    return _layout(root, "public", "{}/index.md", "_layouts/page.html", topics)


LAYOUTS: Mapping[str, Callable[[Sequence[Topic], Path], Layout]] = {
    "kommuneside": kommuneside,
    "hugo": hugo,
    "eleventy": eleventy,
    "mkdocs": mkdocs,
    "pelican": pelican,
    "jekyll": jekyll,
}


def lay_out(name: str, topics: Sequence[Topic], root: Path) -> Layout:
    """Lay a corpus out for the generator of that name, in an empty folder."""
    shutil.rmtree(root, ignore_errors=True)
    return LAYOUTS[name](topics, root)


_DAY = "1. november 2026"
_KOMMUNESIDE = """language: da
accessibility_statement: https://www.example.org/tilgaengelighed
authority:
  name: Testkommune
  address: [Torvet 1, 4330 Hvalsø]
contact:
  name: Testkommune
  address: [Torvet 1, 4330 Hvalsø]
"""


def _fields(topic: Topic) -> dict[str, object]:
    return {"title": topic.title, "lead": topic.lead, "updated_text": _DAY}


def _bundles(topics: Sequence[Topic], folder: Path, extra: Mapping[str, object]) -> None:
    """A folder a topic with `index.md`, its sections and its pictures."""
    for topic in topics:
        _write(folder / topic.folder / "index.md", _matter({**_fields(topic), **extra}, topic.body))
        for order, section in enumerate(topic.sections):
            fields = {"title": section.title, "weight": order + 1, "slug": section.slug}
            body = _linked(section.body, "/{}/")
            _write(folder / topic.folder / f"{section.slug}.md", _matter(fields, body))
        _write_pictures(topic, folder / topic.folder)


def _whole(topic: Topic) -> str:
    """A topic as one Markdown text: its contents and its accordion in it."""
    contents = "\n".join(f"- [{section.title}](#{section.slug})" for section in topic.sections)
    parts = (
        skeleton.SECTION.format(title=section.title, slug=section.slug, body=f"\n{section.body}", extra=' markdown="1"')
        for section in topic.sections
    )
    return "\n\n".join((contents, topic.body, "## Spørgsmål", *parts)) + "\n"


def _linked(body: str, address: str) -> str:
    """Markdown with its links between topics as a generator wants them."""
    return re.sub(r"\(topic:(\d+)\)", lambda link: f"({address.format(name_folder(int(link[1])))})", body)


def _matter(fields: Mapping[str, object], body: str) -> str:
    """YAML front matter, every text in quotes, and a body."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    return f"---\n{lines}---\n\n{body}"


def _meta(fields: Mapping[str, object], body: str) -> str:
    """Pelican's own kind of front matter, and a body."""
    return "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"\n{body}"


def _layout(root: Path, output: str, section: str, template: str, topics: Sequence[Topic]) -> Layout:
    middle = topics[len(topics) // 2]
    place = section.format(middle.folder, middle.sections[1].slug)
    return Layout(root, root / output, root / place, root / template, middle)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def _write_pictures(topic: Topic, folder: Path) -> None:
    for name, data in topic.pictures.items():
        (folder / name).write_bytes(data)
