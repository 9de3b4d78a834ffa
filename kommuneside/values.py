"""The kinds of value a field can hold, each read from the text that an author wrote."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_PERIOD = re.compile(r"(\d{1,4})\s*(dage?|days?|uger?|weeks?|måned(?:er)?|months?|år|years?)?", re.IGNORECASE)
_DAYS = {"d": 1, "u": 7, "w": 7}
_MONTHS = {"m": 1, "å": 12, "y": 12}
EMAIL = re.compile(r"[^\s@<>()\"',;:\\/]+@[^\s@<>()\"',;:\\/.]+(?:\.[^\s@<>()\"',;:\\/.]+)+")
PHONE = re.compile(r"\+?[\d ()-]{3,24}")


class Period(NamedTuple):
    """How long a text holds before someone must read it again."""

    months: int
    days: int

    def after(self, start: date) -> date:
        """The day the period has passed since `start`, at the month's last day where it has no such day."""
        year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        if year >= date.max.year - 30:  # 9,999 days are 28 years
            return date.max
        last = monthrange(year, month + 1)[1]
        day = date(year, month + 1, min(start.day, last))
        return day + timedelta(min(self.days, (date.max - day).days))


def _date(value: object) -> object:
    if isinstance(value, date):
        return value
    text = str(value)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("date", "date", {"suggestion": _likely_date(text)})


def _likely_date(text: str) -> str:
    """The date as it should be written, where a Danish way of writing it can be recognised."""
    if match := re.fullmatch(r"(?:den )?(\d{1,2})[./ -]+(\w+)[./ -]+(\d{4})", text.strip(), re.IGNORECASE):
        day, month, year = match.groups()
        names = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
        try:
            number = int(month) if month.isdecimal() else names.index(month[:3].lower()) + 1
            return date(int(year), number, int(day)).isoformat()
        except ValueError:
            return ""
    return ""


def _review_after(value: object) -> object:
    """A day, or a period such as `12 måneder`, `1 år` or `90 dage`; a bare number counts months."""
    if isinstance(value, date | Period):
        return value
    match = _PERIOD.fullmatch(str(value).strip())
    if not match:
        if _likely_date(str(value)) or re.match(r"\d{4}-", str(value)):
            return _date(value)
        raise PydanticCustomError("period", "period")
    count, unit = int(match[1]), (match[2] or "m")[0].lower()
    return Period(count * _MONTHS.get(unit, 0), count * _DAYS.get(unit, 0))


def _boolean(value: object) -> object:
    """`ja` and `nej` beside YAML's own words."""
    return {"ja": "true", "nej": "false"}.get(str(value).lower(), value)


def _listed(value: object) -> object:
    """One value where a list of them is meant."""
    return [value] if isinstance(value, str | dict) else value


def _chart_data(value: object) -> object:
    """A file's name, or numbers by label: each a text, or texts by series."""
    rows = value.values() if isinstance(value, dict) else ()
    simple = all(isinstance(cell, str) for row in rows for cell in (row.values() if isinstance(row, dict) else [row]))
    if (isinstance(value, str) and value) or (rows and simple):
        return value
    raise PydanticCustomError("data", "data")


def _matching(pattern: re.Pattern[str], kind: str) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, str) and value.strip() and not pattern.fullmatch(value.strip()):
            raise PydanticCustomError("address", kind, {"kind": kind})
        return value

    return BeforeValidator(check)


def _whole_address(value: str) -> str:
    """A host in broken brackets or a port that is no number passes the pattern, but no browser."""
    try:
        urlsplit(value).port  # noqa: B018 - it is worked out, and refused, when asked for
    except ValueError:
        raise PydanticCustomError("address", "web", {"kind": "web"}) from None
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Date = Annotated[date, BeforeValidator(_date)]
Flag = Annotated[bool, BeforeValidator(_boolean)]
ReviewAfter = Annotated[date | Period, BeforeValidator(_review_after), WithJsonSchema({"type": "string"})]
WebAddress = Annotated[
    Text,
    # A host and no more before the path: no name to sign in with, no sign that would end a policy's directive.
    _matching(re.compile(r"https?://(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE), "web"),
    AfterValidator(_whole_address),
]
Email = Annotated[Text, _matching(EMAIL, "email")]
Phone = Annotated[Text, _matching(PHONE, "phone")]
Language = Annotated[Text, _matching(re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*"), "language")]
Slug = Annotated[Text, _matching(re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), "slug")]
# These reach the files that hosts read, so they hold nothing that means something there.
SiteAddress = Annotated[
    Text,
    _matching(re.compile(r"https?://[\w.:\[\]-]+(/[\w~%-][\w.~%-]*)*/?"), "web"),
    AfterValidator(_whole_address),
]
Alias = Annotated[Text, _matching(re.compile(r"(/[\w~-][\w.~-]*)+/?"), "alias")]
Report = Annotated[Text, _matching(re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]+\S*|tel:\+?[\d-]+)"), "report")]
LISTED = BeforeValidator(_listed)
Texts = Annotated[tuple[Text, ...], LISTED]
ChartData = Annotated[Any, BeforeValidator(_chart_data), WithJsonSchema({"type": ["string", "object"]})]
WebAddresses = Annotated[tuple[WebAddress, ...], LISTED]
Aliases = Annotated[tuple[Alias, ...], LISTED]
Reports = Annotated[tuple[Report, ...], LISTED]
