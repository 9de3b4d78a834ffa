"""`theme` in config.yaml → CSS: the tokens that stand at the head of static/base.css, and what keeps them readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from kommuneside.schema import suggest_key

STYLE = Path(__file__).resolve().parent.parent / "static" / "base.css"

TEXT = 7.0
"""The contrast every text has on what it stands on (WCAG 1.4.6, AAA)."""

_DECLARED = re.compile(r"--((?:colour-[a-z-]+)|radius|font|font-heading):\s*([^;]+);")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LENGTH = re.compile(r"0|(?:\d{1,2}|\d{0,2}\.\d{1,4})(?:rem|px)")
# Nothing that means anything in CSS: a name is put in quotes here, unless it is one of CSS's own.
_FONTS = re.compile(r"-?[A-Za-zÆØÅæøå][\wÆØÅæøå -]{0,60}(?:, *-?[A-Za-zÆØÅæøå][\wÆØÅæøå -]{0,60}){0,12}")
_OWN_NAMES = {
    "serif", "sans-serif", "monospace", "system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "-apple-system",
    "BlinkMacSystemFont",
}  # fmt: skip

# What is read, and what it is read on; each has its fellow in the dark scheme but the band, which is the same in both.
_ON_PAPER = [
    (f"colour-{ink}{dark}", f"colour-{ground}{dark}")
    for dark in ("", "-dark")
    for ink in ("ink", "quiet", "accent")
    for ground in ("paper", "tint")
]
PAIRS = (*_ON_PAPER, ("colour-band-ink", "colour-band"), ("colour-sun", "colour-band"))


@cache
def defaults() -> dict[str, str]:
    """Every token and its value where a site says nothing."""
    found: dict[str, str] = {}
    for name, value in _DECLARED.findall(STYLE.read_text("utf-8")):
        found.setdefault(name, value.strip())
    return found


def suggest(name: str) -> str:
    """The token an author most likely meant, with or without `colour-` before it."""
    known = [*defaults()]
    wanted = f"colour-{name}" if f"colour-{name}" in known else name.replace("color", "colour")
    return suggest_key(wanted, known)


def kind(name: str) -> str:
    """What a token holds: `colour`, `length` or `fonts`."""
    return "colour" if name.startswith("colour-") else "length" if name == "radius" else "fonts"


def is_valid(name: str, value: str) -> bool:
    """Whether a value is of its token's kind, and so can say nothing else to a browser."""
    pattern = {"colour": _COLOUR, "length": _LENGTH, "fonts": _FONTS}[kind(name)]
    return bool(pattern.fullmatch(value.strip()))


def too_faint(theme: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    """Pairs of colours that cannot be read on each other where a site changes one of them, with their contrast."""
    colours = {name: value for name, value in {**defaults(), **theme}.items() if _COLOUR.fullmatch(value)}
    for text, ground in PAIRS:
        if (text in theme or ground in theme) and text in colours and ground in colours:
            found = contrast(colours[text], colours[ground])
            if found < TEXT:
                yield text, ground, found


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG works it out."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def css(theme: Mapping[str, str]) -> str:
    """The declarations of a theme found valid, with what follows from them."""
    rows = [f"--{name}:{_written(name, value.strip())}" for name, value in sorted(theme.items())]
    if any("paper" in name or "quiet" in name for name in theme):
        rows.append("--edge:var(--quiet)")  # the borders of controls, which need 3:1, follow what has 7:1
    if "colour-band" in theme:
        rows.append(f"--hill:{_lighter(theme['colour-band'])}")
    if "colour-sun" in theme:
        rows.append("--field:var(--colour-sun)")
    return ";".join(rows)


def _written(name: str, value: str) -> str:
    if kind(name) != "fonts":
        return value
    fonts = [part.strip() for part in value.split(",")]
    return ",".join(font if font in _OWN_NAMES else f'"{font}"' for font in fonts)


def _parts(colour: str) -> list[int]:
    digits = colour.strip()[1:]
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (number / 255 for number in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lighter(colour: str) -> str:
    """The hill that is nearest to the reader: a little lighter than the band behind it."""
    return "#" + "".join(f"{round(part + (255 - part) * 0.13):02x}" for part in _parts(colour))
