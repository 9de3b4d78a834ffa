"""What git knows of a site's folder; a site in no repository, or on a machine without git, is as good a site."""

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple

_COMMIT = re.compile(r"[0-9a-f]{40,64}")


class State(NamedTuple):
    """The newest commit, empty where there is none, whether its past is missing (a shallow clone), and whether someone
    has committed what builds keep for themselves.
    """

    newest: str = ""
    is_cut: bool = False
    holds_cache: bool = False


def command(site: str) -> list[str]:
    """The words that begin every question."""
    # Content that looks like a repository must not bring settings with it: some of them run a program.
    return ["git", "-C", site, "-c", "log.showSignature=false", "-c", "safe.bareRepository=explicit"]


def state(site: str) -> State:
    """What the newest commit is like."""
    asked = [*command(site), "rev-parse", "--is-shallow-repository", "HEAD", "HEAD:./.cache"]
    try:
        known = subprocess.run(asked, capture_output=True, encoding="ascii", errors="replace", check=False)
    except OSError:
        return State()
    # The last question has an answer only where something is wrong; what git could not answer is told back as it was.
    shallow, newest, cache, *_ = [*known.stdout.split("\n"), "", "", ""]
    if not _COMMIT.fullmatch(newest):
        return State()
    return State(newest, shallow == "true", bool(_COMMIT.fullmatch(cache)))
