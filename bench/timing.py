"""Builds, turn and turn about: each generator takes one turn at a scenario before any takes its second.

Memory is measured in runs of its own, so that the looking costs no one time.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import corpus, edits, layouts
from bench.layouts import Layout
from bench.peers import CACHE, HUGO, OURS, Peer

MEMORY = "memory"
COLD, UNCACHED, UNCHANGED, SECTION, TEMPLATE = "cold", "cold, --no-cache", "unchanged", "section", "template"
SCENARIOS = (COLD, UNCHANGED, SECTION, TEMPLATE, UNCACHED)
"""In the order of a round: the first wipes, and those after it build on what it left."""

LOG = CACHE / "last-build.log"
MEMORY_RUNS = 3
LARGE = 10_000
"""Sections from which a peer other than Hugo takes a single turn, a cold build: it is minutes each time."""

_LOOK_EVERY = 0.005


class Failed(Exception):
    """A build that ended badly."""


@dataclass(slots=True)
class Measured:
    """Seconds by (size, scenario, peer), bytes by (size, peer), and what went wrong by (size, peer)."""

    seconds: dict[tuple[int, str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    failures: dict[tuple[int, str], str] = field(default_factory=dict)


def measure(
    peers: Sequence[Peer], sizes: Sequence[int], runs: int, say: Callable[[str], None], folder: Path = CACHE / "sites"
) -> Measured:
    """Every scenario of every peer at every size (a number of sections), so many runs of each."""
    measured = Measured()
    for size in sizes:
        topics = corpus.make(max(1, size // corpus.SECTIONS))
        laid = {peer.name: layouts.lay_out(peer.name, topics, folder / peer.name) for peer in peers}
        for run in range(-1, runs):  # the first round only warms: programs and sources come off the disk
            say(f"{size} sections: " + (f"round {run + 1} of {runs}" if run >= 0 else "a round to warm up"))
            _round(peers, laid, size, run, measured)
        for run in range(min(runs, MEMORY_RUNS)):
            say(f"{size} sections: memory, {run + 1} of {min(runs, MEMORY_RUNS)}")
            for peer in _taking_turns(peers, size, run, MEMORY, measured):
                edits.wipe(laid[peer.name], peer.kept)
                peak = run_watched(peer.build, laid[peer.name].root)
                if peak is not None:
                    measured.memory[size, peer.name].append(peak)
    return measured


def _round(peers: Sequence[Peer], laid: Mapping[str, Layout], size: int, run: int, measured: Measured) -> None:
    for scenario in SCENARIOS if run >= 0 else SCENARIOS[:1]:
        for peer in _taking_turns(peers, size, run, scenario, measured):
            try:
                seconds = _turn(peer, laid[peer.name], scenario, size, run)
            except (Failed, edits.Unproved) as reason:
                measured.failures[size, peer.name] = str(reason)
                continue
            if run >= 0:
                measured.seconds[size, scenario, peer.name].append(seconds)


def _taking_turns(peers: Sequence[Peer], size: int, run: int, scenario: str, measured: Measured) -> Iterator[Peer]:
    """Those whose turn it is; only ours has a build without a cache to tell from one with."""
    for peer in _standing(peers, size, measured):
        once = size < LARGE or peer.name in (OURS, HUGO) or (run, scenario) == (0, COLD)
        if once and (scenario != UNCACHED or peer.name == OURS):
            yield peer


def _standing(peers: Sequence[Peer], size: int, measured: Measured) -> Iterator[Peer]:
    return (peer for peer in peers if (size, peer.name) not in measured.failures)


def _turn(peer: Peer, layout: Layout, scenario: str, size: int, run: int) -> float:
    """One build, prepared, timed and proved."""
    words, command = "", peer.build
    if scenario in (COLD, UNCACHED):
        edits.wipe(layout, peer.kept)
        command = (*peer.build, "--no-cache") if scenario == UNCACHED else peer.build
    elif scenario == SECTION:
        words = edits.edit_section(layout, run + 1)
    elif scenario == TEMPLATE:
        words = edits.edit_template(layout, run + 1)
    if hasattr(os, "sync"):
        os.sync()  # what the one before wrote is not for this one to wait for
    seconds = run_timed(command, layout.root)
    if words:
        edits.prove(layout, words)
    else:
        edits.prove_whole(layout, max(1, size // corpus.SECTIONS))
    return seconds


def run_timed(command: Sequence[str], folder: Path) -> float:
    """The seconds a command takes, from its start to its end."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        status = process.wait()
        seconds = time.perf_counter() - started
    _hold(status)
    return seconds


def run_watched(command: Sequence[str], folder: Path) -> int | None:
    """The most memory, in bytes, that a command and all its children held together; None where nobody can tell.

    A page that several processes share counts once (their proportional set sizes, summed); and the sum is never
    less than the largest process's own high-water mark, which no pause between two looks can hide.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    peak = 0
    with LOG.open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while process.poll() is None:
            tree = list(_tree(process.pid))
            held = sum(_field(pid, "smaps_rollup", "Pss:") for pid in tree)
            peak = max(peak, held, *(_field(pid, "status", "VmHWM:") for pid in tree))
            time.sleep(_LOOK_EVERY)
    _hold(process.returncode)
    return peak


def _tree(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in children.read_text().split():
                yield from _tree(int(child))
        except OSError:
            continue  # it ended while we looked


def _field(pid: int, file: str, name: str) -> int:
    """A field of a process in bytes, 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def _hold(status: int) -> None:
    if status:
        lines = LOG.read_text("utf-8", errors="replace").strip().splitlines()
        raise Failed(f"ended with status {status}: {lines[-1] if lines else ''}")
