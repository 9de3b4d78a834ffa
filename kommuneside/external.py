"""Asks every outside address of a site once whether it is still there: `check --external`, and nothing else.

The standard library's urllib, in a few threads: unlike tornado's client it goes through a municipality's proxy
(HTTPS_PROXY), and it trusts the certificates that the machine trusts. A site that answers, but not to a program (401,
403, 429), is there; only 404 and 410 say that a page is gone.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from kommuneside import __version__
from kommuneside.document import Document
from kommuneside.problem import Place, Problem
from kommuneside.progress import Watch, unwatched
from kommuneside.rules import found
from kommuneside.schema import SectionFields

Kind = Literal["ok", "gone", "moved", "certificate", "slow", "unreachable"]

FILE = "external.json"
DAY = 24 * 60 * 60
_GONE = (404, 410)
_PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
_NOT_HEAD = (400, 403, 404, 405, 406, 410, 500, 501, 503)  # some answer HEAD like this and GET with the page
_LASTING: tuple[Kind, ...] = ("ok", "gone", "moved", "certificate")
# OpenSSL's numbers for what is wrong with a certificate, as the catalogue names it under `reasons`.
_CERTIFICATES = {
    9: "early",
    10: "expired",
    18: "self_signed",
    19: "self_signed",
    20: "issuer",
    21: "issuer",
    62: "host",
}
_SAFE = "/?#[]@!$&'()*+,;=:%~"


class Answer(Struct, frozen=True):
    """What an address answered: where it has moved for good, and its status or what went wrong (`reasons` names it)."""

    kind: Kind
    location: str = ""
    detail: str = ""


class Manners(Struct, frozen=True):
    """How we ask: times in seconds; at most `together` questions at a time, one at a time to each host."""

    agent: str = f"Kommuneside/{__version__} (link check)"
    timeout: float = 10
    pause: float = 1
    tries: int = 3
    hops: int = 5
    together: int = 8


class Mention(Struct, frozen=True):
    """Where an address stands: the file, the place, and the address as it is written there."""

    path: str
    place: Place
    address: str


def check(
    documents: Mapping[str, Document],
    cache: Path | None,
    watch: Watch = unwatched,
    manners: Manners = Manners(),
) -> tuple[Problem, ...]:
    """Every outside link and source that is not as it should be; `cache` is a folder where answers are kept a day."""
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in _mentions(documents):
        mentions[mention.address.partition("#")[0]].append(mention)
    known = _read_cache(cache) if cache else {}
    answers = {address: known[address] for address in mentions if address in known}
    unasked = [address for address in mentions if address not in answers]
    fresh: dict[str, Answer] = {}
    for _ in watch("ask", _ask_all(unasked, manners, fresh), len(unasked)):
        pass
    if cache:
        _write_cache(cache, fresh)
    answers |= fresh
    return tuple(
        problem
        for address, where in mentions.items()
        for mention in where
        if (problem := _problem(mention, answers[address], manners))
    )


def ask(address: str, manners: Manners) -> Answer:
    """One address's answer, after as many tries and redirects as manners allow."""
    opener = build_opener(_NoRedirect)
    here, permanent = address, ""
    still_permanent = True
    for _ in range(manners.hops):
        answer, status = _ask_patiently(opener, here, manners)
        if status not in (*_PERMANENT, *_TEMPORARY):
            moved = permanent and answer.kind == "ok"
            return replace(answer, kind="moved", location=permanent) if moved else answer
        here = urljoin(here, answer.location)
        if urlsplit(here).scheme not in ("http", "https"):
            break
        still_permanent = still_permanent and status in _PERMANENT
        permanent = here if still_permanent else permanent
    return Answer("unreachable", detail="redirects")


def _ask_all(addresses: Iterable[str], manners: Manners, answers: dict[str, Answer]) -> Iterator[Answer]:
    """Ask them all, filling `answers`; yields each as it comes."""
    turns: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def ask_in_turn(address: str, turn: threading.Lock) -> Answer:
        with turn:
            return ask(address, manners)

    pool = ThreadPoolExecutor(manners.together)
    try:
        futures = {pool.submit(ask_in_turn, address, turns[urlsplit(address).netloc]): address for address in addresses}
        for future in as_completed(futures):
            answers[futures[future]] = future.result()
            yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ask_patiently(opener: OpenerDirector, address: str, manners: Manners) -> tuple[Answer, int]:
    """Try again, a little later each time, where the trouble may pass; with the answer goes its status."""
    for attempt in range(1, manners.tries + 1):
        answer, status = _ask_once(opener, address, manners)
        if answer.kind not in ("unreachable", "slow") or attempt == manners.tries:
            break
        time.sleep(manners.pause * attempt)
    return answer, status


