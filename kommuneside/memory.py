"""What earlier builds worked out: those of this process, which a preview makes again and again, and those before it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from msgspec import Struct, field

from kommuneside import kept, watch
from kommuneside.again import CODE
from kommuneside.cache import Cache

Value = TypeVar("Value")

LONGEST = 20
"""Builds in a row that may go by without asking for something before it is forgotten."""


def _name_room() -> str:
    """What this version of the program worked out, no other has a use for."""
    return f"site {watch.digest(watch.look(CODE))}"


class Memory(Struct):
    """Values by a key of everything they depend on; each is one that nobody changes.

    What is read from `cache` is bytes until someone asks for it.
    """

    known: dict[Hashable, Any] = {}
    asked: dict[Hashable, int] = {}
    builds: int = 0
    cache: Cache = field(default_factory=lambda: Cache(None))
    new: dict[str, bytes] = {}
    room: str = field(default_factory=_name_room)

    def begin(self, cache: Cache | None = None) -> None:
        """A build begins: forget what none has asked for in a long time."""
        self.cache = cache or Cache(None)
        self.builds += 1
        for key in [key for key, build in self.asked.items() if build < self.builds - LONGEST]:
            del self.known[key], self.asked[key]

    def end(self) -> None:
        """A build ends: let the cache have what is new."""
        self.cache.put(self.room, self.new)
        self.new = {}
        self.cache.close()

    def fetch(self, keys: Iterable[str]) -> None:
        """Look in the cache for what is not known."""
        missing = [key for key in keys if self.get(key) is None]
        for key, data in self.cache.get(self.room, missing).items():
            self.put(key, data)

    def read(self, key: str, kind: type[Value]) -> Value | None:
        """The value, made of its bytes if it is still those, or None where it is not known."""
        value = self.get(key)
        if isinstance(value, bytes):
            value = kept.read(value, kind)
            self.put(key, value)
        known: Value | None = value
        return known

    def get(self, key: Hashable) -> Any:
        """The value, or None where it is not known."""
        value = self.known.get(key)
        if value is not None:
            self.asked[key] = self.builds
        return value

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value, which is not None."""
        self.known[key] = value
        self.asked[key] = self.builds

    def keep(self, key: str, data: bytes) -> None:
        """Keep a value's bytes, for the cache too."""
        self.put(key, data)
        self.new[key] = data

    def recall(self, key: Hashable, work: Callable[[], Value]) -> Value:
        """The value, worked out where it is not known."""
        value: Value | None = self.get(key)
        if value is None:
            value = work()
            self.put(key, value)
        return value
