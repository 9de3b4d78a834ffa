"""What is generated stays as it would be generated now: `--update` writes it anew."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from kommuneside import reference
from kommuneside.rules import RULES

HOUSE = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("path", sorted(reference.files()))
def test_generated_files_are_current(path: str, request: pytest.FixtureRequest) -> None:
    made = reference.files()[path]
    if request.config.getoption("--update"):
        (HOUSE / path).parent.mkdir(exist_ok=True)
        (HOUSE / path).write_text(made, "utf-8", newline="\n")
    assert (HOUSE / path).read_text("utf-8") == made


@pytest.mark.parametrize("path", reference.PAGES.values())
def test_every_rule_has_its_paragraph(path: str) -> None:
    assert sorted(re.findall(r"^### (.+)", (HOUSE / path).read_text("utf-8"), re.MULTILINE)) == sorted(RULES)


def schema_of(name: str) -> dict[str, object]:
    return json.loads((HOUSE / f"schemas/{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", reference.MODELS)
def test_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema_of(name))


def test_every_field_has_a_label_and_a_hint() -> None:
    for name in reference.MODELS:
        schema = schema_of(name)
        for part in (schema, *schema.get("definitions", {}).values()):
            assert [
                key for key, field in part["properties"].items() if not (field["title"] and field["description"])
            ] == []


def test_the_house_own_texts_are_valid_by_the_schemas() -> None:
    """As an editor's tool reads them: with numbers, dates and truth values of YAML."""
    jsonschema.validate(load(HOUSE / "config.yaml"), schema_of("config"))
    for path in (HOUSE / "content").rglob("*.md"):
        name = "page" if path.stem == "index" else "section"
        jsonschema.validate(load(path), schema_of(name))


def load(path: Path) -> object:
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        text = text.split("---\n")[1]
    # YAML 1.2 has no dates: they are texts.
    return yaml.load(re.sub(r": (\d{4}-\d\d-\d\d)$", r': "\1"', text, flags=re.MULTILINE), Loader=yaml.SafeLoader)


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"title": "Klima"}, True),
        ({"title": 2030, "order": 10, "open": "ja", "review_after": 12, "sources": "https://a.example/"}, True),
        ({"titel": "Klima"}, False),
        ({"title": "Klima", "order": "først"}, False),
        ({"title": ""}, False),
    ],
)
def test_a_tool_says_what_the_checker_says(fields: dict[str, object], fits: bool) -> None:
    assert jsonschema.Draft7Validator(schema_of("section")).is_valid(fields) == fits


def test_vs_code_is_told_where_the_schemas_are() -> None:
    settings = json.loads((HOUSE / ".vscode/settings.json").read_text("utf-8"))
    for path in settings["yaml.schemas"]:
        assert (HOUSE / path).is_file()
    assert "redhat.vscode-yaml" in json.loads((HOUSE / ".vscode/extensions.json").read_text("utf-8"))["recommendations"]
    assert "$schema=schemas/config.json" in (HOUSE / "config.yaml").read_text("utf-8").splitlines()[0]
