"""What a page and a section may say: the one place, read by the checker, `new`, the JSON Schema and the editor."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
)
from pydantic_core import ErrorDetails

from kommuneside.frontmatter import Path
from kommuneside.problem import Place, Problem
from kommuneside.rules import found
from kommuneside.values import (
    LISTED,
    Aliases,
    ChartData,
    Date,
    Email,
    Flag,
    Language,
    Phone,
    ReviewAfter,
    Text,
    Texts,
    WebAddress,
    WebAddresses,
)

Model = TypeVar("Model", bound=BaseModel)

# The fields that give a page its headings, and so its ids.
_NAMING = ("title", "sections_title")


class Fields(BaseModel):
    """Common ground: no field we do not know, nothing changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
    chart: Annotated[tuple[Chart, ...], LISTED] = ()
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
        problems = [_problem(model, detail, places, path) for detail in details]
        # A field under another name is one mistake: it is not missing too.
        unknown = [problem.values for problem in problems if problem.rule == "field-unknown"]
        meant = {"".join((*one["key"].rpartition(".")[:2], one["suggestion"])) for one in unknown}
        return None, tuple(one for one in problems if one.rule != "field-missing" or one.values["key"] not in meant)


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
            nearest = place if way in places or len(way) > 1 else Place(1, 1)
            return found(rule, path, nearest, key=name, name=str(way[-1]))
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
        "bool": "flag",
        "tuple": "list",
        "period": "period",
        "data": "data",
        "severity": "severity",
    }
    for start, name in names.items():
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
