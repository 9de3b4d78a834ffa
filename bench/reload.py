"""From save to reload: how long after an editor saves does the preview hold the change for the reader.

A client listens as a browser does (the LiveReload protocol, which both our `serve` and Hugo's speak), and fetches the
page when it is told to. Where nobody tells it, it asks for the page again and again.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.websocket import WebSocketClientConnection, websocket_connect

from bench import corpus, edits, layouts
from bench.layouts import Layout
from bench.peers import CACHE, Peer

READY_WITHIN = 600.0
SEEN_WITHIN = 60.0
_POLL_EVERY = 0.01
_HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}


@dataclass(frozen=True, slots=True)
class Reloads:
    """Seconds from the command to the first page, and from each save to the changed page; `told` by a message."""

    ready: float
    seconds: tuple[float, ...]
    told: bool


class Unseen(Exception):
    """A preview that never showed the page, or the change."""


def measure(
    peers: Sequence[Peer], sizes: Sequence[int], runs: int, say: Callable[[str], None], folder: Path = CACHE / "sites"
) -> dict[tuple[int, str], Reloads | Unseen]:
    """Saves in the preview of every peer that has one, at every size."""
    found: dict[tuple[int, str], Reloads | Unseen] = {}
    for size in sizes:
        topics = corpus.make(max(1, size // corpus.SECTIONS))
        for peer in peers:
            if not peer.serve:
                continue
            say(f"{size} sections: {runs} saves in the preview of {peer.name}")
            layout = layouts.lay_out(peer.name, topics, folder / peer.name)
            try:
                found[size, peer.name] = asyncio.run(_watch(peer, layout, runs))
            except Unseen as reason:
                found[size, peer.name] = reason
    return found


async def _watch(peer: Peer, layout: Layout, runs: int) -> Reloads:
    port = _free_port()
    command = [part.format(port=port) for part in peer.serve]
    page = f"http://127.0.0.1:{port}/{layout.topic.folder}/"
    chance = random.Random(corpus.SEED)
    started = time.perf_counter()
    with (CACHE / "last-serve.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=layout.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            await _until(page, layout.topic.title, started + READY_WITHIN, server)
            ready = time.perf_counter() - started
            listener = await _connect(port, page)
            seconds = []
            for run in range(runs):
                await asyncio.sleep(1.5 + chance.random())  # not in step with anyone's own clock
                words = edits.edit_section(layout, run + 1)
                saved = time.perf_counter()
                if listener and not await _told(listener, page, words, saved + SEEN_WITHIN):
                    listener = None
                await _until(page, words, saved + SEEN_WITHIN, server)
                seconds.append(time.perf_counter() - saved)
            return Reloads(ready, tuple(seconds), listener is not None)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


async def _connect(port: int, page: str) -> WebSocketClientConnection | None:
    """A connection like a browser's, or None where the preview has none."""
    try:
        listener = await websocket_connect(f"ws://127.0.0.1:{port}/livereload", connect_timeout=5)
    except (OSError, HTTPClientError):
        return None
    await listener.write_message(json.dumps(_HELLO))
    await listener.write_message(json.dumps({"command": "info", "plugins": {}, "url": page}))
    return listener


async def _told(listener: WebSocketClientConnection, page: str, words: str, deadline: float) -> bool:
    """Wait to be told to reload, until the page then fetched holds the words."""
    while (left := deadline - time.perf_counter()) > 0:
        try:
            message = await asyncio.wait_for(listener.read_message(), left)
        except TimeoutError:
            return False
        if message is None:
            return False
        if json.loads(message).get("command") == "reload" and words in await _fetch(page):
            return True
    return False


async def _until(page: str, words: str, deadline: float, server: subprocess.Popen[bytes]) -> None:
    """Ask for the page until it holds the words."""
    while words not in await _fetch(page):
        if server.poll() is not None:
            raise Unseen(f"the preview ended with status {server.returncode}")
        if time.perf_counter() > deadline:
            raise Unseen("the page was not seen in time")
        await asyncio.sleep(_POLL_EVERY)


async def _fetch(page: str) -> str:
    try:
        answer = await AsyncHTTPClient().fetch(page, request_timeout=120, raise_error=False)
    except OSError:
        return ""
    return answer.body.decode("utf-8", errors="replace") if answer.code == 200 else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
