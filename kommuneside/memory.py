"""What a process worked out in its earlier builds: a preview builds again and again, and little of it is new."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")

LONGEST = 20
"""Builds in a row that may go by without asking for something before it is forgotten."""


@dataclass
class Memory:
    """Values by a key of everything they depend on; each is one that nobody changes."""

    known: dict[Hashable, Any] = field(default_factory=dict)
    asked: dict[Hashable, int] = field(default_factory=dict)
    builds: int = 0

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

    def recall(self, key: Hashable, work: Callable[[], Value]) -> Value:
        """The value, worked out where it is not known."""
        value: Value | None = self.get(key)
        if value is None:
            value = work()
            self.put(key, value)
        return value

    def begin(self) -> None:
        """A build begins: forget what none has asked for in a long time."""
        self.builds += 1
        for key in [key for key, build in self.asked.items() if build < self.builds - LONGEST]:
            del self.known[key], self.asked[key]
