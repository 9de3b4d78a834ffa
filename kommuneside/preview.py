"""`serve`: builds aside, shows the site on this machine, and reloads the browser at each change."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from kommuneside import make, report
from kommuneside.texts import Texts

HOST = "127.0.0.1"
WATCHED = ("content", "templates", "static", "config.yaml")


def serve(
    order: make.Order, texts: Texts, say: Callable[[str], None], port: int = 5500, open_browser: bool = True
) -> int:
    """Serve until interrupted; what is published is left alone, the preview lies in `.cache/`."""
    from livereload import Server

    free = _free_port(port)
    if free != port:
        say(texts("serve.port_taken", port=port, other=free))
    url = f"http://{HOST}:{free}/"
    order = replace(order, output=order.site / ".cache" / "preview", base_url=url, write=True, live=True)
    rebuild = _Rebuild(order, texts, say)
    rebuild()
    server = Server()
    for name in WATCHED:
        for folder in {order.site, make.HOUSE}:
            if (folder / name).exists() and (folder == order.site or name in ("templates", "static")):
                server.watch(str(folder / name), rebuild)
    say(texts("serve.running", url=url))
    logging.getLogger("livereload").setLevel(logging.WARNING)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    server.serve(port=free, host=HOST, root=str(order.destination), open_url_delay=1 if open_browser else None)
    say(texts("serve.stopped"))
    return 0


class _Rebuild:
    """Builds when called; a mistake is told and the last good site kept."""

    def __init__(self, order: make.Order, texts: Texts, say: Callable[[str], None]) -> None:
        self.order = order
        self.say = say
        self.texts = texts

    def __call__(self) -> None:
        started = time.perf_counter()
        outcome = make.make(self.order)
        for line in report.as_text(outcome.problems, self.texts, lambda path, line: ""):
            self.say(line)
        if outcome.published:
            self.say(self.texts("serve.rebuilt", seconds=f"{time.perf_counter() - started:.2f}"))
        else:
            self.say(self.texts("serve.kept"))


def _free_port(wanted: int) -> int:
    """The port asked for, or the next one that is free."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    raise OSError(98, "no free port", urlsplit(f"//{HOST}:{wanted}").netloc)
