"""Templates as Python code, kept like all else that was worked out: compiling them takes longer than a small site."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kommuneside.memory import Memory

_KNOWN: dict[str, CodeType | None] = {}
"""What this process has seen, whatever the site."""


class Compiled(BytecodeCache):
    """Jinja's own hook: code by a template's name, as long as its source has the same checksum."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where the source is the one that was compiled."""
        key = _key(bucket)
        if key not in _KNOWN:
            self.memory.fetch([key])
            if (data := self.memory.get(key)) is None:
                return
            bucket.bytecode_from_string(data)
            _KNOWN[key] = bucket.code
        bucket.code = _KNOWN[key]

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        key = _key(bucket)
        _KNOWN[key] = bucket.code
        self.memory.keep(key, bucket.bytecode_to_string())


def _key(bucket: Bucket) -> str:
    return f"template {bucket.key} {bucket.checksum}"
