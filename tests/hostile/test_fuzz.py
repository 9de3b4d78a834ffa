"""Whatever an author writes, what is promised holds.

A run in the suite is short and always the same; `HYPOTHESIS_PROFILE=long` tries a hundred times as much, each time
something else. `python -m tests.hostile.fuzz` is led by what the program does with what it is given.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kommuneside import config, make
from tests.hostile import promises, strategies

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


def tried(examples: int) -> settings:
    """So many examples in the suite, the same each time, and a hundred times as many in a long run."""
    return settings(
        max_examples=examples * (100 if LONG else 1),
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def test_what_leads_somewhere_new_breaks_nothing_either() -> None:
    """Some seconds of what is run for ten minutes by hand; where atheris is not made for the machine, blindly."""
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--target", "each", "--minutes", "0.1"]
    done = subprocess.run(command, cwd=make.HOUSE, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    way = "led by coverage" if importlib.util.find_spec("atheris") else "blindly"
    assert f"each: {way}" in done.stdout
    assert re.search(r"Done \d{2,} runs", done.stdout + done.stderr)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("period", ["1 dag", "9999 år", "9999 dage"])
def test_the_first_and_the_last_day_there_is_can_be_reckoned_with(day: str, period: str) -> None:
    fields = f"---\ntitle: A\nupdated: {day}\nreviewed: {day}\nreview_after: {period}\n---\n\nTekst.\n".encode()
    promises.keep_page(fields, fields)


@tried(300)
@given(strategies.FRONT_MATTER)
def test_any_fields_are_read(data: bytes) -> None:
    promises.keep_reading(data)


@tried(300)
@given(strategies.MARKDOWN)
def test_any_markdown_is_safe(text: str) -> None:
    promises.keep_markdown_safe(text)


@tried(100)
@given(strategies.ADDRESSES)
def test_any_address_leads_to_a_place_of_ours_or_nowhere(target: str) -> None:
    promises.keep_link_inside(target)


@tried(150)
@given(strategies.SECTIONS, strategies.FRONT_MATTER)
def test_any_text_is_a_page(section: str, index: bytes) -> None:
    promises.keep_page(section.encode(errors="surrogatepass"), index)


@tried(100)
@given(strategies.CSV, strategies.CHARTS)
def test_any_numbers_are_a_chart_or_a_mistake(data: bytes, chart: str) -> None:
    section = f"---\ntitle: A\n---\n\n{chart}\n".encode(errors="surrogatepass")
    promises.keep_page(section, files={promises.NUMBERS: data})


@tried(150)
@given(data=strategies.CONFIG)
def test_any_configuration_is_read(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, config.FILE).write_bytes(data)
        read, problems = config.read(Path(folder))
    promises.stand_in_their_files(problems, {config.FILE: data})
    assert (read is None) == bool(problems)
    if read:
        promises.keep_page(b"---\ntitle: A\n---\n\nKL og 25 % CO2.\n", settings=read)


@tried(25)
@given(strategies.TREES)
def test_any_tree_is_a_site_or_has_mistakes(tree: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        written = {config.FILE: b"name: A\n", "content/index.md": promises.FRONT}
        for path, data in {**written, **{f"content/{path}": data for path, data in tree.items()}}.items():
            try:
                (site / path).parent.mkdir(parents=True, exist_ok=True)
                (site / path).write_bytes(data)
                written[path] = data
            except OSError:
                continue  # a name this system does not take, or a file and a folder of one name
        made = [make.make(make.Order(site=site, write=False, cache=False, jobs=1)) for _ in range(2)]
    promises.stand_in_their_files(made[0].problems, written)
    assert made[0].problems == made[1].problems
    assert made[0].files == made[1].files
    for path, data in (made[0].files or {}).items():
        if path.endswith(".html"):
            promises.parse(data.decode())
