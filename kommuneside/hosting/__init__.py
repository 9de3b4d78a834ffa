"""One policy, told to each kind of host in its own language.

`_headers` and `_redirects` lie where Netlify, Cloudflare and GitLab look for them. What nginx and Caddy read travels
with the pages, for its hashes are those of the pages' own style and script, but in a folder that begins with a dot,
which neither of them serves.
"""

from __future__ import annotations

from collections.abc import Iterator

from kommuneside.hosting import caddy, netlify, nginx
from kommuneside.hosting.policy import Policy

FOLDER = ".hosting"


def files(policy: Policy) -> Iterator[tuple[str, str]]:
    """What the hosts read, as (path within the site, text)."""
    yield "_headers", netlify.headers(policy)
    yield "_redirects", netlify.redirects(policy)
    yield f"{FOLDER}/nginx.conf", nginx.include(policy)
    yield f"{FOLDER}/Caddyfile", caddy.snippet(policy)
    yield ".nojekyll", ""  # GitHub Pages would leave out what begins with an underscore
