"""`RESULTS.md`: a head, and parts between marker comments, each written by its own bench."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kommuneside.make import HOUSE

PATH = HOUSE / "bench" / "RESULTS.md"

HEAD = """# How fast Kommuneside is

Written by `python build.py bench`, which measures and replaces one part a bench (`--part builds`, `reload`, `weight`,
`serving`) and leaves the others. `--quick` is for trying it out: it writes to `.cache/bench/RESULTS.md` instead. The
numbers hold for the machine and the versions named in each part, and for nothing else: only the ratios travel.

What is compared: one corpus from a fixed seed, topics of four sections of about 160 Danish words with lists, links,
tables and pictures, laid out as each generator wants it, with the same page template said in each one's language.
Every peer's pages hold the same texts, and every build is looked at afterwards: all its pages are there, and the change
is on the page. Every generator runs with its defaults, and so without a cache where it has none; ours checks the
content, sanitises, hashes and writes headers meanwhile.
"""


def write_part(name: str, text: str, path: Path = PATH) -> None:
    """Put a part between its markers, in place of what stood there, and leave every other byte as it is."""
    whole = path.read_text("utf-8") if path.exists() else HEAD
    start, end = f"<!-- part: {name} -->", f"<!-- end: {name} -->"
    part = f"{start}\n{text.strip()}\n{end}"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    whole, replaced = pattern.subn(lambda _: part, whole, count=1)
    if not replaced:
        whole = f"{whole.rstrip()}\n\n{part}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_text(whole, "utf-8", newline="\n")
    aside.replace(path)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left and the others to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def machine() -> str:
    """The machine, the day and the commit, as a list."""
    memory = f"{_total_memory() / 2**30:.1f} GiB" if _total_memory() else "memory unknown"
    return (
        f"- Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit()}\n"
        f"- {_processor()}, {_cores()} cores, {memory}, {platform.system()} {platform.release().split('-')[0]}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def _cores() -> int:
    """The cores we may use, not those the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _total_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _commit() -> str:
    def ask(*arguments: str) -> str:
        return subprocess.run(
            ("git", *arguments), cwd=HOUSE, capture_output=True, encoding="utf-8", check=True
        ).stdout.strip()

    try:
        changed = ask("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/RESULTS.md")
        return ask("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
