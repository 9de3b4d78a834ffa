"""Numbers → the parts of `RESULTS.md`, as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence

from bench import bars
from bench.bars import Verdict
from bench.peers import HUGO, OURS, Peer
from bench.reload import Reloads, Unseen
from bench.results import machine, table
from bench.timing import LARGE, SCENARIOS, Measured
from bench.weight import Weight
from kommuneside.make import HOUSE

_RATIOS = """\
How many times Hugo's median ours is, and what was promised. “cold” wipes the published site and the cache first;
“cold, --no-cache” is the same without writing a cache, and is held to Hugo's cold build."""
_MEMORY = """\
All the processes of a build together, looked at every 5 ms in runs of their own: their proportional set sizes, where a
page that several share counts once; never less than the largest one's own high-water mark."""
_RELOAD = """\
From the moment the file is saved until the page, fetched when the preview says so (or by polling, where it says
nothing), holds the change. “ready” is from the command to the first page."""
_WEIGHT = """\
The default front page, and the same texts as an accordion page made from the npm packages of GOV.UK (in its own page
template) and Det Fælles Designsystem (in a bare frame: it has no page template), with the style sheet and script that
each package ships (and GOV.UK's also cut down, as its guide advises). Ours is one file with both inline. Fonts and
pictures do not count: ours has none, theirs fetch some. gzip at 9, brotli at 11, each file by itself."""

_SINGLE = f"- From {LARGE} sections on, peers other than Hugo take a single turn, a cold build"
_SPREAD = "the median, and in brackets the fastest and the slowest"
_SAID = {True: "met", False: "**not met**", None: "–"}


def builds(
    measured: Measured, peers: Sequence[Peer], missing: Mapping[str, str], sizes: Sequence[int], runs: int
) -> str:
    """The part about builds: conditions, verdicts, seconds, memory, growth."""
    notes = [f"- {name}: missing, {reason}" for name, reason in missing.items()]
    notes += [
        f"- {name} failed at {size} sections: {reason.replace(f'{HOUSE}/', '')}"
        for (size, name), reason in measured.failures.items()
    ]
    return "\n\n".join(
        (
            "## Builds",
            f"{machine()}\n- {runs} runs of each, turn and turn about; {_SPREAD}\n{_SINGLE}",
            table(("generator", "version", "command"), ((p.name, p.version, f"`{p.shown}`") for p in peers)),
            *(["\n".join(notes)] if notes else []),
            "### Ratios to Hugo in the same run",
            _RATIOS,
            _verdicts((*bars.ratios(measured), *bars.memory_ratios(measured))),
            _ahead(measured),
            "### Wall time",
            *(_seconds(measured, peers, size) for size in sizes),
            "### Peak memory of a cold build",
            _MEMORY,
            _memory(measured, peers, sizes),
            f"### Growth from {bars.GROWTH[0]} to {bars.GROWTH[1]} sections",
            _growth(measured, peers),
        )
    )


def reload(found: Mapping[tuple[int, str], Reloads | Unseen], runs: int) -> str:
    """The part about the preview."""
    rows = []
    for (size, name), seen in found.items():
        if isinstance(seen, Unseen):
            rows.append((f"{size}", name, "–", str(seen), "–", "–", "–"))
            continue
        value, bar = statistics.median(seen.seconds), bars.RELOAD_BARS.get(size) if name == OURS else None
        verdict = Verdict("reload", size, value, bar)
        how = "a reload message" if seen.told else "polling"
        limit = f"{bar:.1f} s" if bar else "–"
        rows.append((f"{size}", name, f"{seen.ready:.2f} s", _spread(seen.seconds), how, limit, _SAID[verdict.met]))
    return "\n\n".join(
        (
            "## From save to reload in `serve`",
            f"{machine()}\n- {runs} saves of one section; {_SPREAD}",
            _RELOAD,
            table(("sections", "generator", "ready", "save to reload", "seen by", "bar", "verdict"), rows),
        )
    )


def weight(weights: Sequence[Weight], missing: Mapping[str, str]) -> str:
    """The part about bytes."""
    rows = (
        (w.name, f"{w.files}", *(f"{n:,}" for n in (w.raw, w.gzip, w.brotli, w.css, w.js, w.css_and_js)))
        for w in weights
    )
    return "\n\n".join(
        (
            "## Bytes of the page",
            _WEIGHT,
            *(f"- {name}: missing, {reason}" for name, reason in missing.items()),
            table(("page", "files", "raw", "gzip", "brotli", "CSS, gzip", "JS, gzip", "CSS + JS, gzip"), rows),
        )
    )


def _ahead(measured: Measured) -> str:
    """Whether we lead the others, Hugo aside, wherever both were measured."""
    behind, compared = bars.behind(measured), bars.compared(measured)
    cells = ", ".join(f"{name} ({scenario}, {size})" for size, scenario, name in behind)
    said = f"**no**, not of {cells}" if behind else "yes" if compared else "not measured in this run"
    return f"Ahead of every peer but Hugo in all {len(compared)} cells measured: {said}."


def _verdicts(verdicts: Iterable[Verdict]) -> str:
    return table(
        ("build", "sections", "ratio", "bar", "verdict"),
        (
            (v.scenario, f"{v.size}", f"{v.value:.2f}", f"≤ {v.bar:g}" if v.bar else "–", _SAID[v.met])
            for v in sorted(verdicts, key=lambda v: v.size)
        ),
    )


def _seconds(measured: Measured, peers: Sequence[Peer], size: int) -> str:
    def cell(scenario: str, peer: Peer) -> str:
        seconds = measured.seconds.get((size, scenario, peer.name))
        return _spread(seconds) if seconds else "–"

    rows = ((scenario, *(cell(scenario, peer) for peer in peers)) for scenario in SCENARIOS)
    return table((f"{size} sections", *(peer.name for peer in peers)), rows)


def _memory(measured: Measured, peers: Sequence[Peer], sizes: Sequence[int]) -> str:
    def cell(size: int, peer: Peer) -> str:
        peaks = measured.memory.get((size, peer.name))
        return f"{statistics.median(peaks) / 2**20:.0f} MiB" if peaks else "–"

    rows = ((f"{size}", *(cell(size, peer) for peer in peers)) for size in sizes)
    return table(("sections", *(peer.name for peer in peers)), rows)


def _growth(measured: Measured, peers: Sequence[Peer]) -> str:
    names = [name for name in (OURS, HUGO) if name in {peer.name for peer in peers}]
    rows = [
        (name, v.scenario, f"{v.value:.1f} ×", f"≤ {v.bar:g}" if v.bar else "–", _SAID[v.met])
        for name in names
        for v in bars.growth(measured, name)
    ]
    return table(("generator", "build", "time", "bar", "verdict"), rows) if rows else "Not measured in this run."


def _spread(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f}–{max(seconds):.2f})"
