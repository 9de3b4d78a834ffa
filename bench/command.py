"""`python build.py bench`: reads the command line, measures, writes the parts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench import peers, reload, results, serving, timing, weight, words

SIZES = (4, 100, 1_000, 10_000)
QUICK_SIZES = (4, 100)
RUNS, QUICK_RUNS = 5, 1


def run(arguments: Sequence[str]) -> int:
    """Carry out the bench's own command line (without `bench`) and return its exit status."""
    options = _read(arguments)
    for part in options.part:
        results.write_part(part, PARTS[part](options), options.output)
    print(f"Written to {options.output}")
    return 0


def _builds(options: argparse.Namespace) -> str:
    wanted = [name for name in peers.NAMES if name in (peers.OURS, peers.HUGO) or name in options.only]
    _say(f"Looking for {', '.join(wanted)} ...")
    found, missing = peers.obtain(wanted)
    measured = timing.measure(found, options.sizes, options.runs, _say)
    return words.builds(measured, found, missing, options.sizes, options.runs)


def _reload(options: argparse.Namespace) -> str:
    found, _ = peers.obtain((peers.OURS, peers.HUGO))
    return words.reload(reload.measure(found, options.sizes, options.runs, _say), options.runs)


def _weight(options: argparse.Namespace) -> str:
    return words.weight(*weight.measure())


def _serving(options: argparse.Namespace) -> str:
    return serving.measure(_say)


PARTS: dict[str, Callable[[argparse.Namespace], str]] = {
    "builds": _builds,
    "reload": _reload,
    "weight": _weight,
    "serving": _serving,
}
"""Each part of `RESULTS.md` and the bench that gives its text; a further bench adds a line here."""


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python build.py bench", description="How fast Kommuneside is, beside its peers."
    )
    parser.add_argument("--part", type=_names(PARTS), default=list(PARTS), help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--sizes", type=_numbers, metavar="N,N", help="numbers of sections; default: 4,100,1000,10000")
    parser.add_argument("--runs", type=int, metavar="N", help="of each build and save; default: 5")
    parser.add_argument(
        "--only", type=_names(peers.NAMES), default=peers.NAMES, help="these peers, beside Kommuneside and Hugo"
    )
    parser.add_argument("--quick", action="store_true", help="4 and 100 sections, once, written to .cache/bench")
    parser.add_argument("--output", type=Path, metavar="FILE", help="default: bench/RESULTS.md")
    options = parser.parse_args(arguments)
    options.sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    options.runs = options.runs or (QUICK_RUNS if options.quick else RUNS)
    options.output = options.output or (peers.CACHE / "RESULTS.md" if options.quick else results.PATH)
    return options


def _names(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Names with commas between them, each one known."""

    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)} is none of {', '.join(known)}")
        return names

    return read


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
