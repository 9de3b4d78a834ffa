"""Builds the site beside the one that is shown, and shows it only when it is good: what is shown never breaks."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from babel.numbers import format_decimal
from msgspec import Struct
from msgspec.structs import replace

from kommuneside import config, fault, gallery, make, report, watch
from kommuneside.hosting.policy import Policy
from kommuneside.memory import Memory
from kommuneside.problem import Problem, has_errors
from kommuneside.texts import Texts, load

SHORTEST_PAUSE = 0.04
"""Seconds between two looks; where a look takes long, three times as long as it."""
QUIET = 0.03
"""Seconds in which nothing may change before it counts as saved: an editor writes a file in far fewer."""
LONGEST_WAIT = 1.0
"""Seconds after which a folder that never gets quiet is built all the same."""
OVERTAKEN = 3
"""Builds in a row that may fail without a word because something was saved meanwhile: a file was half written."""


class Showing(Struct, frozen=True):
    """What the browser gets: the last good site (path within it → bytes) and what is wrong since.

    `base` is the path the front page stands at and `policy` what a host answers with; `fault` is the sentence of an
    error that is nobody's content. `number` grows with every change, from one server to the next too, so that a page
    can tell that it is old.
    """

    texts: Texts
    base: str = "/"
    files: Mapping[str, bytes] = {}
    policy: Policy | None = None
    problems: tuple[Problem, ...] = ()
    fault: str = ""
    number: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether the site shown is older than what was saved last."""
        return bool(self.fault) or has_errors(self.problems)


class Workshop:
    """Watches and builds in a thread of its own; `showing` is replaced whole, never changed.

    `changed` is called from that thread after each replacement.
    """

    def __init__(
        self, order: make.Order, origin: str, texts: Texts, say: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self.order = replace(order, write=False, live=True, memory=Memory())
        self.origin = origin
        self.say = say
        self.changed = changed
        self.showing = Showing(texts, number=int(time.time()))
        self.components = Showing(texts)
        self.places = _watched(order.site)
        self.seen: watch.Look = {}

    def start(self) -> None:
        """Begin to watch; the first build is to be done by then."""
        Thread(target=self._watch, name="workshop", daemon=True).start()

    def build(self) -> None:
        """Build what is saved now; show it, or what is wrong with it."""
        self.seen = watch.look(self.places)
        self._build()

    def _build(self) -> None:
        for attempt in range(1, OVERTAKEN + 1):
            started = time.perf_counter()
            showing = self._make()
            if not showing.is_stale or attempt == OVERTAKEN or (now := watch.look(self.places)) == self.seen:
                break
            self.seen = self._settle(now)
        self._show(showing, time.perf_counter() - started)

    def gallery(self) -> Showing:
        """Every component in every form, as this site would show it; made when it is asked for, and after a change."""
        now = self.showing
        if self.components.number != now.number:
            base = f"/{gallery.ADDRESS}"
            made = replace(now, base=base, files={}, policy=None, problems=(), fault="")
            try:
                outcome = gallery.build(replace(self.order, base_url=self.origin + base))
                # What the checks think of the examples concerns no one who writes, unless there is nothing to show.
                problems = () if outcome.files else outcome.problems
                self.components = replace(made, files=outcome.files or {}, policy=outcome.policy, problems=problems)
            except Exception as error:  # noqa: BLE001 - told to the person who writes; the server lives on
                self.components = replace(made, fault=fault.explain(error, now.texts))
        return self.components

    def _watch(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            time.sleep(pause)
            started = time.perf_counter()
            now = watch.look(self.places)
            pause = max(SHORTEST_PAUSE, 3 * (time.perf_counter() - started))
            if now != self.seen:
                self.seen = self._settle(now)
                self._build()

    def _settle(self, now: watch.Look) -> watch.Look:
        """Wait until nothing more is being saved, and give the last look: a hundred files at once are one build."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until:
            time.sleep(QUIET)
            before, now = now, watch.look(self.places)
            if before == now:
                break
        return now

    def _make(self) -> Showing:
        now = self.showing
        try:
            base_url = self._base_url()
            outcome = make.make(replace(self.order, base_url=base_url, seen=self.seen))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - told to the person who writes; the server lives on
            return replace(now, fault=fault.explain(error, now.texts))
        found = replace(now, texts=load(outcome.language), problems=outcome.problems, fault="")
        if outcome.has_errors or outcome.files is None:
            return found
        return replace(found, base=urlsplit(base_url).path, files=outcome.files, policy=outcome.policy)

    def _base_url(self) -> str:
        """The preview's own address, with the path that the site will stand at."""
        settings, _ = config.read(self.order.site, self.order.base_url)
        path = urlsplit(settings.base_url or "").path if settings else self.showing.base
        return f"{self.origin}{path or '/'}"

    def _show(self, showing: Showing, seconds: float) -> None:
        before = self.showing
        if showing != before:
            self.showing = replace(showing, number=before.number + 1)
            self.changed()
        with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
            for line in _tell(showing, before, seconds):
                self.say(line)


def _tell(showing: Showing, before: Showing, seconds: float) -> Iterator[str]:
    """What the terminal says of a build; problems that were there before are only counted."""
    texts = showing.texts
    told = {repr(problem) for problem in before.problems}
    new = [problem for problem in showing.problems if repr(problem) not in told]
    yield from report.as_text(new, texts, lambda path, line: "")
    if showing.problems:
        yield report.summary(showing.problems, texts)
    if showing.fault:
        yield showing.fault
    if showing.is_stale:
        yield texts("serve.kept" if showing.files else "serve.nothing")
    else:
        yield texts("serve.rebuilt", seconds=format_decimal(seconds, "0.00", locale=texts.language))


def _watched(site: Path) -> list[Path]:
    """What a site is made of: its own file and folders, and the repository's templates and assets behind them."""
    own = [site / name for name in ("config.yaml", "content", "templates", "static", ".cache/editor")]
    return own + [make.HOUSE / name for name in ("templates", "static") if site != make.HOUSE]
