"""Real servers with the emitted configuration answer as the policy says, at a root and under a path."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

ADDRESSES = pytest.mark.parametrize("base", ["https://proeve.example/", "https://proeve.example/klima/"])
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
SERVERS = pytest.mark.parametrize("kind", ["nginx", "caddy"])


@pytest.fixture
def serve(request: pytest.FixtureRequest, build: Callable, site: Path, tmp_path: Path) -> Callable:
    def start(kind: str, base: str):
        path = base.removeprefix("https://proeve.example").strip("/")
        output = tmp_path / "www" / path if path else tmp_path / "www"
        build(base_url=base, output=output)
        include = output / ".hosting" / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[kind]
        return request.getfixturevalue(kind)(tmp_path / "www", include), f"/{path}/" if path else "/", output

    return start


@ADDRESSES
@SERVERS
def test_every_address_answers_as_the_policy_says(serve: Callable, kind: str, base: str) -> None:
    """Pages, files, redirects and what is not there: each with its status, its headers and its cache."""
    context, home, output = serve(kind, base)
    with context as server:
        page = server.get(home)
        assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert page.body == (output / "index.html").read_bytes()
        assert page.headers["cache-control"] == "no-cache"
        assert "etag" in page.headers
        assert server.get(home, If_None_Match=page.headers["etag"]).status == 304

        below = server.get(f"{home}maal/")
        assert (below.status, server.get(f"{home}maal").status // 100) == (200, 3)
        assert server.get(f"{home}maal").headers["location"] == f"{home}maal/"

        missing = server.get(f"{home}findes/ikke/")
        assert (missing.status, missing.body) == (404, (output / "404.html").read_bytes())
        assert missing.headers["content-type"] == "text/html; charset=utf-8"

        asset = next(path for path in (output / "static").iterdir() if path.suffix == ".svg")
        picture = server.get(f"{home}static/{asset.name}")
        assert (picture.status, picture.headers["content-type"]) == (200, "image/svg+xml")
        assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"

        data = server.get(f"{home}api/klima.json")
        assert (data.status, data.headers["access-control-allow-origin"]) == (200, "*")
        assert data.headers["cache-control"] == "no-cache"
        assert server.get(f"{home}.well-known/security.txt").status == 200
        assert server.get(f"{home}feed.xml").status == 200

        for answer in (page, below, missing, picture, data):
            for name, value in _policy(output).items():
                assert answer.headers[name.lower()] == value


@ADDRESSES
@SERVERS
def test_old_addresses_lead_on_in_one_step(serve: Callable, kind: str, base: str) -> None:
    """An alias and /was are redirects, with and without their last slash."""
    context, home, _ = serve(kind, base)
    with context as server:
        for old in ("gamle-maal/", "gamle-maal", "Borger/Klima.aspx", "Borger/Klima.aspx/"):
            answer = server.get(home + old)
            assert (answer.status, answer.headers["location"]) == (301, f"{home}maal/"), old
        assert server.get(f"{home}was").headers["location"] == "https://www.was.digst.dk/proeve-dk"


@SERVERS
def test_what_only_hosts_read_is_not_served(serve: Callable, kind: str) -> None:
    """Files for hosts, and dot files but those of .well-known, are not there for readers."""
    context, home, _ = serve(kind, "https://proeve.example/klima/")
    with context as server:
        for hidden in ("_headers", "_redirects", ".hosting/nginx.conf", ".hosting/Caddyfile", ".nojekyll", ".hosting/"):
            assert server.get(home + hidden).status == 404, hidden


@SERVERS
def test_texts_travel_packed_and_pictures_in_parts(serve: Callable, kind: str) -> None:
    """The packed file beside a text is what is sent, and a part of a file can be asked for."""
    context, home, output = serve(kind, "https://proeve.example/klima/")
    with context as server:
        for path in ("", "maal/", "api/klima.json", "feed.xml"):
            plain = server.get(home + path).body
            packed = server.get(home + path, Accept_Encoding="gzip")
            assert packed.headers["content-encoding"] == "gzip"
            assert "accept-encoding" in packed.headers["vary"].lower()
            assert gzip.decompress(packed.body) == plain
        assert packed.body == (output / "feed.xml.gz").read_bytes()
        if kind == "caddy" or BROTLI.exists():  # nginx needs a module for it, which Debian packs apart
            best = server.get(home, Accept_Encoding="br, gzip")
            assert best.headers["content-encoding"] == "br"
            assert brotli.decompress(best.body) == server.get(home).body
        part = server.get(f"{home}tal.csv", Range="bytes=0-9")
        assert (part.status, part.body) == (206, (output / "tal.csv").read_bytes()[:10])


def _policy(output: Path) -> dict[str, str]:
    """The headers of the first block of `_headers`."""
    block = (output / "_headers").read_text("utf-8").split("\n\n")[0]
    return dict(line.strip().split(": ", 1) for line in block.splitlines()[1:])


def test_who_lives_beside_a_site_is_left_alone(build: Callable, nginx: Callable, tmp_path: Path) -> None:
    """What nginx is told of the site holds there alone."""
    build(base_url="https://proeve.example/klima/", output=tmp_path / "www/klima")
    (tmp_path / "www/andet").mkdir()
    (tmp_path / "www/andet/index.html").write_text("<script>let a;</script>")
    with nginx(tmp_path / "www", tmp_path / "www/klima/.hosting/nginx.conf") as server:
        other, missing = server.get("/andet/index.html"), server.get("/andet/nej")
        assert (other.status, missing.status) == (200, 404)
        for answer in (other, missing):
            assert not {"content-security-policy", "cache-control", "x-frame-options"} & answer.headers.keys()
        assert missing.body != (tmp_path / "www/klima/404.html").read_bytes()
        assert server.get("/klima").headers["content-security-policy"]
