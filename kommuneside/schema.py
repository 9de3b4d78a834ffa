"""What a page and a section may say: the one place, read by the checker, `new`, the JSON Schema and the editor."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from kommuneside.frontmatter import Path
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

Model = TypeVar("Model", bound=BaseModel)

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


# The fields that give a page its headings, and so its ids.
_NAMING = ("title", "sections_title")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Date = Annotated[date, BeforeValidator(_date)]
Flag = Annotated[bool, BeforeValidator(_boolean)]
ReviewAfter = Annotated[date | Period, BeforeValidator(_review_after), WithJsonSchema({"type": "string"})]
WebAddress = Annotated[
    Text, _matching(re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE), "web"), AfterValidator(_whole_address)
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


class Fields(BaseModel):
    """Common ground: no field we do not know, nothing changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(Fields):
    """Who to ask; every part may be left out."""

    name: Text | None = None
    email: Email | None = None
    phone: Phone | None = None
    hours: Text | None = None
    address: Texts = ()


class Figure(Fields):
    """A key figure: a number, or a short text such as `Lejre + 16`, and what it counts."""

    value: Text
    label: Text
    unit: Text | None = None
    year: Text | None = None
    source: Text | None = None
    url: WebAddress | None = None


class Chart(Fields):
    """A chart: `data` names a CSV file or holds numbers by label, or by label and series.

    `rest` names what shares lack of the whole, `column` one of several columns.
    """

    title: Text
    data: ChartData
    form: Text = "bars"
    column: Text | None = None
    rest: Text | None = None
    target: Text | None = None
    target_year: Text | None = None
    unit: Text | None = None
    year: Text | None = None
    source: Text | None = None
    url: WebAddress | None = None


class Entry(Fields):
    """What pages and sections have in common."""

    title: Text
    figures: tuple[Figure, ...] = ()
    chart: Annotated[tuple[Chart, ...], BeforeValidator(_listed)] = ()
    order: int | None = None
    updated: Date | None = None
    reviewed: Date | None = None
    review_after: ReviewAfter | None = None
    draft: Flag = False
    language: Language | None = None


class PageFields(Entry):
    """The front matter of an `index.md`."""

    lead: Text | None = None
    description: Text | None = None
    sections_title: Text | None = None
    menu_title: Text | None = None
    contact: Contact | None = None
    aliases: Aliases = ()


class SectionFields(Entry):
    """The front matter of every other file."""

    open: Flag = False
    sources: WebAddresses = ()


def validate(
    model: type[Model], values: Mapping[str, Any], places: Mapping[Path, Place], path: str
) -> tuple[Model | None, tuple[Problem, ...]]:
    """Hold values against a model: the filled model, or every mistake at its own place."""
    given = {key: value for key, value in values.items() if value != ""}
    try:
        return model.model_validate(given), ()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=True)
        return None, tuple(_problem(model, detail, places, path) for detail in details)


def stand_in(model: type[Model], title: str, values: Mapping[str, Any] | None = None) -> Model:
    """Fields for a text whose own cannot be trusted: enough for it to have its address, never to be published."""
    kept = {key: value for key, value in (values or {}).items() if key in _NAMING and isinstance(value, str)}
    return model.model_construct(None, **{"title": title, **kept})


def known_keys(model: type[BaseModel], way: Path) -> list[str]:
    """The field names allowed at a place within a model."""
    current: Any = model
    for step in (step for step in way if isinstance(step, str)):
        field = getattr(current, "model_fields", {}).get(step)
        options = getattr(field.annotation, "__args__", (field.annotation,)) if field else ()
        current = next((option for option in options if hasattr(option, "model_fields")), None)
    return list(getattr(current, "model_fields", {}))


def suggest_key(key: str, known: list[str]) -> str:
    """The field an author most likely meant: the Danish word for it, or the nearest spelling."""
    from kommuneside.texts import load  # only where a mistake was made

    danish = load("da").entries
    wanted = key.lower().strip()
    for name in known:
        if wanted in danish.get(f"fields.{name}.also", "").split(", "):
            return name
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.6)
    return near[0] if near else ""


def _problem(model: type[BaseModel], detail: ErrorDetails, places: Mapping[Path, Place], path: str) -> Problem:
    way: Path = tuple(detail["loc"])
    place = _nearest(places, way)
    name = ".".join(str(step + 1 if isinstance(step, int) else step) for step in way)
    context = detail.get("ctx", {})
    value = _as_written(detail.get("input", ""))[:80]
    match detail["type"]:
        case "extra_forbidden":
            known = known_keys(model, way[:-1])
            suggestion = suggest_key(str(way[-1]), known)
            return found("field-unknown", path, place, key=name, suggestion=suggestion, known=", ".join(known))
        case "missing":
            rule = "field-empty" if way in places else "field-missing"
            return found(rule, path, place if way in places else Place(1, 1), key=name)
        case "string_too_short":
            return found("field-empty", path, place, key=name)
        case "date":
            return found("date-invalid", path, place, key=name, value=value, suggestion=context.get("suggestion", ""))
        case "address":
            return found("address-invalid", path, place, key=name, value=value, kind=context["kind"])
        case kind:
            return found("field-type", path, place, key=name, value=value, expected=_expected(kind))


def _expected(kind: str) -> str:
    """The kind of value asked for, as the catalogue names it under `kinds`."""
    names = {
        "int": "number",
        "float": "number",
        "bool": "flag",
        "tuple": "list",
        "list": "list",
        "period": "period",
        "data": "data",
    }
    for start, name in (names | {"severity": "severity"}).items():
        if kind.startswith(start):
            return name
    return "mapping" if kind.startswith(("model", "dict")) else "text"


def _as_written(value: object) -> str:
    """A value as its author may have written it, not as Python would."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_as_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_as_written, value)) + "]"
    return str(value)


def _nearest(places: Mapping[Path, Place], way: Path) -> Place:
    """The place of the value, or of the nearest key around it."""
    while way and way not in places:
        way = way[:-1]
    return places.get(way, Place(1, 1))
