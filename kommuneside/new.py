"""Skeletons: a new section or page that is valid at once."""

from __future__ import annotations

import json
from pathlib import Path

from kommuneside import content, schema
from kommuneside.slug import slugify
from kommuneside.texts import Texts

ORDER_STEP = 10


class Refused(Exception):
    """Nothing was written; the message is the sentence to show."""


def write(site: Path, kind: str, title: str, page: str, texts: Texts) -> str:
    """Write a section's or page's skeleton in the page's folder and return its path within the site."""
    if not title.strip():
        raise Refused(texts("new.empty_title"))
    folder = "/".join([content.FOLDER, *_way(page)])
    if kind == "page":
        folder, name = f"{folder}/{slugify(title)}", "index.md"
    else:
        name = f"{slugify(title)}.md"
        if not any((site / folder / f"index{suffix}").is_file() for suffix in content.TEXT_SUFFIXES):
            raise Refused(texts("new.no_page", folder=folder))
    path = f"{folder}/{name}"
    text = _skeleton(kind, title.strip(), _next_order(site, folder, kind), texts)
    try:
        (site / folder).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Refused(texts("new.in_the_way", folder=site / folder)) from None
    try:
        with open(site / path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(texts("new.exists", path=path)) from None
    return path


def _way(page: str) -> list[str]:
    """The folders to a page, also where someone named it as it lies: `content/klima/index.md`."""
    parts = [part for part in page.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts[:1] == [content.FOLDER]:
        del parts[0]
    if parts and parts[-1].startswith("index."):
        del parts[-1]
    return parts


def _next_order(site: Path, folder: str, kind: str) -> int:
    """The order that puts the new text last among its neighbours."""
    pages = {f"{content.FOLDER}/{page.folder}".rstrip("/"): page for page in content.read(site, drafts=True).pages}
    if kind == "section":
        neighbours = [section.fields.order for section in pages[folder].sections] if folder in pages else []
    else:
        parent = folder.rpartition("/")[0]
        neighbours = [page.index.fields.order for path, page in pages.items() if path.rpartition("/")[0] == parent]
    return max((order for order in neighbours if order is not None), default=0) + ORDER_STEP


def _skeleton(kind: str, title: str, order: int, texts: Texts) -> str:
    """A valid text at once: its fields, then what else may be said, as comments to begin from."""
    # A JSON text is a YAML text too, whatever signs the title holds.
    given = {"title": json.dumps(title, ensure_ascii=False), "order": str(order), "draft": "true"}
    model = schema.PageFields if kind == "page" else schema.SectionFields
    comments = [f"#{key}:  # {texts(f'fields.{key}.hint')}" for key in model.model_fields if key not in given]
    lines = [
        "---",
        *(f"{key}: {value}" for key, value in given.items() if key != "draft"),
        f"draft: {given['draft']}  # {texts('new.comment')}",
        f"# {texts('new.fields')}",
        *comments,
        "---",
        "",
        texts(f"new.body_{kind}"),
    ]
    return "\n".join(lines) + "\n"
