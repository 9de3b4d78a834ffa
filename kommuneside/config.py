"""`config.yaml` → Config: the site's name, address, authority, contact and looks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from kommuneside import frontmatter, schema, theme, values
from kommuneside.problem import SEVERITIES, Problem, Severity
from kommuneside.rules import RULES, found

FILE = "config.yaml"


def _folder_address(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


def _severity(value: object) -> object:
    if value not in (*SEVERITIES, "off"):
        raise PydanticCustomError("severity", "severity")
    return value


BaseUrl = Annotated[values.SiteAddress, AfterValidator(_folder_address)]


class Authority(schema.Fields):
    """The public body that answers for the site."""

    name: values.Text
    url: values.WebAddress | None = None
    address: values.Texts = ()
    phone: values.Phone | None = None
    email: values.Email | None = None
    cvr: values.Text | None = None


class Security(schema.Fields):
    """Whom to tell of a weakness of the site (RFC 9116), and the last day this holds."""

    contact: Annotated[values.Reports, Field(min_length=1)]
    expires: values.Date
    policy: values.WebAddresses = ()
    encryption: values.WebAddresses = ()
    acknowledgments: values.WebAddresses = ()
    languages: Annotated[tuple[values.Language, ...], values.LISTED] = ()


class Editor(schema.Fields):
    """Where the browser editor finds the site's git repository, and how its users sign in.

    `server` is the address of a git host of one's own; `sign_in` that of an OAuth service for GitHub; `app_id` the
    application's id at GitLab. Without either, users sign in with a token of their own.
    """

    backend: Literal["github", "gitlab"]
    repository: values.Text
    branch: values.Text | None = None
    server: values.WebAddress | None = None
    sign_in: values.WebAddress | None = None
    app_id: values.Text | None = None


class Config(schema.Fields):
    """A site's configuration; `base_url` is where its front page will stand."""

    name: values.Text
    language: values.Language = "da"
    base_url: BaseUrl | None = None
    authority: Authority | None = None
    contact: schema.Contact = schema.Contact()
    accessibility_statement: values.WebAddress | None = None
    security: Security | None = None
    editor: Editor | None = None
    api: values.Slug | None = None
    theme: dict[str, str] = Field(default_factory=dict)
    phrases: dict[values.Language, values.Texts] = Field(default_factory=dict)
    abbreviations: dict[str, values.Text] = Field(default_factory=dict)
    rules: dict[str, Annotated[Severity | Literal["off"], BeforeValidator(_severity)]] = Field(default_factory=dict)


def read(site: Path, base_url: str | None = None) -> tuple[Config | None, tuple[Problem, ...]]:
    """Read a site's configuration; `base_url` from the command line goes before the file's own."""
    file = site / FILE
    if not file.is_file() and not os.path.lexists(file):
        return None, (found("config-missing", FILE, folder=str(site)),)
    # A link within the site is how some hosts hand out a configuration; one out of it could tell anyone's secrets.
    if not file.is_file() or not file.resolve().is_relative_to(site.resolve()):
        return None, (found("file-special", FILE, name=FILE),)
    with file.open("rb") as opened:
        data = opened.read(frontmatter.LARGEST_FILE + 1)
    text, problems = frontmatter.decode(data, FILE)
    if problems:
        return None, problems
    parsed = frontmatter.parse_yaml(text, FILE)
    if parsed.problems:
        return None, parsed.problems
    values = {**parsed.values, **({"base_url": base_url} if base_url else {})}
    config, problems = schema.validate(Config, values, parsed.places, FILE)
    wrong = (*_wrong_rules(parsed), *(_wrong_theme(config.theme, parsed) if config else ()))
    return (None if wrong else config), (*problems, *wrong)


def _wrong_rules(parsed: frontmatter.FrontMatter) -> Iterator[Problem]:
    rules = parsed.values.get("rules")
    for name in rules if isinstance(rules, dict) else ():
        place = parsed.places["rules", name]
        if name not in RULES:
            yield found("rule-unknown", FILE, place, name=name, suggestion=schema.suggest_key(name, [*RULES]))
        elif RULES[name].is_fixed:
            yield found("rule-fixed", FILE, place, name=name)


def _wrong_theme(tokens: Mapping[str, str], parsed: frontmatter.FrontMatter) -> Iterator[Problem]:
    """Tokens there are none of, values of another kind, and colours that cannot be read on each other."""
    known = theme.defaults()
    good: dict[str, str] = {}
    for name, value in tokens.items():
        place = parsed.places["theme", name]
        if name not in known:
            listed = ", ".join(known)
            yield found("field-unknown", FILE, place, key=f"theme.{name}", suggestion=theme.suggest(name), known=listed)
        elif not theme.is_valid(name, value):
            kind = theme.kind(name)
            yield found("field-type", FILE, place, key=f"theme.{name}", value=value[:80], expected=kind)
        else:
            good[name] = value.strip()
    for text, ground, ratio in theme.too_faint(good):
        place = parsed.places["theme", text if text in good else ground]
        both = {**known, **good}
        whole, hundredths = divmod(int(ratio * 100), 100)
        pair = {"text": text, "text_colour": both[text], "ground": ground, "ground_colour": both[ground]}
        yield found("theme-contrast", FILE, place, **pair, whole=whole, hundredths=hundredths)
