"""An include file for nginx, to stand in a `server` block whose `root` holds the site at its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from kommuneside.hosting.policy import ASK_FIRST, Policy

_START = """\
# Made with the pages beside it, and true for no others: the policy's hashes are those of their style and script.
# include this file in a server block; its root holds the site at the path {base}
absolute_redirect off;
charset utf-8;
charset_types text/plain text/xml text/csv text/markdown text/vtt;
etag on;
gzip_static on;
gzip_vary on;
# brotli_static on;  # with the module ngx_brotli, which nginx itself does not have
server_tokens off;
"""


def include(policy: Policy) -> str:
    """The include file."""
    return _START.format(base=policy.base) + "".join(f"\n{block}\n" for block in _blocks(policy))


def _blocks(policy: Policy) -> Iterator[str]:
    base, common = policy.base, {**policy.headers, "Cache-Control": ASK_FIRST}
    yield "\n".join(_headers(common))
    yield f"error_page 404 {_quoted(base + policy.not_found)};"
    if base != "/":
        yield _location("=", base.rstrip("/"), f"return 301 {_quoted(quote(base))};")
    # Dot files and what only hosts read are no pages; .well-known is where programs look (RFC 8615).
    hidden = "|".join(re.escape(name) + "$" for name in policy.hidden)
    yield _location("~", rf"^{re.escape(base)}(?:{hidden}|(?:.*/)?\.(?!well-known/))", "return 404;")
    for old, new in policy.moves:
        yield _location("=", old, f"return 301 {_quoted(new)};")
    for rule in policy.rules:
        match = "" if rule.path.endswith("/") else "="
        yield _location(match, base + rule.path, "try_files $uri =404;", *_headers({**common, **rule.headers}))
    yield _location("=", f"{base}feed.xml", "types {}", "default_type application/atom+xml;")
    yield _location("", base, "index index.html;", "try_files $uri $uri/ =404;")


def _location(match: str, path: str, *lines: str) -> str:
    head = f"location {match} " if match else "location "
    return head + _quoted(path) + " {\n" + "".join(f"    {line}\n" for line in lines) + "}"


def _headers(values: Mapping[str, str]) -> list[str]:
    """`always`: on errors too. A location with headers of its own inherits none, so it must name them all."""
    return [f"add_header {name} {_quoted(value)} always;" for name, value in values.items()]


def _quoted(text: str) -> str:
    """A string that nginx takes as it is; there is no way to write a dollar sign but none of ours has one."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
