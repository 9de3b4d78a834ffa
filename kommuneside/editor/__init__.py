"""The browser editor at `/admin/`: Sveltia CMS, fetched once by `python build.py editor`, published from then on.

    fetch      the pinned package, checked and with its outside addresses replaced, lies in the site's `.cache/editor/`
    forms      the schema and the site's own folders become the editor's forms and collections
    files      what is published: the package, the forms, and a page with a policy of its own

Collections are the folders as they lie: each page is one, `index.md` is the page itself and the files beside it are
its sections. One more, "Sider", makes new pages. The text is edited as Markdown, with what it becomes beside it:
the editor's rich text rewrites tables, abbreviations and footnotes it does not know, so it opens only for a text
that has none of them (`page/fields.js`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from kommuneside.editor import forms
from kommuneside.editor.package import ANSWERS, FILES, NAME, SCRIPT, VERSION
from kommuneside.site import Site
from kommuneside.texts import load

FOLDER = "admin"
PAGE = f"{FOLDER}/index.html"


def files(folder: Path, site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of the editor, as (path within the site, bytes); none where it was never fetched."""
    package = place(folder)
    if not package.is_dir():
        return
    for path in sorted((*FILES.values(), *ANSWERS)):  # and nothing else that may have got in there
        if (package / path).is_file():
            yield f"{FOLDER}/{path}", (package / path).read_bytes()
    configuration = forms.describe(site)
    texts = load(site.config.language)
    settings = {"language": texts.language, "unsafe": texts("editor.rich_text_refused"), **forms.kinds()}
    yield f"{FOLDER}/config.json", json.dumps(configuration, ensure_ascii=False, indent=1).encode()
    yield f"{FOLDER}/fields.js", (_page("fields.js").replace("SETTINGS", _as_script(settings))).encode()
    page = _page("index.html").replace("POLICY", policy(forms.hosts(site.config)))
    page = page.replace("LANGUAGE", texts.language).replace("SCRIPT", SCRIPT)
    yield PAGE, page.encode()


def place(folder: Path) -> Path:
    """Where a site keeps the package; another version of it has another place."""
    return folder / ".cache" / "editor" / f"{NAME.rpartition('/')[2]}-{VERSION}"


def policy(hosts: Mapping[str, tuple[str, ...]]) -> str:
    """The page's own Content-Security-Policy: its own scripts, and the host of the git repository where one is named.

    Styles are inline because the package writes them so; scripts never are.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "blob:", "data:"],
        "media-src": ["blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", "blob:", "data:"],
        "worker-src": ["blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    for name, sources in hosts.items():
        directives[name] += sources
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def _page(name: str) -> str:
    return Path(__file__).parent.joinpath("page", name).read_text("utf-8")


def _as_script(value: Mapping[str, object]) -> str:
    """JSON that is JavaScript too, wherever it stands."""
    return json.dumps(value, ensure_ascii=True)
