"""Addresses from Danish words, in letters that every browser shows and nobody has to encode."""

from __future__ import annotations

import pytest

from kommuneside.slug import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ændring af åbningstid på øen", "aendring-af-aabningstid-paa-oeen"),
        ("ÆØÅ", "aeoeaa"),
        ("Energi- og CO2-regnskabet", "energi-og-co2-regnskabet"),
        ("CO₂", "co2"),
        ("Café Müller & Søn", "cafe-muller-soen"),
        ("  25 % færre!  ", "25-faerre"),
        ("a\u030abent", "aabent"),  # å as macOS writes it in file names
        ("!?", "afsnit"),
        ("", "afsnit"),
        ("日本", "afsnit"),
    ],
)
def test_danish_letters_become_plain_ones(text, slug):
    assert slugify(text) == slug
