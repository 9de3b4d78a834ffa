"""A snippet for Caddy, to be imported into a site block whose `root` holds the site at its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kommuneside.hosting.policy import ASK_FIRST, Policy

_START = """\
# Made with the pages beside it, and true for no others: the policy's hashes are those of their style and script.
# import this file in a site block; its root holds the site at the path {base}
"""


def snippet(policy: Policy) -> str:
    """The snippet."""
    return _START.format(base=policy.base) + "\n".join(_lines(policy)) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    base = policy.base
    yield from _headers(policy.headers)
    # Only where no rule says otherwise, and on an answer that is ready: so it stands apart from the others.
    yield f"header ?Cache-Control {_quoted(ASK_FIRST)}"
    yield "header -Server"
    for number, rule in enumerate(policy.rules):
        matcher = f"@rule{number}"
        yield f"{matcher} path {_quoted(base + rule.path + ('*' if rule.path.endswith('/') else ''))}"
        for name, value in rule.headers.items():
            yield f"header {matcher} {name} {_quoted(value)}"
    for old, new in policy.moves:
        yield f"redir {_quoted(old)} {_quoted(new)} permanent"
    hidden = " ".join(_quoted(base + name) for name in policy.hidden)
    # Dot files and what only hosts read are no pages; .well-known is where programs look (RFC 8615).
    yield "@hidden {"
    yield f"\tpath {hidden} {_quoted(base + '.*')} */.*"
    yield "\tnot path */.well-known/*"
    yield "}"
    yield "error @hidden 404"
    yield "file_server {"
    yield "\tprecompressed br gzip"
    yield "}"
    yield "handle_errors {"
    yield from (f"\t{line}" for line in _headers(policy.headers))
    yield f"\theader Cache-Control {_quoted(ASK_FIRST)}"
    yield f"\trewrite * {_quoted(base + policy.not_found)}"
    yield "\tfile_server"
    yield "}"


def _headers(values: Mapping[str, str]) -> list[str]:
    return ["header {", *(f"\t{name} {_quoted(value)}" for name, value in values.items()), "}"]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
