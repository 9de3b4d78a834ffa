"""`test`: what CI runs, in CI's order, with the programs of the system that it takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from kommuneside.texts import Texts

DONE, FOUND_ERRORS, WRONG_USE, MACHINE_FAULT, INTERRUPTED = 0, 1, 2, 3, 130

HOUSE = Path(__file__).resolve().parent.parent

# Each as arguments to Python; the tests come last, so that a log ends with pytest's own count.
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
)
# Workers take tests from each other as they run dry: the browser's are long, and the others short.
ALL_TESTS = ("pytest", "--numprocesses=auto", "--dist=worksteal")

# pytest's statuses as ours; 5 is "no test was found", which nobody asks for.
STATUSES = {0: DONE, 1: FOUND_ERRORS, 2: INTERRUPTED, 3: MACHINE_FAULT, 4: WRONG_USE, 5: FOUND_ERRORS}


class Part(Struct, frozen=True):
    """A program of the system: what it may be called, where it lies off PATH, and Debian's package of it.

    `variable` names it to us and to the tests.
    """

    name: str
    variable: str
    commands: tuple[str, ...]
    places: tuple[str, ...]
    package: str


PARTS = (
    Part(
        name="chromium",
        variable="KOMMUNESIDE_CHROMIUM",
        commands=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"),
        places=(
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "$PROGRAMFILES/Google/Chrome/Application/chrome.exe",
            "$LOCALAPPDATA/Google/Chrome/Application/chrome.exe",
            "$LOCALAPPDATA/Chromium/Application/chrome.exe",
            "$PROGRAMFILES/Microsoft/Edge/Application/msedge.exe",
        ),
        package="chromium",
    ),
    Part(
        name="nginx",
        variable="KOMMUNESIDE_NGINX",
        commands=("nginx",),
        places=("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"),
        package="nginx-light",
    ),
)


def run(arguments: Sequence[str], texts: Texts) -> int:
    """Runs every check and test, or pytest alone where it is given arguments; gives the exit status."""
    found: dict[str, str] = {}
    for part in PARTS:
        program = find(part) or install(part, texts)
        if program is None:
            print(texts(f"suite.no_{part.name}", variable=part.variable), file=sys.stderr)
            return MACHINE_FAULT
        found[part.variable] = program
    environment = {**os.environ, **found}
    if arguments:
        return STATUSES.get(_python(("pytest", *arguments), environment), MACHINE_FAULT)
    # All are run, so that everything there is to mend is seen at once, but no count of passed tests hides it.
    failed = [" ".join(check) for check in CHECKS if _python(check, environment)]
    if failed:
        print(texts("suite.checks_failed", checks=", ".join(failed)), file=sys.stderr)
        return FOUND_ERRORS
    return STATUSES.get(_python(ALL_TESTS, environment), MACHINE_FAULT)


def find(part: Part) -> str | None:
    """The program's path: the one its variable names (or nothing), else the first that is there."""
    named = os.environ.get(part.variable) or os.environ.get(part.name.upper())
    candidates = (named,) if named else (*part.commands, *map(_expand, part.places))
    for candidate in candidates:
        program = shutil.which(candidate)
        if program and not _is_snap_stub(Path(program)):
            return program
    return None


def install(part: Part, texts: Texts) -> str | None:
    """Fetches the program with apt-get where that can be done (Debian and Ubuntu, as root); gives its path."""
    apt = shutil.which("apt-get")
    if apt is None or not Path("/etc/debian_version").exists() or os.geteuid() != 0:
        return None
    print(texts("suite.installing", package=part.package), file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "--yes", "--no-install-recommends", part.package)):
        done = subprocess.run(
            [apt, "--quiet=2", *command], env=environment, check=False, capture_output=True, encoding="utf-8"
        )
        if done.returncode:
            print(done.stderr.strip(), file=sys.stderr)
            return None
    return find(part)


def _python(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Runs a module with the interpreter that has our packages; gives its exit status."""
    print("$ python -m", *arguments, flush=True)
    return subprocess.run([sys.executable, "-m", *arguments], cwd=HOUSE, env=environment, check=False).returncode


def _expand(place: str) -> str:
    """A place with its variables filled in; one whose variable is unset stays a place that is not there."""
    return os.path.expanduser(os.path.expandvars(place))


def _is_snap_stub(program: Path) -> bool:
    """Whether it is Ubuntu's placeholder, a script that asks for a snap, rather than a browser."""
    with program.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/" in start
