"""The schema → the editor's forms, and the site's folders → its collections: one description of fields, for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from kommuneside import content, schema
from kommuneside.config import Config, Editor
from kommuneside.site import Site
from kommuneside.texts import Texts, load

Form = dict[str, Any]

FIRST = ("title", "lead")
"""The fields above the text, which are shown beside it as they will look; the others stand below it."""

LONG = ("lead", "description")
"""Text fields that hold more than a line."""

LARGEST_FILE = 20_000_000
"""Bytes of a picture or document that an editor may add."""

BACKENDS = {
    "github": {"server": "https://api.github.com", "hosts": ("https://github.com", "https://*.githubusercontent.com")},
    "gitlab": {"server": "https://gitlab.com", "hosts": ("https://secure.gravatar.com",)},
}


def describe(site: Site) -> Form:
    """The editor's whole configuration."""
    config, texts = site.config, load(site.config.language)
    form: Form = {
        "backend": _backend(config.editor),
        "app_title": config.name,
        "media_folder": content.FOLDER,
        "public_folder": "/",
        # Names that can be addresses, and none of the picture agencies that it could ask.
        "media_libraries": {
            "default": {"config": {"slugify_filename": True, "max_file_size": LARGEST_FILE}},
            "stock_assets": {"providers": []},
        },
        "slug": {"encoding": "ascii", "clean_accents": True},  # as slug.py: `Børn på Ærø` → `boern-paa-aeroe`
        # One language, told of so that slugs know its letters; it leaves no mark on files or their names.
        "i18n": {
            "structure": "multiple_files",
            "locales": [texts.language],
            "default_locale": texts.language,
            "omit_default_locale_from_file_path": True,
        },
        "output": {"omit_empty_optional_fields": True, "yaml": {"quote": "double"}},
        "collections": [*_collections(site, texts)],
    }
    if config.base_url:
        form |= {"site_url": config.base_url.rstrip("/"), "display_url": config.base_url}
    return form


def kinds() -> dict[str, list[str]]:
    """The fields that hold numbers and truths; the editor reads every other value as the text it is."""
    found: dict[str, list[str]] = {"numbers": [], "flags": []}
    for model in (schema.PageFields, schema.SectionFields):
        for name, described in _described(model)["properties"].items():
            kind = {"integer": "numbers", "boolean": "flags"}.get(_plain(described).get("type", ""))
            if kind and name not in found[kind]:
                found[kind].append(name)
    return found


def hosts(config: Config) -> dict[str, tuple[str, ...]]:
    """Where the page may connect to and take pictures from: the git host named in `config.yaml`, or nowhere."""
    editor = config.editor
    if editor is None:
        return {}
    server = _origin(editor.server or BACKENDS[editor.backend]["server"])  # type: ignore[arg-type]
    others = () if editor.server else BACKENDS[editor.backend]["hosts"]
    return {"connect-src": (server,), "img-src": (server, *others)}


def _backend(editor: Editor | None) -> Form:
    if editor is None:
        # The editor asks for a git host even where it works on a folder of this machine only.
        return {"name": "github", "repo": "-/-", "auth_methods": ["token"]}
    form: Form = {"name": editor.backend, "repo": editor.repository}
    if editor.branch:
        form["branch"] = editor.branch
    if editor.server:
        path = "/api/v3" if editor.backend == "github" else "/api/v4"
        form["api_root"] = _origin(editor.server) + path
    if editor.sign_in:
        form["base_url"] = editor.sign_in
    elif editor.backend == "gitlab" and editor.app_id:
        form["base_url"] = _origin(editor.server or "https://gitlab.com")
    if editor.app_id:
        form |= {"app_id": editor.app_id, **({"auth_type": "pkce"} if editor.backend == "gitlab" else {})}
    if not (editor.sign_in or editor.app_id):
        form["auth_methods"] = ["token"]
    return form


