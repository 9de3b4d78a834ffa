"""The manuscript finds places and prose; whatever is blanked out leaves every other character where it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommuneside.manuscript import Manuscript

MARKDOWN = st.text(alphabet=" \n\t`~<>!-[](){}#*|.:/ahtps4æ", max_size=200)


@given(MARKDOWN)
def test_every_character_keeps_its_place(text: str) -> None:
    manuscript = Manuscript(text)
    for blanked in (manuscript.prose, manuscript.words):
        assert len(blanked) == len(text)
        assert all(new in (old, " ") for old, new in zip(text, blanked, strict=True))
        assert blanked.count("\n") == text.count("\n")


@given(MARKDOWN)
def test_units_lie_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for unit in Manuscript(text).units:
        assert end <= unit.start <= unit.end <= len(text)
        end = unit.end


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Et\nto.\n\nTre.", ["Et\nto.", "Tre."]),
        ("# Titel\n\nTekst.", ["Tekst."]),
        ("- Et\n- to\n  mere\n\nTre.", ["Et", "to\n  mere", "Tre."]),
        ("1. Et\n2. to", ["Et", "to"]),
        ("> Citat.", ["Citat."]),
        ("| a | b |\n| - | - |\n| c | d |", []),
        ("Tekst.\n\n    kode 25%\n\nMere.", ["Tekst.", "Mere."]),
        ("- Punkt.\n\n    Mere om det.", ["Punkt.", "Mere om det."]),
        ("```\nkode\n```", []),
        ("<!-- ikke\n\nlæst -->\nTekst.", ["Tekst."]),
    ],
)
def test_a_text_falls_into_what_is_read_as_one(text: str, units: list[str]) -> None:
    manuscript = Manuscript(text)
    assert [manuscript.words[unit.start : unit.end].strip() for unit in manuscript.units] == units


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Se [her](https://a.example/b).", "Se [her ."),
        ("Se <https://a.example/>.", "Se ."),
        ("Se https://a.example/100% nu.", "Se nu."),
        ("Tekst {: #maal } mere.", "Tekst mere."),
        ("`kode` og tekst", "og tekst"),
        ('<span title="25%">Tekst</span>', "Tekst"),
        ("Se [her][1].\n\n[1]: https://a.example/", "Se [her . [1"),
    ],
)
def test_only_what_is_read_aloud_counts_as_words(text: str, words: str) -> None:
    assert " ".join(Manuscript(text).words.split()) == words


def test_a_place_in_a_yaml_files_body_is_the_files_own() -> None:
    place = Manuscript("Et\nto 25% tre", first_line=4, indent=2).place(6)
    assert (place.line, place.column) == (5, 6)
