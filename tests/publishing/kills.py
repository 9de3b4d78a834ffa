"""Publishes to a folder, is killed again and again, and looks each time at what a reader would find.

Run as `python kills.py FOLDER TIMES`: a process of its own, so that it may fork, and forks so that no kill pays for an
interpreter's start.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kommuneside.publish import publish

FILES = 12


def edition(number: int) -> dict[str, bytes]:
    """A site whose every file says which edition it belongs to."""
    return {f"{n % 10}/{n}.html": f"{number} ".encode() * 500 for n in range(FILES)}


def shown(folder: Path) -> int:
    """The edition that stands there; there is exactly one, and it is whole."""
    texts = [path.read_bytes() for path in folder.rglob("*.html")]
    assert len(texts) == FILES, f"{len(texts)} files"
    assert len(set(texts)) == 1, "two editions at once"
    return int(texts[0].split()[0])


def main(folder: Path, times: int) -> None:
    rng, number = random.Random(5), 1
    publish(edition(number), folder, folder.parent)
    for _ in range(times):
        child = os.fork()
        if child == 0:
            while True:
                number += 1
                publish(edition(number), folder, folder.parent)
        time.sleep(rng.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = shown(folder)
        assert found >= number, f"{found} after {number}: an edition was lost"
        number = found + 1
        publish(edition(number), folder, folder.parent)
        assert shown(folder) == number, "the next build did not succeed"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
