"""Commands; the only room that prints, exits or knows argv."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec.structs import asdict, replace

from kommuneside import again
from kommuneside.arguments import WrongUse, parse
from kommuneside.texts import LANGUAGES, Texts, load

if TYPE_CHECKING:
    import argparse

    from kommuneside.make import Asker, Order, Outcome
    from kommuneside.progress import Watch
    from kommuneside.report import ReadLine

LONGEST_CONFIG = 1_000_000
"""Bytes of `config.yaml` that are looked through for the language to complain in."""

DONE, CONTENT_ERRORS, WRONG_USE, MACHINE_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str]) -> int:
    """Carry out a command line (without the program's name) and return its exit status."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would search every installed package for some
    texts = load(_site_language(Path(again.site_of(arguments))))
    try:
        return _run(list(arguments), texts)
    except WrongUse as error:
        return _fail(str(error), WRONG_USE)
    except KeyboardInterrupt:
        return _fail(texts("machine.interrupted"), INTERRUPTED)
    except BrokenPipeError:
        _stop_writing(sys.stdout)
        return DONE
    except Exception as error:  # noqa: BLE001 - a traceback on a user's screen is always our bug
        from kommuneside import fault

        return _fail(fault.explain(error, texts), MACHINE_FAULT)


def _run(arguments: list[str], texts: Texts) -> int:
    command = arguments[0] if arguments else ""
    if command == "test":
        from kommuneside import suite

        return suite.run(arguments[1:], texts)
    if command == "bench":
        from bench import command as bench

        return bench.run(arguments[1:])
    options = parse(arguments, texts)
    return {"build": _build, "check": _build, "serve": _serve, "new": _new, "editor": _editor}[options.command](
        options, texts
    )


def _build(options: argparse.Namespace, texts: Texts) -> int:
    """`build` and `check`: the same, but that check writes nothing."""
    from kommuneside import make
    from kommuneside.publish import Refused

    started = time.perf_counter()
    order = replace(_order(options), watch=_watch(options, texts))
    if getattr(options, "external", False):
        order = replace(order, ask=_ask_outside(options, texts))
    before = again.first_look(again.site_of(options.given))
    try:
        outcome = make.make(order, lambda: print(texts("build.waiting"), file=sys.stderr))
    except Refused as refusal:
        return _fail(texts(f"publish.{refusal.reason}", **refusal.values), WRONG_USE)
    texts = load(outcome.language)
    for stream, text in _tell(options, outcome, order, texts, time.perf_counter() - started):
        _write(sys.stderr if stream == "err" else sys.stdout, text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(outcome, texts, Path(summary))
    if outcome.published and order.cache:
        said = list(_tell(options, outcome.settled, order, texts))
        again.remember(options.given, str(order.destination), outcome.look, before, said)
    if not outcome.config_ok:
        return WRONG_USE
    return CONTENT_ERRORS if outcome.has_errors else DONE


def _ask_outside(options: argparse.Namespace, texts: Texts) -> Asker:
    """`check --external`: the outside links' check, with a progress bar where someone is looking."""
    from kommuneside import external

    watch = _watch(options, texts)
    return lambda documents, kept: external.check(documents, kept, watch)


def _watch(options: argparse.Namespace, texts: Texts) -> Watch:
    """A progress bar, where someone is looking; a log of CI's is no one."""
    from kommuneside.progress import Progress, unwatched

    return unwatched if options.quiet or "CI" in os.environ or not sys.stderr.isatty() else Progress(texts)


def _summarise(outcome: Outcome, texts: Texts, path: Path) -> None:
    """Add what came of it to the file that GitHub shows on a pull request's page."""
    from kommuneside import report

    lines = report.as_markdown(outcome.problems, texts, outcome.tally or outcome.foreseen)
    with open(path, "a", encoding="utf-8", newline="\n") as file:
        file.write("\n".join([*lines, "", ""]))


def _tell(
    options: argparse.Namespace, outcome: Outcome, order: Order, texts: Texts, seconds: float | None = None
) -> Iterator[tuple[str, str]]:
    """What was found and what was made, as (`out` or `err`, text); `seconds` is None where all was made before."""
    from kommuneside import report

    if options.report == "json":
        published = outcome.tally and asdict(outcome.tally)
        facts = {"pages": outcome.pages, "sections": outcome.sections, "published": published}
        yield "out", report.as_json(outcome.problems, texts, **facts) + "\n"
        return
    if options.report == "github":
        yield "out", "".join(f"{line}\n" for line in report.as_github(outcome.problems, texts))
    else:
        lines = report.as_text(outcome.problems, texts, _line_reader(order.site), again.is_coloured())
        yield "err", "".join(f"{line}\n" for line in lines)
    if not outcome.config_ok:
        yield "err", texts("report.config_broken") + "\n"
    elif outcome.has_errors:
        yield "err", f"{report.summary(outcome.problems, texts)}. {texts('report.nothing_written')}\n"
    elif not options.quiet:
        if outcome.problems or not outcome.published:
            yield "out", report.summary(outcome.problems, texts) + "\n"
        yield "out", "".join(f"{line}\n" for line in _news(outcome, order, texts, seconds))


def _news(outcome: Outcome, order: Order, texts: Texts, seconds: float | None) -> Iterator[str]:
    from kommuneside import report

    pages, sections = texts.count("build.pages", outcome.pages), texts.count("build.sections", outcome.sections)
    if not outcome.tally:
        yield texts("build.checked", pages=pages, sections=sections)
        return
    made = {"pages": pages, "sections": sections, "files": texts.count("build.files", outcome.written)}
    where = report.printable(str(order.destination / "index.html"))
    if seconds is None:
        yield texts("build.unchanged", **made, where=where)
    else:
        took = f"{seconds:.2f}".replace(".", "," if texts.language == "da" else ".")
        yield texts("build.done", **made, seconds=took, where=where)
    yield from report.as_news(outcome.tally, texts)


def _serve(options: argparse.Namespace, texts: Texts) -> int:
    from kommuneside import preview

    order = replace(_order(options), watch=_watch(options, texts))
    say = partial(print, flush=True)  # to someone who waits, through a pipe too
    return preview.serve(order, texts, say, port=options.port, open_browser=not options.no_open)


def _new(options: argparse.Namespace, texts: Texts) -> int:
    from kommuneside import new, report

    try:
        path = new.write(options.site, options.kind, options.title, options.page, texts)
    except new.Refused as refusal:
        return _fail(str(refusal), WRONG_USE)
    print(report.printable(texts("new.made", path=path)))
    return DONE


def _editor(options: argparse.Namespace, texts: Texts) -> int:
    from kommuneside.editor import fetch

    try:
        path = fetch.fetch(options.site)
    except fetch.Refused as refusal:
        return _fail(texts(f"editor.{refusal.sentence}", **refusal.values), MACHINE_FAULT)
    print(texts("editor.fetched", path=path))
    return DONE


def _order(options: argparse.Namespace) -> Order:
    from kommuneside.make import Order

    return Order(
        site=options.site,
        output=options.output,
        base_url=options.base_url,
        strict=options.strict,
        drafts=options.drafts,
        write=options.command != "check",
        jobs=options.jobs,
        cache=not options.no_cache,
    )


def _site_language(site: Path) -> str:
    file = site / "config.yaml"
    try:
        with open(file if file.is_file() else os.devnull, "rb") as opened:  # a pipe would never end
            match = re.search(rb"^language:\s*[\"']?([a-zA-Z]+)", opened.read(LONGEST_CONFIG), re.MULTILINE)
    except OSError:
        return LANGUAGES[0]
    return match[1].decode() if match else LANGUAGES[0]


def _line_reader(site: Path) -> ReadLine:
    """Gives a file's line for an excerpt; problems come by file, so each is read once."""

    @lru_cache(maxsize=1)
    def lines(path: str) -> list[str]:
        file = site / path
        try:
            data = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
        except OSError:
            return []
        return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")

    return lambda path, line: lines(path)[line - 1] if 0 < line <= len(lines(path)) else ""


def _write(stream: TextIO, text: str) -> None:
    """Say something, unless no one listens any more: what came of the command does not depend on that."""
    try:
        stream.write(text)
    except BrokenPipeError:
        _stop_writing(stream)


def _stop_writing(stream: TextIO) -> None:
    """`| head` has read enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _fail(sentence: str, status: int) -> int:
    from kommuneside import report

    _write(sys.stderr, report.printable(sentence) + "\n")
    return status
