"""How fast the built site is served: nginx with the emitted include, beside nginx with the same page as a bare file.

Loopback only, and bounded: each answer is asked for until 20,000 have come, at 64 connections.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import results
from kommuneside import suite
from kommuneside.make import HOUSE, Order, make

REQUESTS, CONNECTIONS, ROUNDS, MOST_ROUNDS, SECONDS = 20_000, 64, 5, 20, 1


class Case(NamedTuple):
    """What is asked for: a name, a path, headers, and whether the emitted include answers."""

    name: str
    path: str
    headers: tuple[str, ...]
    include: bool


CASES = (
    Case("the page as a bare file", "/index.html", (), False),
    Case("the page", "/", (), True),
    Case("the page, packed as browsers ask for it", "/", ("Accept-Encoding: gzip",), True),
    Case("a file of static/", "/static/favicon", (), True),
    Case("a redirect", "/was", (), True),
)


def measure(say: Callable[[str], None]) -> str:
    """The part of RESULTS.md: requests a second for each case, the median of rounds taken turn about."""
    nginx = next((suite.find(part) for part in suite.PARTS if part.name == "nginx"), None)
    wrk = shutil.which("wrk")
    if not nginx or not wrk:
        return f"## Serving\n\nNot measured: {'wrk' if nginx else 'nginx'} is not on this machine."
    rates: dict[Case, list[float]] = {case: [] for case in CASES}
    total = dict.fromkeys(CASES, 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        make(Order(site=HOUSE, output=folder / "www", base_url="http://127.0.0.1/"))
        favicon = next((folder / "www" / "static").glob("favicon.*.svg")).name
        with _serve(nginx, folder, include=False) as bare, _serve(nginx, folder, include=True) as ours:
            for number in range(1, MOST_ROUNDS + 1):
                if number > ROUNDS and min(total.values()) >= REQUESTS:
                    break
                say(f"serving: round {number}")
                for case in CASES:
                    path = case.path.replace("favicon", favicon)
                    url = f"http://127.0.0.1:{ours if case.include else bare}{path}"
                    answers, rate = _load(wrk, url, case.headers)
                    rates[case].append(rate)
                    total[case] += answers
    short = [case.name for case in CASES if total[case] < REQUESTS]
    if short:
        raise RuntimeError(f"fewer than {REQUESTS} answers to: {', '.join(short)}")
    return _words(nginx, rates, total)


def _load(wrk: str, url: str, headers: tuple[str, ...]) -> tuple[int, float]:
    """Ask for one address as often as it is answered; (answers, answers a second). An error ends the bench."""
    asked = [argument for header in headers for argument in ("--header", header)]
    command = [wrk, "--threads=2", f"--connections={CONNECTIONS}", f"--duration={SECONDS}s", *asked, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Socket errors" in said or ("Non-2xx" in said and not url.endswith("/was")):
        raise RuntimeError(said)
    answers = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not answers or not rate:
        raise RuntimeError(said)
    return int(answers[1]), float(rate[1])


@contextlib.contextmanager
def _serve(nginx: str, folder: Path, include: bool) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = folder / f"nginx-{port}"
    home.mkdir()
    temporary = "".join(f"{kind}_temp_path {home}/{kind};" for kind in "client_body proxy fastcgi uwsgi scgi".split())
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    rules = f"include {folder}/www/.hosting/nginx.conf;" if include else ""
    (home / "nginx.conf").write_text(
        f"daemon off; worker_processes auto; pid {home}/pid; error_log stderr; {user}\nevents {{}}\n"
        f"http {{ access_log off; sendfile on; keepalive_requests 100000; {temporary}\n"
        "types { text/html html; image/svg+xml svg; }\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/www; {rules} }} }}\n"
    )
    command = [nginx, "-p", str(home), "-c", str(home / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def _words(nginx: str, rates: dict[Case, list[float]], total: dict[Case, int]) -> str:
    version = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr.strip().split("/")[-1]
    bare = median(rates[CASES[0]])
    rows = "\n".join(
        f"| {case.name} | {median(rates[case]):,.0f} | {min(rates[case]):,.0f}–{max(rates[case]):,.0f} "
        f"| {median(rates[case]) / bare:.2f} | {total[case]:,} |"
        for case in CASES
    )
    return f"""## Serving

{results.machine()}

nginx {version} on loopback with the include that a build emits, asked by wrk at {CONNECTIONS} connections (two threads,
on the same cores), {len(rates[CASES[0]])} rounds of {SECONDS} s turn about; no answer was an error. The bare file is
the same page in an nginx with no include.

| answer | a second, median | spread | beside the bare file | answers |
| --- | ---: | ---: | ---: | ---: |
{rows}"""
