"""What can be published of Unicode, and what is told to its author instead."""

from __future__ import annotations

from kommuneside import characters


def test_the_quick_look_passes_over_nothing_that_is_unfit():
    """A text is only looked through with care where it holds something unusual: all that is unfit must be that."""
    controls = {*range(9), 11, 12, *range(13, 32), *range(127, 160)}
    halves, never = range(0xD800, 0xE000), {*range(0xFDD0, 0xFDF0)}
    ends = {plane | end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)}
    unfit = controls | {*halves} | never | ends
    samples = [*range(0x10000), *(end - 2 for end in ends if end > 0x10000), *ends]
    assert {sample for sample in samples if any(characters.find(chr(sample)))} == unfit


def test_an_unfit_character_leaves_a_mark():
    assert characters.replace("bål\x0bet\ufffe på \u2192 øen") == "bål\ufffdet\ufffd på → øen"
