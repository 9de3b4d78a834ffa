"""What was worked out, as JSON and back: for the next build, and for the process that shares the work."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


def write(value: object) -> bytes:
    """A structure of records as JSON; a file's name that is no UTF-8 comes through it too."""
    plain = msgspec.to_builtins(value, enc_hook=_simplify)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def read(data: bytes, kind: type[Value]) -> Value:
    """The structure that was written; `kind` is its type."""
    return msgspec.convert(json.loads(data), kind, dec_hook=_restore)


def _simplify(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _restore(kind: type[Any], written: object) -> object:
    """A text of a kind of its own, such as HTML that `markup` made, under a seal no one else can make (`cache`)."""
    return kind(written)
