"""Templates as Python code, kept while the process lives: compiling them takes longer than making a small site."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_KEPT: dict[str, tuple[str, CodeType | None]] = {}


class Compiled(BytecodeCache):
    """Jinja's own hook: code by a template's name, as long as its source has the same checksum."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where the source is the one that was compiled."""
        checksum, code = _KEPT.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        _KEPT[bucket.key] = (bucket.checksum, bucket.code)
