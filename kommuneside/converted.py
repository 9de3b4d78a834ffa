"""What Markdown becomes: HTML, and what the checks and the site ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as readers get it; `written` is the number of `#` its author gave it."""

    level: int
    written: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture: the target as written, its text (or alt) and the href it became, None where it is dead.

    `nth` counts those before it on the same text that have the same target.
    """

    target: str
    text: str
    href: str | None
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Embed:
    """A picture or chart as its author wrote it; `alone` where nothing else stands in its paragraph."""

    target: str
    text: str
    title: str
    options: Mapping[str, str]
    nth: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Converted:
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
