"""A machine that lacks something: the site is the same, or a sentence says why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kommuneside import cli, fault
from kommuneside.texts import load

HOUSE = Path(__file__).resolve().parents[2]
MANY = 150
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX limits and permissions")

# What is set before the program starts, as a shell's `ulimit` does; `-n` files, `-v` memory in kB.
LIMITED = "ulimit {limit} && exec {python} build.py build --site {site} --quiet --report json --jobs {jobs}"


@pytest.fixture
def large_site(write_site: Callable[..., Path]) -> Path:
    """More pages than one process may have files open, and enough of them to share the work."""
    page = "---\ntitle: Side {number}\n---\n\nTekst med [tal](tal.csv).\n"
    pages = {f"content/s{number}/index.md": page.format(number=number) for number in range(MANY)}
    return write_site({**pages, **{f"content/s{number}/tal.csv": "a;b\n1;2\n" for number in range(MANY)}})


def run(site: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """A build in an environment with some things changed, or taken away: None."""
    environment = {name: value for name, value in {**os.environ, **changes}.items() if value is not None}
    command = [sys.executable, str(HOUSE / "build.py"), "build", "--site", str(site), "--quiet"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def pages(site: Path) -> Mapping[str, bytes]:
    output = site / "public"
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "changes",
    [
        {"HOME": None, "USERPROFILE": None, "XDG_CACHE_HOME": None},
        {"HOME": "/nowhere"},
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "da_DK.ISO-8859-1", "PYTHONIOENCODING": "latin-1"},
        {"TMPDIR": "/nowhere"},
        {"TZ": "Pacific/Kiritimati"},
        {"PATH": "/nowhere"},
    ],
    ids=lambda changes: next(f"{name}={value}" for name, value in changes.items()),
)
def test_the_site_does_not_depend_on_what_surrounds_the_program(
    changes: Mapping[str, str | None], write_site: Callable[..., Path]
) -> None:
    """Byte for byte: neither a home nor a language, a place for temporary files or git has a say."""
    site = write_site({"content/ærø.md": "---\ntitle: Ærø i Istanbul\n---\n\nTekst på øen.\n"})
    assert run(site).returncode == 0
    expected = pages(site)
    shutil.rmtree(site / "public")
    done = run(site, **changes)
    assert (done.returncode, done.stderr) == (0, run(site).stderr)
    assert pages(site) == expected


def test_a_clock_that_was_a_year_ahead_is_not_believed(write_site: Callable[..., Path]) -> None:
    """What was kept then is older than nothing: the change of today is published."""
    site = write_site({})
    assert cli.main(["build", "--site", str(site), "--quiet"]) == 0
    ahead = time.time() + 366 * 86_400
    for path in site.rglob("*"):
        os.utime(path, (ahead, ahead))
    assert cli.main(["build", "--site", str(site), "--quiet"]) == 0
    (site / "content/maal.md").write_text("---\ntitle: Mål\n---\n\nSkrevet i dag.\n", "utf-8")
    assert cli.main(["build", "--site", str(site), "--quiet"]) == 0
    assert "Skrevet i dag." in (site / "public/index.html").read_text("utf-8")


@POSIX
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("limit", "name"), [("-n 256", "files"), ("-v 524288", "memory")])
def test_256_open_files_and_512_mb_are_enough(limit: str, name: str, jobs: int, large_site: Path) -> None:
    command = LIMITED.format(limit=limit, python=sys.executable, site=large_site, jobs=jobs)
    done = subprocess.run(["sh", "-c", command], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), name
    assert len(list((large_site / "public").glob("s*/index.html"))) == MANY


@POSIX
@pytest.mark.parametrize("limit", ["-n 12", "-v 131072"])
def test_what_is_not_enough_is_told(limit: str, write_site: Callable[..., Path]) -> None:
    """In one sentence, with nothing lost."""
    site = write_site({})
    assert run(site).returncode == 0
    before = pages(site)
    (site / "content/ny.md").write_text("---\ntitle: Ny\n---\n\nNy.\n", "utf-8")
    command = LIMITED.format(limit=limit, python=sys.executable, site=site, jobs=1)
    done = subprocess.run(["sh", "-c", command], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3)
    assert done.returncode == 0 or done.stderr.count("\n") == 1
    assert done.returncode == 0 or pages(site) == before


@pytest.mark.parametrize("error", [MemoryError(), OSError(12, "Cannot allocate memory")])
def test_memory_that_ran_out_is_no_bug(error: BaseException) -> None:
    assert fault.explain(error, load("da")).startswith("Maskinens hukommelse slap op.")


@POSIX
@pytest.mark.parametrize("unfit", ["read-only", "a file", "a pipe", "a link that leads nowhere", "a damaged one"])
def test_a_cache_that_cannot_be_used_is_not_needed(
    unfit: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The site is published as if there were none."""
    site = write_site({})
    assert cli.main(["build", "--site", str(site), "--quiet"]) == 0
    expected, cache = pages(site), site / ".cache"
    if unfit == "read-only":
        for path in (*cache.rglob("*"), cache):
            path.chmod(0o555 if path.is_dir() else 0o444)
    elif unfit == "a damaged one":
        for path in cache.rglob("*"):
            if path.is_file():
                path.write_bytes(b"\xff" * 5_000)
    else:
        shutil.rmtree(cache)
        make = {"a file": lambda: cache.write_text(""), "a pipe": lambda: os.mkfifo(cache)}
        make.get(unfit, lambda: cache.symlink_to("/nowhere/at/all"))()
    shutil.rmtree(site / "public")
    assert cli.main(["build", "--site", str(site), "--quiet"]) == 0
    assert pages(site) == expected
    assert capsys.readouterr().err == ""
