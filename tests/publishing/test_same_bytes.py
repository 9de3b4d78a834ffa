"""The same content gives the same bytes: wherever, whenever and however it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


def build(site: Path, *arguments: str, **environment: str) -> dict[str, bytes]:
    """What the program itself publishes, run as a user runs it."""
    subprocess.run(
        [sys.executable, "build.py", "--site", str(site), "--quiet", *arguments],
        cwd=HOUSE,
        env={**os.environ, **environment},
        check=True,
    )
    public = site / "public"
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, bytes]:
    return build(request.getfixturevalue("shared_site")(tmp_path_factory.mktemp("reference")))


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"TZ": "America/Adak", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "0"},
        {"PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "4000000000"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_another_place_and_another_day_change_nothing(
    reference: dict[str, bytes], shared_site: Callable, tmp_path: Path, environment: dict[str, str]
) -> None:
    """Another path, time zone, locale, order of hashing and date of today."""
    assert build(shared_site(tmp_path / "a path of its own æøå"), **environment) == reference


@pytest.mark.parametrize("arguments", [["--jobs", "1"], ["--jobs", "3"], ["--no-cache"]], ids=" ".join)
def test_another_way_of_working_changes_nothing(
    reference: dict[str, bytes], shared_site: Callable, tmp_path: Path, arguments: list[str]
) -> None:
    """Any number of workers, with and without a cache, and on top of what was built before."""
    site = shared_site(tmp_path)
    assert build(site, *arguments) == reference
    assert build(site, *arguments) == reference
