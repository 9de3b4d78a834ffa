"""What a host shall answer, described once: headers, caching, redirects and the page for what is not there."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from msgspec import Struct

YEAR = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
"""Kept by the browser, but shown only after the host has said that nothing changed."""

# Asked for by no page of ours, so that nothing a page might ever be made to hold can ask for them.
_REFUSED_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip

_ONLY_HEADERS = {"frame-ancestors"}
"""Directives that a browser takes from a header and not from the page."""

_SAID = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


class Rule(Struct, frozen=True):
    """What some addresses add to every answer's headers: a folder (its path ends with `/`) or one file."""

    path: str
    headers: Mapping[str, str]


class Policy(Struct, frozen=True):
    """One site's answers; `base` is the path its front page stands at, and every other path follows it.

    `redirects` are pairs of an old path, and the new one or a whole address elsewhere.
    """

    base: str
    headers: Mapping[str, str]
    rules: Sequence[Rule] = ()
    redirects: Sequence[tuple[str, str]] = ()
    not_found: str = "404.html"
    hidden: Sequence[str] = ("_headers", "_redirects")

    @property
    def moves(self) -> Iterator[tuple[str, str]]:
        """Each old path, with its last slash and without, and where it leads now, percent-encoded."""
        for old, new in self.redirects:
            target = new if "://" in new else quote(self.base + new)
            for path in dict.fromkeys((old, old.rstrip("/"))):
                yield self.base + path, target


def describe(
    base: str,
    page: str,
    redirects: Iterable[tuple[str, str]],
    styles: Iterable[str] = (),
    editor_page: str = "",
) -> Policy:
    """The policy of a site whose pages carry the inline style and script that `page`, one of them, carries.

    Some carry the further `styles` too. The browser editor, where there is one, has the policy that its own page
    says, in its own folder.
    """
    inline = find_inline(page)
    return Policy(
        base=base,
        headers=security_headers(content_policy([*inline[0], *styles], inline[1])),
        rules=(
            Rule("static/", {"Cache-Control": YEAR}),
            Rule("api/", {"Access-Control-Allow-Origin": "*"}),  # open data, read by other sites' scripts too
            *_editor_rules(editor_page),
        ),
        redirects=tuple(redirects),
    )


def _editor_rules(page: str) -> Iterator[Rule]:
    """What differs for the editor: its scripts, the window in which its user signs in, and the user's picture."""
    if said := _SAID.search(page):
        yield Rule(
            "admin/",
            {
                "Content-Security-Policy": f"{said[1]}; frame-ancestors 'none'",
                "Cross-Origin-Embedder-Policy": "unsafe-none",
                "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
            },
        )


def security_headers(content: Mapping[str, str]) -> dict[str, str]:
    """What every answer says to the browser about what the site may do, and what others may do to it."""
    return {
        "Content-Security-Policy": written(content),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _REFUSED_FEATURES),
        "Referrer-Policy": "same-origin",
        # Not includeSubDomains: a site under a municipality's name does not speak for its other sites.
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def content_policy(styles: Iterable[str], scripts: Iterable[str]) -> dict[str, str]:
    """The Content-Security-Policy, by directive, of pages with exactly these inline styles and scripts."""
    return {
        "default-src": "'none'",
        "style-src": " ".join(map(_hash, styles)) or "'none'",
        "script-src": " ".join(map(_hash, scripts)) or "'none'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def meta_policy(styles: Iterable[str], script: str) -> str:
    """The policy as a page says it itself, on hosts that send no headers."""
    content = content_policy(styles, [script])
    return written({name: value for name, value in content.items() if name not in _ONLY_HEADERS})


def written(content: Mapping[str, str]) -> str:
    """The policy as a header's value."""
    return "; ".join(f"{name} {value}" for name, value in content.items())


def find_inline(page: str) -> tuple[list[str], list[str]]:
    """The inline styles and scripts of a finished page; a script with a type of its own is a data block."""
    found = _INLINE.findall(page)
    return tuple([text for tag, text in found if tag == name] for name in ("style", "script"))  # type: ignore[return-value]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
