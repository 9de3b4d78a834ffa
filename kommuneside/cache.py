"""What earlier builds worked out, by a key of everything it depends on: never needed, always safe to delete.

SQLite keeps it whole when builds meet or are killed. Each answer lies with a seal that only this user's own secret can
make (a keyed hash): a file that is damaged, or came with someone's pull request, can cost time but never change a
result. It is this seal that lets compiled templates lie there too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FOLDER = ".cache"
FILE = "build.sqlite"
LARGEST = 512 * 1024 * 1024
"""Bytes the file may grow to before it is begun anew."""

_TABLE = "CREATE TABLE answers (room TEXT, key TEXT, seal BLOB, value BLOB, PRIMARY KEY (room, key))"


class Cache:
    """Answers by room and key; with no path, or a file that cannot be used, it knows nothing and keeps nothing."""

    def __init__(self, path: Path | None, largest: int = LARGEST) -> None:
        self.secret = read_secret() if path else b""
        self.connection = _open(path, largest) if path and self.secret else None
        self.can_keep = True
        self.owner = os.getpid()  # a connection is of no use to a forked process

    def get(self, room: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The answers that are known, by key."""
        known: dict[str, bytes] = {}
        if self.connection and self.owner == os.getpid():
            with contextlib.suppress(sqlite3.Error):
                for portion in _portions(list(keys)):
                    marks = ",".join("?" * len(portion))
                    rows = self.connection.execute(
                        f"SELECT key, seal, value FROM answers WHERE room = ? AND key IN ({marks})",  # noqa: S608
                        (room, *portion),
                    )
                    known.update(
                        (key, value)
                        for key, seal, value in rows
                        if isinstance(value, bytes) and seal == self._seal(room, key, value)
                    )
        return known

    def put(self, room: str, answers: Mapping[str, bytes]) -> None:
        """Keep answers; a file that is full, locked or read-only keeps none."""
        if self.connection and self.can_keep and answers:
            rows = [(room, key, self._seal(room, key, value), value) for key, value in answers.items()]
            try:
                self.connection.execute("BEGIN IMMEDIATE")  # one journal for all, not one for each
                with self.connection:
                    self.connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)
            except sqlite3.Error:
                self.can_keep = False  # whoever holds it was waited for, and will not be again

    def _seal(self, room: str, key: str, value: bytes) -> bytes:
        return hashlib.blake2b(f"{room} {key} ".encode() + value, key=self.secret, digest_size=16).digest()

    def close(self) -> None:
        """Let go of the file."""
        if self.connection:
            self.connection.close()
            self.connection = None


def read_secret() -> bytes:
    """The user's own secret, made the first time; empty where there is nowhere to keep it."""
    try:
        folder = _own_folder()
        path = folder / "secret"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            aside = folder / f"secret.{os.getpid()}"
            with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(os.urandom(32))
            os.replace(aside, path)
        return path.read_bytes()[:64]
    except (OSError, RuntimeError):  # no home, or none that can be written to
        return b""


def _own_folder() -> Path:
    """Where programs keep what is this user's alone and may be lost."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local") / "Kommuneside"
    if sys.platform == "darwin":
        return home / "Library/Caches/Kommuneside"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "kommuneside"


def hash_of(data: bytes) -> bytes:
    """A short hash that no accident will match."""
    return hashlib.blake2b(data, digest_size=16).digest()


def key_of(*parts: str | bytes) -> str:
    """One key for several parts, none of which can be mistaken for another."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def _open(path: Path, largest: int) -> sqlite3.Connection | None:
    """The file, made where it is missing, and anew where it is damaged or too large; None where it cannot be."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > largest:
                path.unlink()
            connection = sqlite3.connect(path, timeout=5, isolation_level=None)
            connection.execute("PRAGMA synchronous = OFF")
            made = connection.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL").fetchall()
            if not made:
                connection.execute(_TABLE)
            elif made != [(_TABLE,)]:  # another version's, or someone's views and triggers, which could run for ever
                raise sqlite3.DatabaseError
        except sqlite3.OperationalError:  # another build holds it, or the disk fails: it may be whole
            return None
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                path.unlink()
        except OSError:
            return None
        else:
            return connection
    return None


def _portions(keys: list[str], size: int = 500) -> Iterator[list[str]]:
    """SQLite takes a bounded number of values at a time."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
