"""Code between backticks is what python-markdown finds, and no number of backticks takes long."""

from __future__ import annotations

import time

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommuneside.code_spans import CodeSpans
from kommuneside.manuscript import mask

MARKDOWN = st.lists(st.sampled_from(["`", "``", "```", "`````", "a", "\\", " ", "*", "\n", "[x](y)"])).map("".join)


def _converter() -> markdown.Markdown:
    converter = markdown.Markdown()
    converter.inlinePatterns.register(CodeSpans(), "backtick", 190)
    return converter


OURS, THEIRS = _converter(), markdown.Markdown()


@given(MARKDOWN)
def test_the_same_is_code(text: str) -> None:
    assert OURS.reset().convert(text) == THEIRS.reset().convert(text)


@pytest.mark.parametrize(
    "text", ["".join("e" + "`" * number for number in range(1, 900)), "e" + "`" * 150_000, "e`" * 50_000 + "``"]
)
def test_a_text_of_backticks_is_read_once(text: str) -> None:
    started = time.perf_counter()
    OURS.reset().convert(text)
    mask(text)
    assert time.perf_counter() - started < 5
