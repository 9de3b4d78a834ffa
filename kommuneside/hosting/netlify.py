"""`_headers` and `_redirects`, which Netlify, Cloudflare and (the second, in part) GitLab read.

Where two rules of `_headers` give one header, a host joins the values: no header may stand under two patterns that
one address can match, so how a page is cached is left to these hosts, which all ask first. What the browser editor
has of its own, the rest of the site says in its pages and not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from kommuneside.hosting.policy import Policy


def headers(policy: Policy) -> str:
    """The `_headers` file."""
    own = {name for rule in policy.rules for name in rule.headers}
    blocks: list[tuple[str, Mapping[str, str]]] = [
        (f"{policy.base}*", {name: value for name, value in policy.headers.items() if name not in own})
    ]
    blocks += [
        (policy.base + rule.path + ("*" if rule.path.endswith("/") else ""), rule.headers) for rule in policy.rules
    ]
    return "\n".join(
        f"{quote(pattern, safe='/*')}\n" + "".join(f"  {name}: {value}\n" for name, value in values.items())
        for pattern, values in blocks
    )


def redirects(policy: Policy) -> str:
    """The `_redirects` file: a line for each old path."""
    return "".join(f"{quote(old)} {new} 301\n" for old, new in policy.moves)
