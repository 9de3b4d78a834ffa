"""git's history → the day each text last changed, for those that do not say it themselves."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kommuneside import git
from kommuneside.cache import FOLDER as CACHE
from kommuneside.content import FOLDER, Content, Page
from kommuneside.problem import Problem
from kommuneside.rules import found
from kommuneside.schema import Entry
from kommuneside.text import Text

Kind = TypeVar("Kind", bound=Entry)


class History(Struct, frozen=True):
    """The days by path within the site; `cut` tells that git is there but its past is not (a shallow clone).

    `holds_cache` tells that what builds keep for themselves is in it, and so may come from anyone.
    """

    days: Mapping[str, date]
    cut: bool = False
    holds_cache: bool = False


def date_texts(read: Content, site: Path) -> Content:
    """The content with git's day where a text has no `updated` of its own; says once where git cannot tell."""
    undated = {text.path for page in read.pages for text in (page.index, *page.sections) if not text.brief.dated}
    history = read_history(site, undated)
    problems: tuple[Problem, ...] = read.problems
    if history.holds_cache:
        problems += (found("cache-committed", CACHE),)
    if history.cut and undated:
        problems += (found("history-cut", FOLDER, number=len(undated)),)
    if not history.days:
        return replace(read, problems=problems)
    return replace(read, pages=tuple(_date_page(page, history.days) for page in read.pages), problems=problems)


def read_history(site: Path, wanted: set[str]) -> History:
    """The day of the newest commit that touched each wanted file; nothing where the site is in no repository.

    A shallow clone would give every old file the day of the oldest commit it has, so it gives none.
    """
    known = git.state(str(site))
    if not known.newest or known.is_cut or not wanted:
        return History({}, known.is_cut, known.holds_cache)
    return History(_read_log(site, known.newest, frozenset(wanted)), holds_cache=known.holds_cache)


@lru_cache(maxsize=2)
def _read_log(site: Path, newest: str, wanted: frozenset[str]) -> Mapping[str, date]:
    """The day of each wanted file, as the log tells it from the newest commit on; a preview asks again and again."""
    # %cs is the committer's own day in his own time zone: the same wherever and whenever it is read.
    log = ["log", newest, "--format=%x00%cs", "--name-only", "--no-renames", "--relative", "-z", "--", FOLDER]
    days: dict[str, date] = {}
    with subprocess.Popen(
        [*git.command(str(site)), *log], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as told:
        for day, path in _parse(told.stdout) if told.stdout else ():
            if path in wanted and path not in days:
                days[path] = day
                if len(days) == len(wanted):
                    break
        told.kill()  # it may have years left to tell
    return days


def _parse(stream: IO[bytes]) -> Iterator[tuple[date, str]]:
    """The (day, path) pairs of a log, newest first: parts between NUL bytes, a day before the paths of its commit."""
    day: date | None = None
    rest = b""
    while block := stream.read1(1 << 16):  # type: ignore[attr-defined]
        *parts, rest = (rest + block).split(b"\0")
        for part in parts:
            text = part.decode("utf-8", errors="replace").strip("\n")
            if day and text.startswith(f"{FOLDER}/"):
                yield day, text
            elif text:
                with suppress(ValueError):  # a commit may claim any year
                    day = date.fromisoformat(text)


def _date_page(page: Page, days: Mapping[str, date]) -> Page:
    return replace(
        page, index=_date(page.index, days), sections=tuple(_date(section, days) for section in page.sections)
    )


def _date(text: Text[Kind], days: Mapping[str, date]) -> Text[Kind]:
    if text.brief.dated or text.path not in days:
        return text
    dated = replace(text, day=days[text.path])
    dated.__dict__.update(
        {name: text.__dict__[name] for name in ("reading", "brief", "digest") if name in text.__dict__}
    )
    return dated
