"""What an address gives, as the host will answer it, opened only as far as reloading and the banner need. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from mimetypes import MimeTypes
from urllib.parse import quote, unquote

from msgspec import Struct

from kommuneside import editor
from kommuneside.hosting.policy import ASK_FIRST, Policy
from kommuneside.preview import banner
from kommuneside.preview.workshop import Showing

_TYPES = MimeTypes()  # not the machine's own list: a Windows registry may call anything anything
_BODY = re.compile(rb"<body\b[^>]*>")


class Answer(Struct, frozen=True):
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = {}


def answer(showing: Showing, path: str, host: str, nonce: str) -> Answer:
    """The answer for a percent-encoded path; a nonce may be used once. `host` is where the socket is."""
    policy, base = showing.policy, showing.base
    if policy is None:
        return _nothing_yet(showing, host, nonce)
    if path == "/" != base or path == base.rstrip("/"):
        return Answer(302, headers={"Location": quote(base)})
    try:
        way = unquote(path, errors="strict")
    except UnicodeDecodeError:
        way = ""
    if target := dict(policy.moves).get(way):
        return Answer(301, headers={"Location": target})
    name = way[len(base) :] if way.startswith(base) else "404.html"
    if name.endswith("/") or not name:
        name += "index.html"
    if f"{name}/index.html" in showing.files:
        return Answer(301, headers={"Location": f"{path}/"})
    if name not in showing.files or _is_hidden(name, policy) or name == "404.html":
        return _file(showing, policy, 404, "404.html", host, nonce)
    return _file(showing, policy, 200, name, host, nonce)


def _is_hidden(name: str, policy: Policy) -> bool:
    """Whether it is there for hosts, not for readers (RFC 8615 has the one exception)."""
    parts = name.split("/")
    return name in policy.hidden or (parts[0] != ".well-known" and any(part[:1] == "." for part in parts))


def _file(showing: Showing, policy: Policy, status: int, name: str, host: str, nonce: str) -> Answer:
    body = showing.files[name]
    headers = {"Cache-Control": ASK_FIRST, **_headers(policy, name), "Content-Type": _type(name)}
    if name.endswith(".html") and name != editor.PAGE:  # the editor saves: it must not be loaded again for that
        extra = banner.html(showing, nonce).encode()
        body_tag = _BODY.search(body)
        place = body_tag.end() if body_tag else len(body)
        body = body[:place] + extra + body[place:]
        headers["Content-Security-Policy"] = _opened(headers["Content-Security-Policy"], host, nonce)
        headers["Cache-Control"] = "no-store"
    return Answer(status, body, headers)


def _headers(policy: Policy, name: str) -> dict[str, str]:
    """What the host sends with a file."""
    headers = dict(policy.headers)
    del headers["Strict-Transport-Security"]  # this machine's other servers speak plain HTTP
    for rule in policy.rules:
        if name == rule.path or (rule.path.endswith("/") and name.startswith(rule.path)):
            headers |= rule.headers
    return headers


def _nothing_yet(showing: Showing, host: str, nonce: str) -> Answer:
    """The page while there has never been a good site: what is wrong, and nothing else."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": _opened("default-src 'none'; base-uri 'none'; form-action 'none'", host, nonce),
        "Cache-Control": "no-store",
    }
    return Answer(503, banner.page(showing, nonce).encode(), headers)


def _opened(policy: str, host: str, nonce: str) -> str:
    """A Content-Security-Policy with room for our own style, script and socket."""
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    ours = {"style-src": f"'nonce-{nonce}'", "script-src": f"'nonce-{nonce}'", "connect-src": f"ws://{host}/livereload"}
    for name, source in ours.items():
        allowed = directives.get(name, "").replace("'none'", "")
        directives[name] = f"{allowed} {source}".strip()
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


def _type(name: str) -> str:
    kind = _TYPES.guess_type(posixpath.basename(name))[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