def _ask_once(opener: OpenerDirector, address: str, manners: Manners) -> tuple[Answer, int]:
    """HEAD, and GET where HEAD is not understood; nothing of the page itself is read."""
    try:
        status, location = _request(opener, "HEAD", address, manners)
        if status in _NOT_HEAD:
            status, location = _request(opener, "GET", address, manners)
    except (URLError, HTTPException, OSError, ValueError) as error:
        return _failure(getattr(error, "reason", error)), 0
    if status in (*_PERMANENT, *_TEMPORARY) and location:
        return Answer("moved", location), status
    if status in _GONE:
        return Answer("gone", detail=str(status)), status
    return Answer("unreachable", detail="server") if status >= 500 else Answer("ok"), status


def _failure(reason: object) -> Answer:
    """What a failure of the connection means for a reader."""
    if isinstance(reason, ssl.SSLError):
        return Answer("certificate", detail=_CERTIFICATES.get(getattr(reason, "verify_code", 0), "unsafe"))
    if isinstance(reason, TimeoutError):
        return Answer("slow")
    if isinstance(reason, socket.gaierror):
        return Answer("unreachable", detail="name")
    return Answer("unreachable", detail="refused" if isinstance(reason, ConnectionRefusedError) else "broken")


def _request(opener: OpenerDirector, method: str, address: str, manners: Manners) -> tuple[int, str]:
    """One question: the status and where it sends us on."""
    headers = {"User-Agent": manners.agent, "Accept": "*/*"}
    request = Request(_plain(address), method=method, headers=headers)  # noqa: S310 - only http and https come here
    try:
        with opener.open(request, timeout=manners.timeout) as response:
            return response.status, ""
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", "")


def _plain(address: str) -> str:
    """An address in the letters a request may hold: æøå in a host as IDNA, elsewhere as percent signs."""
    parts = urlsplit(address)
    host = parts.netloc
    with suppress(UnicodeError):
        host = host.encode("idna").decode() if not host.isascii() else host
    return parts._replace(
        netloc=host, path=quote(parts.path, _SAFE), query=quote(parts.query, _SAFE), fragment=""
    ).geturl()


class _NoRedirect(HTTPRedirectHandler):
    """Lets us see a redirect instead of following it."""

    def redirect_request(self, *_: object) -> None:
        return None


def _mentions(documents: Mapping[str, Document]) -> Iterator[Mention]:
    for document in documents.values():
        for passage in document.passages:
            path, fields = passage.text.path, passage.text.fields
            for link in passage.converted.links:
                if _is_web(link.target):
                    yield Mention(path, passage.manuscript.link(link.target, link.nth), link.target)
            for index, address in enumerate(fields.sources if isinstance(fields, SectionFields) else ()):
                if _is_web(address):
                    yield Mention(path, passage.text.places.get(("sources", index), Place(1, 1)), address)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _problem(mention: Mention, answer: Answer, manners: Manners) -> Problem | None:
    values: dict[str, object] = {"target": mention.address}
    match answer.kind:
        case "gone":
            values["status"] = answer.detail
        case "moved":
            values["better"] = answer.location
        case "slow":
            values["seconds"] = f"{manners.timeout:g}"
        case "certificate" | "unreachable":
            values["trouble"] = answer.detail
        case "ok":
            return None
    return found(f"link-{answer.kind}", mention.path, mention.place, **values)


class _Kept(Struct, frozen=True):
    """An answer and when it was given, in seconds since 1970."""

    answer: Answer
    when: float = field(default_factory=time.time)


def _read_cache(folder: Path) -> dict[str, Answer]:
    """The answers of the last day; a file we cannot read is as good as none."""
    return {address: kept.answer for address, kept in _read_kept(folder).items()}


def _read_kept(folder: Path) -> dict[str, _Kept]:
    try:
        kept = msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, _Kept])
    except (OSError, msgspec.MsgspecError):
        return {}
    now = time.time()
    return {address: row for address, row in kept.items() if 0 <= now - row.when < DAY}


def _write_cache(folder: Path, fresh: Mapping[str, Answer]) -> None:
    """Keep what will hold for a day; trouble that may pass is asked about again."""
    lasting = {address: _Kept(answer) for address, answer in fresh.items() if answer.kind in _LASTING}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.encode({**_read_kept(folder), **lasting}))
