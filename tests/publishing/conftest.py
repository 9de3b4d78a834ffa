"""A small site to publish, and real servers to publish it through."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from kommuneside.make import Order, Outcome, make

CONFIG = """\
name: Prøve Kommune
base_url: {base}
accessibility_statement: https://www.was.digst.dk/proeve-dk
api: klima
security:
  contact: mailto:sikkerhed@example.org
  expires: 2027-11-24
"""

TEXTS = {
    "content/index.md": "---\ntitle: Klima\nsections_title: Afsnit\nupdated: 2026-11-01\n---\n[Mål](maal/index.md).\n",
    "content/aftalen.md": "---\ntitle: Aftalen & <os>\nupdated: 2026-11-03\n---\nHent [tallene](tal.csv).\n",
    "content/tal.csv": "år;ton\n" + "2026;12\n" * 60,
    "content/maal/index.md": """\
---
title: Mål på øen
aliases:
  - /gamle-maal/
  - /Borger/Klima.aspx
---
Til [forsiden](../index.md).
""",
    "content/maal/naar.md": "---\ntitle: Hvornår\n---\n" + "Inden 2030 skal det være gjort. " * 20 + "\n",
}

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@dataclass(frozen=True)
class Answer:
    """What a server said: header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A server on this machine that can be asked."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two pages, with a file to fetch and two addresses of old."""
    return write_site(tmp_path / "site")


def write_site(folder: Path, base: str = "https://proeve.example/klima/", texts: Mapping[str, str] = TEXTS) -> Path:
    for path, text in {"config.yaml": CONFIG.format(base=base), **texts}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return folder


@pytest.fixture
def build(site: Path) -> Callable[..., Outcome]:
    """Builds the site, with settings of an order; a mistake in it is a mistake in the test."""

    def run(**settings: object) -> Outcome:
        outcome = make(Order(site=site, **settings))
        assert not outcome.has_errors, outcome.problems
        return outcome

    return run


@pytest.fixture(scope="session")
def shared_site() -> Callable[..., Path]:
    """Writes the small site to any folder."""
    return write_site


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[Server]:
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                assert process.poll() is None, log.read_text("utf-8", "replace")
                time.sleep(0.05)
            yield Server(port)
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def nginx(tmp_path: Path) -> Callable[..., contextlib.AbstractContextManager[Server]]:
    """nginx with the emitted include, as docs/publishing.md tells to set it up: (root, include) → a running server."""
    program = os.environ.get("KOMMUNESIDE_NGINX") or shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    assert program, "nginx is not on this machine: install it, or name it in KOMMUNESIDE_NGINX"

    def start(root: Path, include: Path) -> contextlib.AbstractContextManager[Server]:
        port, folder = free_port(), tmp_path / "nginx"
        folder.mkdir(exist_ok=True)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        module, brotli = (f"load_module {BROTLI};", "brotli_static on;") if BROTLI.exists() else ("", "")
        (folder / "nginx.conf").write_text(
            f"{module} daemon off; pid {folder}/pid; error_log stderr; {'user root;' if os.geteuid() == 0 else ''}\n"
            "events {}\n"
            f"http {{ access_log off; {temporary}\n"
            "types { text/html html; image/svg+xml svg; application/json json; text/plain txt; text/xml xml; }\n"
            f"server {{ listen 127.0.0.1:{port}; root {root}; include {include}; {brotli} }} }}\n"
        )
        return running([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], port, folder / "log")

    return start


@pytest.fixture
def caddy(tmp_path: Path) -> Callable[..., contextlib.AbstractContextManager[Server]]:
    """Caddy with the emitted snippet."""
    program = shutil.which("caddy")
    if not program:
        pytest.skip("Caddy is not on this machine")

    def start(root: Path, snippet: Path) -> contextlib.AbstractContextManager[Server]:
        port, config = free_port(), tmp_path / "Caddyfile"
        config.write_text(
            f"{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {tmp_path}/caddy\n}}\n"
            f"http://127.0.0.1:{port} {{\n\troot * {root}\n\timport {snippet}\n}}\n"
        )
        return running(
            [program, "run", "--config", str(config), "--adapter", "caddyfile"], port, tmp_path / "caddy.log"
        )

    return start


@pytest.fixture(scope="session")
def house() -> Path:
    """The repository, whose own site is the default one."""
    return Path(__file__).resolve().parents[2]
