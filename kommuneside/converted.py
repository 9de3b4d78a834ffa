"""What Markdown becomes: HTML, and what the checks and the site ask about it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct, field


class Heading(Struct, frozen=True, array_like=True):
    """A heading as readers get it; `written` is the number of `#` its author gave it."""

    level: int
    written: int
    text: str
    id: str


class Link(Struct, frozen=True, array_like=True):
    """A link or picture: the target as written, its text (or alt) and the href it became, None where it is dead.

    `nth` counts those before it on the same text that have the same target.
    """

    target: str
    text: str
    href: str | None
    nth: int = 0


class Embed(Struct, frozen=True):
    """A picture or chart as its author wrote it; `alone` where nothing else stands in its paragraph."""

    target: str
    text: str
    title: str
    options: Mapping[str, str]
    nth: int
    alone: bool


class Converted(Struct, frozen=True, array_like=True):
    """A text as HTML, with what the checks ask about it; `removed` names elements, attributes and addresses.

    `failure` is the rule that tells why there is none.
    """

    html: Markup = field(default_factory=Markup)
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failure: str = ""
