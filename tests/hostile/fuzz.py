"""Feeds the program what gets it somewhere new: `python -m tests.hostile.fuzz --minutes 10`, by hand.

Atheris watches which lines an input reaches, and varies those that reach more. Where it is not made for the machine,
the same inputs are varied blindly, and the first line says so. What breaks a promise ends the run with its traceback,
and lies in `.cache/fuzz/`.

The last run of ten minutes (24 November 2026, Python 3.11, a third of it each): front matter 443,049 inputs, 202 of
coverage; markup 21,421 and 1,268; links 12,593 and 2,176; nothing broken. Those before it found `<![cs`, at which
Python's parser gave up, and beside them hypothesis found characters that HTML cannot hold, items that a table turns
out, `title` where it is not on the list, and a table of one column that was to be turned.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

HOUSE = Path(__file__).resolve().parents[2]
KEPT = HOUSE / ".cache" / "fuzz"
STEPS = 64
"""Signs or words that an input is made of, at the most."""

with atheris.instrument_imports(include=["kommuneside", "markdown"]) if atheris else contextlib.nullcontext():
    from tests.hostile import promises

NASTY = (Path(__file__).with_name("nasty.txt")).read_text("utf-8").splitlines()
WORDS = [line.encode("raw_unicode_escape").decode("unicode_escape") for line in NASTY if not line.startswith("# ")]
FIELDS = ["---\n", "title: ", "order: ", "figures:\n  - value: ", "chart:\n  data: ", "sources: [", "body: |\n  ", "\n"]
TARGETS: dict[str, Callable[[bytes], None]] = {
    "front_matter": lambda data: promises.keep_reading(_written(data, FIELDS).encode(errors="surrogatepass")),
    "markup": lambda data: promises.keep_markdown_safe(_written(data, ["\n", "\n\n", " ", "    ", "> "])),
    "links": lambda data: promises.keep_link_inside(_written(data, ["/", "../", "#", "?", ":", "%2e"])),
}


def _try_each(data: bytes) -> None:
    for target in TARGETS.values():
        target(data)


def main() -> None:
    """Fuzz one target, each with the same inputs, or one after the other, for so many minutes altogether."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--target", choices=[*TARGETS, "each"])
    options = parser.parse_args()
    if options.target:
        _fuzz(options.target, int(options.minutes * 60))
    import subprocess

    for target in TARGETS:
        again = [sys.executable, "-m", "tests.hostile.fuzz", "--target", target]
        minutes = str(options.minutes / len(TARGETS))
        subprocess.run([*again, "--minutes", minutes], cwd=HOUSE, check=True)


def _fuzz(target: str, seconds: int) -> None:
    """Fuzz one target and end the process: libFuzzer never comes back."""
    print(f"{target}: {'led by coverage' if atheris else 'blindly, for want of atheris'}", flush=True)
    kept, aim = KEPT / target, TARGETS.get(target, _try_each)
    kept.mkdir(parents=True, exist_ok=True)
    if atheris:
        settings = [
            f"-max_total_time={seconds}",
            "-max_len=256",
            "-len_control=0",
            "-timeout=30",
            f"-artifact_prefix={kept}/broken-",
        ]
        atheris.Setup([sys.argv[0], *settings, str(kept)], aim)
        atheris.Fuzz()
    dice, ends, tries = random.Random(target), time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        aim(dice.randbytes(dice.randrange(256)))
        tries += 1
    print(f"Done {tries} runs")
    sys.exit()


def _written(data: bytes, marks: list[str]) -> str:
    """Bytes as a text: a byte is a sign of its own, or with the next one a word that means something somewhere."""
    parts, at = [], 0
    while at < len(data) and len(parts) < STEPS:
        byte, following = data[at], data[at + 1] if at + 1 < len(data) else 0
        if byte < 0x80:
            parts.append(chr(byte))
            at += 1
        else:
            words = marks if byte < 0xA0 else WORDS
            parts.append(words[((byte - 0xA0) * 256 + following if words is WORDS else following) % len(words)])
            at += 2
    return "".join(parts)


if __name__ == "__main__":
    main()