def _collections(site: Site, texts: Texts) -> Iterator[Form]:
    """One for each page, with its sections, and one that lists and makes pages."""
    for page in site.pages.values():
        title = " › ".join(step.index.fields.title for step in (*site.trail(page)[1:], page))
        folder = f"{content.FOLDER}/{page.folder}".rstrip("/")
        yield _beside_the_text({
            "name": f"side-{page.folder.replace('/', '--') or 'forside'}",
            "label": title,
            "label_singular": texts("editor.section"),
            "icon": "article",
            "folder": folder,
            "fields": _fields(schema.SectionFields, texts, body_required=True),
            "index_file": {
                "name": "index",
                "label": texts("editor.page_itself"),
                "fields": _fields(schema.PageFields, texts),
            },
            "sortable_fields": {"fields": ["order", "title", "updated"], "default": {"field": "order"}},
            "preview_path": f"{page.address[1:]}#{{{{slug}}}}",
        })  # fmt: skip
    yield {"divider": True}
    yield _beside_the_text({
        "name": "sider",
        "label": texts("editor.pages"),
        "label_singular": texts("editor.page"),
        "icon": "create_new_folder",
        "folder": content.FOLDER,
        "path": "{{slug}}/index",
        "nested": {"subfolders": True},
        "meta": {"path": {"index_file": "index"}},
        "fields": _fields(schema.PageFields, texts),
    })  # fmt: skip


def _beside_the_text(collection: Form) -> Form:
    """A collection whose pictures lie beside the text that shows them, and whose slugs know Danish letters."""
    return {**collection, "i18n": True, "media_folder": "", "public_folder": ""}


def _fields(model: type[BaseModel], texts: Texts, body_required: bool = False) -> list[Form]:
    """What is read first: a model's title and lead, the text itself, and then the fields that fewer need."""
    described = _described(model)
    fields = [
        _field(name, about, described, texts, required=name in described.get("required", ()))
        for name, about in described["properties"].items()
    ]
    body = {
        "name": "body",
        "label": texts("editor.body"),
        "hint": texts("editor.body_hint"),
        "widget": "richtext",
        "modes": ["raw", "rich_text"],
        "required": body_required,
    }
    first = [field for field in fields if field["name"] in FIRST]
    rest = [{**field, "preview": False} for field in fields if field["name"] not in FIRST]
    return [*first, body, *sorted(rest, key=lambda field: field["widget"] in ("list", "object"))]


def _field(name: str, about: Mapping[str, Any], described: Mapping[str, Any], texts: Texts, required: bool) -> Form:
    form: Form = {"name": name, "label": texts(f"fields.{name}.label"), "required": required}
    form["hint"] = texts(f"fields.{name}.hint")
    plain = _plain(about)
    if reference := plain.get("$ref"):
        return {**form, "widget": "object", "collapsed": True, "fields": _parts(reference, described, texts)}
    match plain.get("type"), plain.get("format"):
        case "integer", _:
            return {**form, "widget": "number", "value_type": "int"}
        case "boolean", _:
            return {**form, "widget": "boolean"}
        case "string", "date":
            return {**form, "widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}
        case "array", _:
            items = plain["items"]
            if "$ref" in items:
                return {**form, "widget": "list", "collapsed": True, "fields": _parts(items["$ref"], described, texts)}
            one = {"name": "value", "label": texts(f"fields.{name}.label"), "widget": "string"}
            return {**form, "widget": "list", "field": one}
        case _:
            return {**form, "widget": "text" if name in LONG else "string"}


def _parts(reference: str, described: Mapping[str, Any], texts: Texts) -> list[Form]:
    """The fields of a model within a model."""
    part = described["$defs"][reference.rpartition("/")[2]]
    return [
        _field(name, about, described, texts, required=name in part.get("required", ()))
        for name, about in part["properties"].items()
    ]


def _plain(about: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a field holds where it holds anything."""
    choices = about.get("anyOf", [about])
    return next((choice for choice in choices if choice.get("type") != "null"), about)


@cache
def _described(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
