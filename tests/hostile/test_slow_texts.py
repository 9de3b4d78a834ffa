"""No text keeps the machine busy for long, and one that would costs the others nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kommuneside import checks, cli, converter, markup

PATIENCE = 0.5
"""Seconds a text may take here, where the watchdog would wait for five: these tests are run often."""
LONGEST = 10
"""Seconds until a text of up to 400 kB is published or turned down, on a slow and busy machine."""

N = 50_000
TEXTS = {
    "definitions": "[a]: u\n" * 5_000 + "[a][] " * 2_000,
    "empty links": "[](#a)\n\n" * 5_000,
    "dead links": "".join(f"[ord](side-{number}.md)\n\n" for number in range(5_000)),
    "dead places": "".join(f"[ord](#sted-{number})\n\n" for number in range(2_000)),
    "attributes": "<p " + 'a="b" ' * 5_000 + ">",
    "equal headings": "## Mere\n\n" * 5_000,
    "empty headings": "##\n\n" * 5_000,
    "one long word": "a" * (3 * N) + " a´b",
    "one word of capitals": "A" * (3 * N),
    "spaces": "a" + " " * (3 * N),
    "a heading of spaces": "# " + " " * (3 * N) + "a",
    "a mark of spaces": "a\n" + " " * N + "*a",
    "braces": "{: " * N,
    "dates": "1.1.2020" * (N // 3),
    "backticks": "`" * (3 * N),
    "backticks of each length": "".join("e" + "`" * number for number in range(1, 900)),
    "an excuse of spaces": "<!-- tillad:" + " " * N + "x",
    "excuses": "<!-- tillad: a -->\n" * 20_000,
    "tables": "|a|\n" + "|-|\n" * 2 + "\n" + ("| |\n|-|\n|x|\n\n" * 3_000),
    "a row of dashes": "a|b\n" + "-" * N + "x",
    "open elements": "<a " * N,
    "quotation marks": '<a "' * 50_000,
    "full stops": "! " * N,
    "abbreviations": " ".join(f"{a}{b}{c}" for a in "QWXZ" for b in "BCDFG" for c in "HJKLMNPQ") * 10,
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watchdog at its work, only sooner."""
    assert markup.SLOWEST == checks.SLOWEST == 5
    monkeypatch.setattr(markup, "SLOWEST", PATIENCE)
    monkeypatch.setattr(checks, "SLOWEST", PATIENCE)


# hypothesis looks on when the garbage collector works; an interruption may meet it there, and comes again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_keeps_the_machine_busy(
    name: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is published, or turned down in a sentence that names the file."""
    site = write_site({"content/a.md": f"---\ntitle: A\n---\n\n{TEXTS[name]}\n"})
    started = time.perf_counter()
    status = cli.main(["check", "--site", str(site), "--quiet"])
    assert time.perf_counter() - started < LONGEST
    told = capsys.readouterr().err
    assert status == 0 or (status == 1 and "content/a.md" in told)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("seconds", "too_slow"), [(PATIENCE / 5, False), (PATIENCE * 2, True)])
def test_a_slow_text_is_told_and_the_rest_too(
    seconds: float, too_slow: bool, build_site: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def convert(text: str, prefix: str) -> str:
        time.sleep(seconds if "Langsom" in text else 0)
        return converted(text, prefix)

    converted = converter.convert
    monkeypatch.setattr(converter, "convert", convert)
    built = build_site({
        "content/a.md": "---\ntitle: A\n---\n\nLangsom.\n",
        "content/b.md": "---\ntitle: B\n---\n\n[Død](væk.md)\n",
    })  # fmt: skip
    told = {(problem.path, problem.rule) for problem in built.problems}
    assert (("content/a.md", "markdown-too-slow") in told) == too_slow
    assert ("content/b.md", "link-dead") in told


def test_one_that_was_broken_off_leaves_no_trace() -> None:
    """python-markdown remembers how deep in a list it stood; the next text must not."""
    text = "- a\n\n    b\n"
    before = markup.to_html(text, level=2, resolve=str).html
    assert markup.to_html("- " * 1_000 + text, level=2, resolve=str).failure == "markdown-too-deep"
    assert markup.to_html(text, level=2, resolve=str).html == before
