"""`check --external` asks every outside address once, politely, and tells what a reader would meet there."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kommuneside import external, make
from kommuneside.rules import RULES
from kommuneside.texts import LANGUAGES, load

QUICK = external.Manners(timeout=0.5, pause=0.01, tries=2)


class Town(BaseHTTPRequestHandler):
    """A web server that does each thing an outside site may do."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, str]] = []  # noqa: RUF012 - shared with the test on purpose
    busy = most = 0
    lock = threading.Lock()

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    ANSWERS = {  # noqa: RUF012
        "/gone": (404, ""),
        "/removed": (410, ""),
        "/moved": (301, "/new"),
        "/moved-twice": (308, "/moved"),
        "/moved-away": (301, "/gone"),
        "/elsewhere-today": (302, "/new"),
        "/round": (301, "/round"),
        "/members-only": (403, ""),
        "/broken": (500, ""),
    }

    def plan(self) -> tuple[int, str]:
        """The status and where to go; 0 for breaking off."""
        time.sleep({"/slow": 1, "/few": 0.05}.get(self.path.partition("?")[0], 0))
        if self.path == "/no-head" and self.command == "HEAD":
            return 405, ""
        if self.path == "/once" and sum(path == "/once" for _, path, _ in Town.asked) == 1:
            self.connection.shutdown(socket.SHUT_RDWR)
            return 0, ""
        return self.ANSWERS.get(self.path, (200, ""))

    def answer(self) -> None:
        Town.asked.append((self.command, self.path, self.headers["User-Agent"]))
        with Town.lock:
            Town.busy += 1
            Town.most = max(Town.most, Town.busy)
        status, place = self.plan()
        with Town.lock:
            Town.busy -= 1
        if not status:
            self.close_connection = True
            return
        try:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if place:
                self.send_header("Location", place)
            self.end_headers()
        except OSError:
            pass  # who asked has gone

    def log_message(self, *_: object) -> None:
        pass


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        pass


def serve(server: ThreadingHTTPServer) -> None:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server's address; nothing of this machine's proxy is in the way."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Town.asked, Town.busy, Town.most = [], 0, 0
    with Quiet(("127.0.0.1", 0), Town) as server:
        serve(server)
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def unsafe_town(town: str, tmp_path: Path) -> Iterator[str]:
    """The same over TLS, with a certificate that nobody vouches for."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not on this machine")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", f"subjectAltName=IP:{ipaddress.ip_address('127.0.0.1')}"]
    made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run([openssl, *made, *subject], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Quiet(("127.0.0.1", 0), Town) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        serve(server)
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ok"),
        ("/gone", "gone"),
        ("/removed", "gone"),
        ("/moved", "moved"),
        ("/moved-twice", "moved"),
        ("/moved-away", "gone"),
        ("/elsewhere-today", "ok"),
        ("/round", "unreachable"),
        ("/no-head", "ok"),
        ("/members-only", "ok"),
        ("/slow", "slow"),
        ("/broken", "unreachable"),
        ("/once", "ok"),
        ("/æble?ø=å", "ok"),
    ],
)
def test_each_answer_is_told_for_what_it_means_to_a_reader(town: str, path: str, kind: str) -> None:
    assert external.ask(town + path, QUICK).kind == kind


def test_the_new_address_of_what_has_moved_for_good_is_named(town: str) -> None:
    assert external.ask(f"{town}/moved-twice", QUICK).location == f"{town}/new"


def test_a_certificate_nobody_vouches_for_is_told(unsafe_town: str) -> None:
    answer = external.ask(f"{unsafe_town}/", QUICK)
    assert (answer.kind, answer.detail) == ("certificate", "self_signed")


def test_a_host_that_is_not_there_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    answer = external.ask(f"http://127.0.0.1:{port}/", QUICK)
    assert (answer.kind, answer.detail) == ("unreachable", "refused")


def test_it_says_who_asks_and_asks_with_head_first(town: str) -> None:
    external.ask(f"{town}/no-head", QUICK)
    assert [method for method, _, _ in Town.asked] == ["HEAD", "GET"]
    assert all(agent.startswith("Kommuneside/") for _, _, agent in Town.asked)


def site_with(folder: Path, *addresses: str) -> Path:
    links = "\n".join(f"- [Kilde nummer {number}]({address})" for number, address in enumerate(addresses))
    (folder / "content").mkdir(parents=True)
    (folder / "config.yaml").write_text("name: Prøve Kommune\nrules: {link-http: off}\n", "utf-8")
    (folder / "content/index.md").write_text(f"---\ntitle: Klima\ndescription: Klima.\n---\n\n{links}\n", "utf-8")
    return folder


def check(site: Path, seen: list[int] | None = None, cache: bool = True) -> list[tuple[str, int, int, str]]:
    def watch(_: str, answers: external.Iterable[external.Answer], total: int) -> external.Iterable[external.Answer]:
        if seen is not None:
            seen.append(total)
        return answers

    def ask(documents, folder):  # type: ignore[no-untyped-def]
        return external.check(documents, folder, watch, QUICK)

    outcome = make.make(make.Order(site=site, write=False, cache=cache, ask=ask))
    return [problem.order for problem in outcome.problems if RULES[problem.rule].family == "external"]


def test_each_address_is_asked_once_however_often_it_is_linked_to(town: str, tmp_path: Path) -> None:
    told = check(site_with(tmp_path, f"{town}/gone", f"{town}/", f"{town}/gone#del", f"{town}/moved"))
    assert told == [
        ("content/index.md", 6, 20, "link-gone"),
        ("content/index.md", 8, 20, "link-gone"),
        ("content/index.md", 9, 20, "link-moved"),
    ]
    assert sum(path == "/gone" and method == "HEAD" for method, path, _ in Town.asked) == 1


def test_answers_are_kept_for_a_day_but_not_what_may_pass(town: str, tmp_path: Path) -> None:
    site, seen = site_with(tmp_path, f"{town}/", f"{town}/gone", f"{town}/broken"), []
    first = check(site, seen)
    assert check(site, seen) == first
    assert seen == [3, 1]  # the second time only the broken one
    assert check(site, seen, cache=False) == first
    assert seen[-1] == 3


def test_an_old_or_unreadable_cache_is_asked_past(town: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, seen = site_with(tmp_path, f"{town}/"), []
    check(site, seen)
    tomorrow = time.time() + external.DAY + 60
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    check(site, seen)
    (site / ".cache" / external.FILE).write_text("[not JSON")
    check(site, seen)
    assert seen == [1, 1, 1]


def test_every_answer_can_be_told_in_both_languages() -> None:
    for answer in (
        *(external.Answer("certificate", detail=name) for name in (*external._CERTIFICATES.values(), "unsafe")),
        *(external.Answer("unreachable", detail=name) for name in ("name", "refused", "broken", "server", "redirects")),
        external.Answer("gone", detail="404"),
        external.Answer("moved", location="https://ny.example/"),
        external.Answer("slow"),
    ):
        mention = external.Mention("content/index.md", external.Place(1, 1), "https://a.example/")
        problem = external._problem(mention, answer, QUICK)
        assert problem
        for language in LANGUAGES:
            words = load(language).explain(problem)
            assert "{" not in words.what + words.why + words.do


def test_one_host_is_asked_one_question_at_a_time(town: str, tmp_path: Path) -> None:
    check(site_with(tmp_path, *(f"{town}/few?{number}" for number in range(8))))
    assert Town.most == 1
