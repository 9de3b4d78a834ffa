"""What is written down from the rules, the models and the catalogue: `docs/rules.md` and the JSON Schemas.

`pytest tests/desk/test_reference.py --update` writes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from kommuneside.config import Config
from kommuneside.rules import RULES, Rule
from kommuneside.schema import PageFields, SectionFields
from kommuneside.texts import Texts, load

MODELS: Mapping[str, type[BaseModel]] = {"page": PageFields, "section": SectionFields, "config": Config}
PAGES = {"da": "docs/rules.md", "en": "docs/rules.en.md"}

_DIALECT = "http://json-schema.org/draft-07/schema#"
# YAML editors read 12 as a number and ja as a text; to us every plain value is text.
_PLAIN = ["string", "number", "boolean"]


def files() -> dict[str, str]:
    """Every generated file, by its path in the repository."""
    made = {path: rules_page(load(language)) for language, path in PAGES.items()}
    for name, model in MODELS.items():
        made[f"schemas/{name}.json"] = json.dumps(schema(model, load("da")), ensure_ascii=False, indent=2) + "\n"
    return made


def rules_page(texts: Texts) -> str:
    """Every rule as a paragraph of Markdown: what it says, why, what to do, how much it matters."""
    lines = [f"# {texts('reference.title')}", "", texts("reference.lead"), ""]
    ordered = sorted(RULES.values(), key=lambda rule: _family_rank(rule.family))
    for family, rules in groupby(ordered, key=lambda rule: rule.family):
        lines += [f"## {texts(f'families.{family}')}", ""]
        for rule in rules:
            lines += [*_paragraph(rule, texts), ""]
    return "\n".join(lines)


def schema(model: type[BaseModel], texts: Texts) -> dict[str, Any]:
    """A model as JSON Schema for an editor's tools, each field with its words from the catalogue."""
    made = model.model_json_schema()
    definitions = {name: _object(part, texts) for name, part in made.pop("$defs", {}).items()}
    tidy = _object(made, texts)
    if model is not Config:  # a YAML file holds its Markdown too
        tidy["properties"]["body"] = {"type": "string", **_words("body", texts)}
    return {"$schema": _DIALECT, **tidy, **({"definitions": definitions} if definitions else {})}


def _family_rank(family: str) -> int:
    """Families in the order in which their first rules stand."""
    return list(dict.fromkeys(rule.family for rule in RULES.values())).index(family)


def _paragraph(rule: Rule, texts: Texts) -> Iterator[str]:
    facts = [texts(f"report.severity.{rule.severity}")]
    if rule.wcag:
        facts.append(f"WCAG {rule.wcag}")
    if rule.is_fixed:
        facts.append(texts("reference.fixed"))
    what, why, do = (
        texts.entries[f"rules.{rule.id}.{part}"].format_map(_Blanks()).strip() for part in ("what", "why", "do")
    )
    yield f"### {rule.id}"
    yield ""
    yield f"*{' · '.join(facts)}*"
    yield ""
    first = what.split()[0]
    opening = what if "." in first else what[:1].upper() + what[1:]  # a file keeps its name
    stop = "" if opening.endswith("…") else "."
    yield f"**{_escape(opening)}{stop}** {_escape(why)} {_escape(do)}"


class _Dots:
    """What stands in a blank, whatever number of digits the sentence asks for."""

    def __format__(self, spec: str) -> str:
        return "…"


class _Blanks(dict[str, _Dots]):
    """Every blank of a sentence, as three dots."""

    def __missing__(self, key: str) -> _Dots:
        return _Dots()


def _escape(text: str) -> str:
    """A sentence whose signs are to be read, not obeyed."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!" else sign for sign in text)


def _object(part: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """An object's schema without what only programmers read."""
    if "properties" not in part:
        return _value(part)
    properties = {name: {**_value(field), **_words(name, texts)} for name, field in part["properties"].items()}
    return {
        "type": "object",
        "additionalProperties": part.get("additionalProperties", False),
        "properties": properties,
        **({"required": part["required"]} if part.get("required") else {}),
    }


def _value(part: Mapping[str, Any]) -> dict[str, Any]:
    """What a value may be, as an author may write it."""
    if "$ref" in part:
        return {"$ref": part["$ref"].replace("#/$defs/", "#/definitions/")}
    if choices := [choice for choice in part.get("anyOf", ()) if choice.get("type") != "null"]:
        return _value(choices[0]) if len(choices) == 1 else {"anyOf": [_value(choice) for choice in choices]}
    match part.get("type"):
        case "array":
            item = _value(part.get("items", {}))
            return {"anyOf": [item, {"type": "array", "items": item}]}
        case "boolean":
            return {"enum": [True, False, "ja", "nej"]}
        case "object":
            inner = part.get("additionalProperties")
            return {"type": "object", **({"additionalProperties": _value(inner)} if isinstance(inner, dict) else {})}
        case "string" if "enum" in part or "format" in part or "const" in part:
            return {key: part[key] for key in ("type", "enum", "format", "const") if key in part}
        case "string":
            return {"type": _PLAIN, **({"minLength": part["minLength"]} if "minLength" in part else {})}
        case kind:
            return {"type": kind} if kind else {key: part[key] for key in ("enum", "const") if key in part}


def _words(name: str, texts: Texts) -> dict[str, str]:
    """A field's label and hint, which an editor shows beside it."""
    parts = (("title", f"fields.{name}.label"), ("description", f"fields.{name}.hint"))
    return {word: texts(key) for word, key in parts if key in texts.entries}
