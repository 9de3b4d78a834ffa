"""Answers the browser on this machine, and no one else: another website's page can neither read nor reload."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import secrets
import socket
import sys
from collections.abc import Callable
from typing import Any

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError

from kommuneside import fault
from kommuneside.gallery import ADDRESS
from kommuneside.preview.answer import answer
from kommuneside.preview.workshop import Showing

HOST = "127.0.0.1"
PORTS_TRIED = 100
LARGEST_REQUEST = 64_000


class Server:
    """Holds a port of this machine from the moment it is made; `show` tells what is to be shown."""

    def __init__(self, port: int, say: Callable[[str], None]) -> None:
        self.runner = asyncio.Runner()
        self.runner.get_loop()  # made now: Ctrl+C while one is being made would leave half of one to complain
        self.sockets = _bind(port)
        self.port: int = self.sockets[0].getsockname()[1]
        self.origin = f"http://{HOST}:{self.port}"
        self.say = say
        self.show: Callable[[], Showing]
        self.show_gallery: Callable[[], Showing]
        self.loop: IOLoop | None = None

    @property
    def hosts(self) -> set[str]:
        """What our address may be called; a name of someone else's that leads here is not among them."""
        ports = [f":{self.port}"] + [""] * (self.port == 80)
        return {name + port for name in (HOST, "localhost") for port in ports}

    def run(self) -> None:
        """Answer until interrupted (KeyboardInterrupt)."""
        with self.runner:
            self.runner.run(self._run())

    def reload(self) -> None:
        """Make every open page load again; may be called from another thread."""
        if self.loop:
            with contextlib.suppress(RuntimeError):  # it has been stopped
                self.loop.add_callback(_Socket.reload_waiters, "*")

    async def _run(self) -> None:
        for name in ("tornado", "livereload", "asyncio"):
            logging.getLogger(name).handlers = [_Faults(self)]
            logging.getLogger(name).propagate = False
        settings = {"server": self}
        application = Application(
            [("/livereload", _Socket, settings), ("/livereload.js", _Script, settings), (".*", _Page, settings)],
            log_function=lambda handler: None,
        )
        self.loop = IOLoop.current()
        HTTPServer(application, max_body_size=LARGEST_REQUEST).add_sockets(self.sockets)
        await asyncio.Event().wait()


class _Faults(logging.Handler):
    """Tells what a library logs as an exception in our own words, and the rest to no one."""

    def __init__(self, server: Server) -> None:
        super().__init__(logging.ERROR)
        self.server = server

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error and not isinstance(error, WebSocketClosedError):
            self.server.say(fault.explain(error, self.server.show().texts))


class _Ours(RequestHandler):
    """Refuses who does not ask for this machine by its own name, or asks on behalf of another website's page."""

    def initialize(self, server: Server) -> None:
        self.server = server

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        if self.request.host.lower() not in self.server.hosts or not (origin is None or self.is_ours(origin)):
            self.set_status(403)
            self.finish(self.server.show().texts("serve.refused"))

    def is_ours(self, origin: str) -> bool:
        return origin.lower() in {f"http://{host}" for host in self.server.hosts}

    def set_default_headers(self) -> None:
        self.set_header("Server", "Kommuneside")
        self.set_header("X-Content-Type-Options", "nosniff")

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        if error and not hasattr(error, "status_code"):
            self.server.say(fault.explain(error, self.server.show().texts))

    def write_error(self, status_code: int, **facts: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        error = (facts.get("exc_info") or (None, None))[1]
        texts = self.server.show().texts
        self.finish(fault.explain(error, texts) if error and status_code == 500 else texts("serve.refused"))


class _Page(_Ours):
    """A page, or a file that a page asks for."""

    def get(self) -> None:
        is_gallery = self.request.path.startswith(f"/{ADDRESS}")
        showing = self.server.show_gallery() if is_gallery else self.server.show()
        given = answer(showing, self.request.path, self.request.host, secrets.token_urlsafe(16))
        self.set_status(given.status)
        for name, value in given.headers.items():
            self.set_header(name, value)
        self.finish(given.body)

    head = get


class _Script(_Ours, LiveReloadJSHandler):  # type: ignore[misc]
    """livereload's script for the browser."""


class _Socket(_Ours, LiveReloadHandler):  # type: ignore[misc]
    """livereload's socket; a page that was built again before it got here is told at once."""

    watcher = Watcher()  # never asked, but for its name in a log
    number: object = None

    def check_origin(self, origin: str) -> bool:
        return self.is_ours(origin)

    def on_message(self, message: str | bytes) -> None:
        with contextlib.suppress(ValueError, TypeError, LookupError, AttributeError):  # none of our pages speaks so
            super().on_message(message)
            said = json.loads(message)
            if said["command"] == "hello":
                self.number = said.get("snipver")
            elif said["command"] == "info" and self.number != self.server.show().number:
                self.send_message({"command": "reload", "path": "*"})


def _bind(port: int) -> list[socket.socket]:
    """The port asked for, or the next one that is free."""
    # Windows keeps ranges of ports to itself, and says "no permission" of them.
    taken = {errno.EADDRINUSE, *([errno.EACCES] if sys.platform == "win32" else [])}
    last = min(port + PORTS_TRIED, 65536) - 1
    for candidate in range(port, last):
        try:
            return bind_sockets(candidate, HOST)
        except OSError as error:
            if error.errno not in taken:
                raise
    return bind_sockets(last, HOST)
