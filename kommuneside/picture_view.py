"""What the template `components/picture.html` shows of a picture."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from kommuneside import markup
from kommuneside.converted import Embed
from kommuneside.picture import Picture
from kommuneside.site import relative

COLUMN = 608
"""The width of a page's text, in CSS pixels: `--measure` in static/base.css."""
MARGINS = "2rem"


class PictureView(NamedTuple):
    """A picture's element: the browser chooses among `srcset` by `sizes`, and `src` is for those that cannot."""

    srcset: str
    sizes: str
    src: str
    alt: str
    width: int
    height: int
    caption: Markup
    credit: Markup
    alone: bool


def picture_view(picture: Picture, embed: Embed, here: str) -> PictureView:
    """A picture as the page at `here` shows it; its title is its caption."""
    *modern, fallback = picture.forms
    largest = modern[-1]
    shown = min(largest.width, COLUMN)
    return PictureView(
        srcset=", ".join(f"{relative(here, f'/{form.address}')} {form.width}w" for form in modern),
        sizes=f"(min-width: {shown + 40}px) {shown}px, calc(100vw - {MARGINS})",
        src=relative(here, f"/{fallback.address}"),
        alt=embed.text,
        width=largest.width,
        height=largest.height,
        caption=markup.inline(embed.title),
        credit=markup.inline(embed.options.get("credit")),
        alone=embed.alone,
    )
