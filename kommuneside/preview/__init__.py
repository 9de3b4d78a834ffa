"""`serve`: shows the site on this machine while it is written, and never dies of what is written.

    watch → workshop → answer → server      files changed; built aside, in memory; what an address gives; who may ask
                  ↘ banner ↗                what is wrong, over the last good page

The socket and the browser's script are python-livereload's. Its watcher (every 800 ms), its builds on the server's
own thread and its file handler are not used: they are too slow, die of our mistakes, and would open the machine to
any website. The finished site lies in memory, so no address can lead to a file that is not in it.
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable

from kommuneside.make import Order
from kommuneside.texts import Texts


def serve(order: Order, texts: Texts, say: Callable[[str], None], port: int = 5500, open_browser: bool = True) -> int:
    """Serve until interrupted; nothing is written but the cache. Raises OSError where there is no free port."""
    from kommuneside.preview.server import Server
    from kommuneside.preview.workshop import Workshop

    try:
        server = Server(port, say)
        if port and server.port != port:
            say(texts("serve.port_taken", port=port, other=server.port))
        workshop = Workshop(order, server.origin, texts, say, server.reload)
        server.show = lambda: workshop.showing
        server.show_gallery = workshop.gallery
        workshop.build()
        url = server.origin + workshop.showing.base
        say(texts("serve.running", url=url))
        workshop.start()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        server.run()
    except KeyboardInterrupt:
        pass
    say(texts("serve.stopped"))
    return 0
