"""Commands; the only room that prints, exits or knows argv."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kommuneside.arguments import HOUSE, WrongUse, parse
from kommuneside.texts import LANGUAGES, Texts, load

if TYPE_CHECKING:
    import argparse

    from kommuneside.make import Asker, Order, Outcome

DONE, CONTENT_ERRORS, WRONG_USE, MACHINE_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str]) -> int:
    """Carry out a command line (without the program's name) and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Windows' consoles speak other encodings
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would search every installed package for some
    texts = load(_site_language(_early_site(arguments)))
    try:
        return _run(list(arguments), texts)
    except WrongUse as error:
        return _fail(str(error), WRONG_USE)
    except KeyboardInterrupt:
        return _fail(texts("machine.interrupted"), INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `| head` has read enough
        return DONE
    except Exception as error:  # noqa: BLE001 - a traceback on a user's screen is always our bug
        from kommuneside import fault

        return _fail(fault.explain(error, texts), MACHINE_FAULT)


def _run(arguments: list[str], texts: Texts) -> int:
    command = arguments[0] if arguments else ""
    if command == "test":
        from kommuneside import suite

        return suite.run(arguments[1:])
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
    order = _order(options)
    if getattr(options, "external", False):
        order = replace(order, ask=_ask_outside(options, texts))
    try:
        outcome = make.make(order, lambda: print(texts("build.waiting"), file=sys.stderr))
    except Refused as refusal:
        return _fail(texts(f"publish.{refusal.reason}", **refusal.values), WRONG_USE)
    texts = load(outcome.language)
    _report(options, outcome, order, texts, time.perf_counter() - started)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(outcome, texts, Path(summary))
    if not outcome.config_ok:
        return WRONG_USE
    return CONTENT_ERRORS if outcome.has_errors else DONE


def _ask_outside(options: argparse.Namespace, texts: Texts) -> Asker:
    """`check --external`: the outside links' check, with a progress bar where someone is looking."""
    from kommuneside import external

    def watch(answers: Iterable[external.Answer], total: int) -> Iterable[external.Answer]:
        if options.quiet or not (total and sys.stderr.isatty()):
            return answers
        from rich.console import Console
        from rich.progress import track

        words = texts.count("external.asking", total)
        return track(answers, words, total, console=Console(stderr=True), transient=True)

    return lambda documents, cache: external.check(documents, cache, watch)


def _summarise(outcome: Outcome, texts: Texts, path: Path) -> None:
    """Add what came of it to the file that GitHub shows on a pull request's page."""
    from kommuneside import report

    lines = report.as_markdown(outcome.problems, texts, outcome.tally or outcome.foreseen)
    with open(path, "a", encoding="utf-8", newline="\n") as file:
        file.write("\n".join([*lines, "", ""]))


def _report(options: argparse.Namespace, outcome: Outcome, order: Order, texts: Texts, seconds: float) -> None:
    """Say what was found and what was made."""
    from kommuneside import report

    if options.report == "json":
        print(
            report.as_json(
                outcome.problems,
                texts,
                pages=outcome.pages,
                sections=outcome.sections,
                published=outcome.tally and outcome.tally.as_dict(),
            )
        )
        return
    if options.report == "github":
        print("\n".join(report.as_github(outcome.problems, texts)))
    else:
        colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        lines = report.as_text(outcome.problems, texts, lambda path, line: _read_line(order.site, path, line), colour)
        print("\n".join(lines), file=sys.stderr, end="\n" if outcome.problems else "")
    if not outcome.config_ok:
        print(texts("report.config_broken"), file=sys.stderr)
    elif outcome.has_errors:
        print(f"{report.summary(outcome.problems, texts)}. {texts('report.nothing_written')}", file=sys.stderr)
    elif not options.quiet:
        pages, sections = texts.count("build.pages", outcome.pages), texts.count("build.sections", outcome.sections)
        if outcome.problems or not outcome.published:
            print(report.summary(outcome.problems, texts))
        if outcome.tally:
            files = texts.count("build.files", len(outcome.files or ()))
            where = order.destination / "index.html"
            took = f"{seconds:.2f}".replace(".", "," if texts.language == "da" else ".")
            print(texts("build.done", pages=pages, sections=sections, files=files, seconds=took, where=where))
            print("\n".join(report.as_news(outcome.tally, texts)))
        else:
            print(texts("build.checked", pages=pages, sections=sections))


def _serve(options: argparse.Namespace, texts: Texts) -> int:
    from kommuneside import preview

    return preview.serve(_order(options), texts, print, port=options.port, open_browser=not options.no_open)


def _new(options: argparse.Namespace, texts: Texts) -> int:
    from kommuneside import new

    try:
        path = new.write(options.site, options.kind, options.title, options.page, texts)
    except new.Refused as refusal:
        return _fail(str(refusal), WRONG_USE)
    print(texts("new.made", path=path))
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


def _early_site(arguments: Sequence[str]) -> Path:
    """The site's folder, read ahead of the parser so that even its complaints are in the site's language."""
    for index, argument in enumerate(arguments):
        if argument == "--site" and index + 1 < len(arguments):
            return Path(arguments[index + 1])
        if argument.startswith("--site="):
            return Path(argument[7:])
    return HOUSE


def _site_language(site: Path) -> str:
    file = site / "config.yaml"
    try:
        text = file.read_text("utf-8", errors="replace") if file.is_file() else ""  # a pipe would never end
    except OSError:
        return LANGUAGES[0]
    match = re.search(r"^language:\s*[\"']?([a-zA-Z]+)", text, re.MULTILINE)
    return match[1] if match else LANGUAGES[0]


def _read_line(site: Path, path: str, line: int) -> str:
    file = site / path
    try:
        text = (
            file.read_bytes().decode("utf-8-sig", errors="replace") if file.is_file() and not file.is_symlink() else ""
        )
    except OSError:
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _fail(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status
