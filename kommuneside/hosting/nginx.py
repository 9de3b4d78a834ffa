"""An include file for nginx, to stand in a `server` block whose `root` holds the site at its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from kommuneside.hosting.policy import ASK_FIRST, Policy

_ABOUT = """\
# Made with the pages beside it, and true for no others: the policy's hashes are those of their style and script.
# include this file in a server block; its root holds the site at the path {base}
"""
_START = """\
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
    """The include file; what it says holds below the site's path alone, for others may live beside it."""
    base, common = policy.base, _headers({**policy.headers, "Cache-Control": ASK_FIRST})
    said = _START + "\n" + "\n\n".join(_blocks(policy, common))
    if base == "/":
        return _ABOUT.format(base=base) + said + "\n"
    way_in = _location("=", base.rstrip("/"), *common, f"return 301 {_quoted(quote(base))};")
    return _ABOUT.format(base=base) + f"{way_in}\n\n{_location('^~', base, *said.splitlines())}\n"


def _blocks(policy: Policy, common: Sequence[str]) -> Iterator[str]:
    base = policy.base
    yield "\n".join(common)
    yield f"error_page 404 {_quoted(base + policy.not_found)};"
    # Dot files and what only hosts read are no pages; .well-known is where programs look (RFC 8615).
    hidden = "|".join(re.escape(name) + "$" for name in policy.hidden)
    yield _location("~", rf"^{re.escape(base)}(?:{hidden}|(?:.*/)?\.(?!well-known/))", "return 404;")
    for old, new in policy.moves:
        yield _location("=", old, f"return 301 {_quoted(new)};")
    for rule in policy.rules:
        match = "" if rule.path.endswith("/") else "="
        headers = _headers({**policy.headers, "Cache-Control": ASK_FIRST, **rule.headers})
        yield _location(match, base + rule.path, "try_files $uri =404;", *headers)
    yield _location("=", f"{base}feed.xml", "types {}", "default_type application/atom+xml;")
    pages = "index index.html;", "try_files $uri $uri/ =404;"
    yield _location("", base, *pages) if base == "/" else "\n".join(pages)


def _location(match: str, path: str, *lines: str) -> str:
    head = f"location {match} " if match else "location "
    return head + _quoted(path) + " {\n" + "".join(f"    {line}".rstrip() + "\n" for line in lines) + "}"


def _headers(values: Mapping[str, str]) -> list[str]:
    """`always`: on errors too. A location with headers of its own inherits none, so it must name them all."""
    return [f"add_header {name} {_quoted(value)} always;" for name, value in values.items()]


def _quoted(text: str) -> str:
    """A string that nginx takes as it is; there is no way to write a dollar sign but none of ours has one."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
