"""What git knows of a site's folder; a site in no repository, or on a machine without git, is as good a site."""

from __future__ import annotations

import subprocess


def command(site: str) -> list[str]:
    """The words that begin every question."""
    # Content that looks like a repository must not bring settings with it: some of them run a program.
    return ["git", "-C", site, "-c", "log.showSignature=false", "-c", "safe.bareRepository=explicit"]


def state(site: str) -> tuple[str, bool]:
    """The newest commit, empty where there is none, and whether its past is missing (a shallow clone)."""
    asked = [*command(site), "rev-parse", "--is-shallow-repository", "HEAD"]
    try:
        known = subprocess.run(asked, capture_output=True, encoding="ascii", errors="replace", check=False)
    except OSError:
        return "", False
    shallow, _, newest = known.stdout.strip().partition("\n")
    return ("", False) if known.returncode else (newest, shallow == "true")
