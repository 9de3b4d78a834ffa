"""A small site to vary, the site's own page built and served, and a real browser to read it in."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kommuneside import make
from kommuneside.problem import Problem

TESTS = Path(__file__).resolve().parent
BASE = TESTS / "base"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("kommuneside")
    group.addoption("--update", action="store_true", help="write tests/mistakes/*/expected*.txt as they are told now")
    group.addoption("--picture", action="store_true", help="write docs/page.png, the picture in README.md")


@pytest.fixture(autouse=True, scope="session")
def _today() -> Iterator[None]:
    """The day the tests are run is always 25 November 2026, or texts would grow old while we look."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOURCE_DATE_EPOCH", "1795600800")
        yield


@dataclass(frozen=True)
class Built:
    """A site on disk and what came of building it."""

    folder: Path
    outcome: make.Outcome

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.outcome.problems

    @property
    def rules(self) -> list[str]:
        return [problem.rule for problem in self.problems]

    @property
    def places(self) -> list[tuple[str, int, int, str]]:
        return [problem.order for problem in self.problems]

    def page(self, path: str = "index.html") -> str:
        """A page as HTML; a mistake in the site is told instead of a missing file."""
        if self.outcome.published:
            return (self.folder / "public" / path).read_text("utf-8")
        assert self.outcome.files is not None, self.problems
        return self.outcome.files[path].decode()


WriteSite = Callable[[Mapping[str, Any]], Path]
BuildSite = Callable[..., Built]


def write_files(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write files by path; None takes one away."""
    for path, text in files.items():
        target = folder / path
        if text is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def write_site(tmp_path: Path) -> WriteSite:
    """The small base site with some files of the test's own, or without one: {path: None}."""

    def write(files: Mapping[str, str | bytes | None]) -> Path:
        folder = tmp_path / "site"
        shutil.copytree(BASE, folder, dirs_exist_ok=True)
        return write_files(folder, files)

    return write


@pytest.fixture
def build_site(write_site: WriteSite) -> BuildSite:
    """The small base site with some files of the test's own, built in memory; `write=True` publishes it too."""

    def build(files: Mapping[str, str | bytes | None] | None = None, **order: Any) -> Built:
        folder = write_site(files or {})
        return Built(folder, make.make(make.Order(**{"site": folder, "write": False, **order})))

    return build


@pytest.fixture(scope="session")
def default_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own site, published aside."""
    output = tmp_path_factory.mktemp("default") / "public"
    outcome = make.make(make.Order(output=output))
    assert outcome.published, outcome.problems
    return output


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Requests are not news."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve folders on this machine as any static host would; gives each one's address."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def default_url(default_site: Path, serve: Callable[[Path], str]) -> str:
    """The address of the repository's own site."""
    return serve(default_site)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's own Chromium, alone: a machine without one is an error, for nothing is skipped in silence."""
    program = os.environ.get("KOMMUNESIDE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(program).exists():
        raise RuntimeError(f"no Chromium at {program}: install it, or name it in KOMMUNESIDE_CHROMIUM")
    quiet = "background-networking component-update default-apps extensions sync domain-reliability".split()
    return {
        "executable_path": program,
        "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{name}" for name in quiet)],
    }
