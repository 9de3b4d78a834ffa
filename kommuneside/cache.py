"""What earlier builds worked out, by a key of everything it depends on: never needed, always safe to delete.

SQLite keeps it whole when builds meet or are killed. Each answer lies with a hash of itself, so that a damaged file can
cost time but never change a result. An answer is data (JSON or bytes), never code: the folder may come from anywhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FOLDER = ".cache"
FILE = "build.sqlite"
LARGEST = 512 * 1024 * 1024
"""Bytes the file may grow to before it is begun anew."""

_VERSION = 1


class Cache:
    """Answers by room and key; with no path, or a file that cannot be used, it knows nothing and keeps nothing."""

    def __init__(self, path: Path | None, largest: int = LARGEST) -> None:
        self.connection = _open(path, largest) if path else None

    def get(self, room: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The answers that are known, by key."""
        known: dict[str, bytes] = {}
        if self.connection:
            with contextlib.suppress(sqlite3.Error):
                for portion in _portions(list(keys)):
                    marks = ",".join("?" * len(portion))
                    rows = self.connection.execute(
                        f"SELECT key, hash, value FROM answers WHERE room = ? AND key IN ({marks})",  # noqa: S608
                        (room, *portion),
                    )
                    known.update((key, value) for key, digest, value in rows if digest == hash_of(value))
        return known

    def put(self, room: str, answers: Mapping[str, bytes]) -> None:
        """Keep answers; a file that is full, locked or read-only keeps none."""
        if self.connection and answers:
            rows = [(room, key, hash_of(value), value) for key, value in answers.items()]
            with contextlib.suppress(sqlite3.Error), self.connection:
                self.connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Let go of the file."""
        if self.connection:
            self.connection.close()
            self.connection = None


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
            if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                connection.execute("DROP TABLE IF EXISTS answers")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS answers"
                " (room TEXT, key TEXT, hash BLOB, value BLOB, PRIMARY KEY (room, key))"
            )
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
