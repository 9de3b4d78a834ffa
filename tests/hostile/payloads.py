"""One site twice: with a payload in every text that an author can write, and with a harmless word in its place.

Fields are taken from the models, so that a new one is covered by itself. Whatever is made of the two sites must have
the same bones: what a payload adds to them is what it broke out of.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote

from PIL import Image
from pydantic import BaseModel, ValidationError

from kommuneside import config, make, publish, schema
from kommuneside.charts import FORMS
from kommuneside.editor.package import SCRIPT

PAYLOAD = (
    'k{n}"\'`><script>window.__pwned={n}</script><img src=x onerror="window.__pwned={n}"></style></title></textarea>'
    "<!-- ]]> {{{{7*7}}}} {{% raw %}} $host {{env.HOME}} %0A::error::k{n} \u202e \u2028 &lt;b&gt; \\"
)
NEWLINE = "\n::error::k{n}\nX-Pwned: {n}\n/* /k{n} 301\nk{n}"
ADDRESS = "https://k{n}.example/\"'`><script>window.__pwned={n}</script>$host{{env.HOME}};%0d%0aX-Pwned:{n}?a&lt;javascript:#\\"
MAIL = "k{n}&lt$`|%0d%0abcc={{}}"
FILE = "k{n}\"'`<img src=x onerror=window.__pwned={n}>$host{{x}} &amp; %0A"


@dataclass
class Writer:
    """Gives each text a mark of its own; only what stands around the marks differs between the two sites."""

    hostile: bool
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def line(self) -> str:
        text = PAYLOAD.format(n=next(self.numbers))
        return text if self.hostile else re.sub(r"[^\w ]|_", "o", text)  # as long: a chart leaves room for its letters

    def text(self) -> str:
        return self.line() + self._next(NEWLINE)

    def address(self) -> str:
        return self._next(ADDRESS, "https://k{n}.example/")

    def mail(self) -> str:
        return self._next(MAIL) + "@proeve.example"

    def file(self) -> str:
        return self._next(FILE)

    def alias(self) -> str:
        return self._next("/k{n}", "/k{n}")

    def fill(self, model: type[BaseModel]) -> dict[str, Any]:
        """A value for every field of a model: the worst that it takes."""
        return {name: self.value(model, name) for name in model.model_fields if name not in LEFT_OUT}

    def value(self, model: type[BaseModel], name: str) -> Any:
        if name in GIVEN:
            return GIVEN[name](self)
        if inner := model_in(model.model_fields[name].annotation):
            one = self.fill(inner)
            return one if is_taken(model, name, one) else [one, self.fill(inner)]
        for write in WORST_FIRST:
            if is_taken(model, name, write(Writer(hostile=True))):
                return write(self)
        raise AssertionError(f"{model.__name__}.{name} takes nothing that is known here")

    def _next(self, hostile: str, harmless: str = "k{n}") -> str:
        return (hostile if self.hostile else harmless).format(n=next(self.numbers))


WORST_FIRST: tuple[Callable[[Writer], Any], ...] = (
    Writer.text,
    lambda writer: {writer.line(): writer.text()},
    lambda writer: {"en": [writer.line(), writer.line()]},
    lambda writer: [writer.text(), writer.text()],
    Writer.address,
    lambda writer: [writer.address(), writer.address()],
    Writer.mail,
    lambda writer: [f"mailto:{writer.mail()}"],
    lambda writer: [writer.alias()],
    *(lambda _, plain=plain: plain for plain in ("+45 46 46 46 46", "2027-01-01", "17", "true", "da", ["da"], "navn")),
)
# Where a check of ours asks for more than the model does.
GIVEN: Mapping[str, Callable[[Writer], Any]] = {
    "theme": lambda _: {"font": "Verdana, sans-serif"},
    "form": lambda _: "bars",
    "data": lambda writer: {writer.text(): "7", writer.text(): "93"},
    "target": lambda _: "5",
    "target_year": lambda _: "2030",
    "backend": lambda _: "gitlab",
    "base_url": lambda _: "https://proeve.example/kommune/",
}
LEFT_OUT = ("draft", "rules", "rest", "column", "language")


def is_taken(model: type[BaseModel], name: str, value: Any) -> bool:
    try:
        model.model_validate({name: value})
    except ValidationError as error:
        return all(one["loc"][0] != name for one in error.errors())
    return True


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds one or several of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = () if get_origin(annotation) is Literal else get_args(annotation)
    return next((found for one in inner if (found := model_in(one))), None)


def site_files(writer: Writer) -> dict[str, str | bytes]:
    """The files of the site, by path."""
    settings = writer.fill(config.Config)
    words = [*settings["abbreviations"], *settings["phrases"]["en"]]
    table, picture = f"{writer.file()}.csv", f"{writer.file()}.png"
    files: dict[str, str | bytes] = {
        "config.yaml": _fields(settings),
        f".cache/editor/cms-{SCRIPT.split('/')[0].rpartition('@')[2]}/{SCRIPT}": "",
    }
    for folder in ("content", "content/under", "content/under/dyb"):
        section = {**writer.fill(schema.SectionFields), "chart": list(_charts(writer, table))}
        files |= {
            f"{folder}/index.md": f"---\n{_fields(writer.fill(schema.PageFields))}---\n{_body(writer, words)}",
            f"{folder}/afsnit.md": f"---\n{_fields(section)}---\n{_body(writer, words, table, picture)}",
            f"{folder}/andet.yaml": _fields({**writer.fill(schema.SectionFields), "body": _body(writer, words)}),
            f"{folder}/{table}": _table(writer),
            f"{folder}/{picture}": _picture(),
        }
    return files


def _fields(values: Mapping[str, Any]) -> str:
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items())


def _charts(writer: Writer, table: str) -> Iterator[dict[str, Any]]:
    """A chart of each form, and one of a file's column."""
    several = [writer.text(), writer.text()]
    numbers: dict[str, dict[str, Any]] = {
        "bars": {writer.text(): "7", writer.text(): "-3"},
        "stacked": {writer.text(): dict.fromkeys(several, "40"), writer.text(): dict.fromkeys(several, "2")},
        "line": {year: dict.fromkeys(several, year[3]) for year in ("2024", "2025", "2026")},
        "shares": {writer.text(): "60", writer.text(): "30"},
    }
    for form in FORMS:
        rest = {"rest": writer.text()} if form == "shares" else {}
        yield {**writer.fill(schema.Chart), "form": form, "data": numbers[form], **rest}
    yield {**writer.fill(schema.Chart), "data": quote(table)}


def _table(writer: Writer) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(
        [[writer.line(), writer.line()], [writer.line(), "1"], [f"={writer.line()}", "2"]]
    )
    return written.getvalue().encode()


def _picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "PNG")
    return data.getvalue()


def _body(writer: Writer, words: list[str], table: str = "", picture: str = "") -> str:
    """Markdown with a text wherever it can hold one."""

    def said(text: str | None = None) -> str:
        return re.sub(r"([\\`*_{}\[\]()#+.!|-])", r"\\\1", escape(text or writer.line()).replace("\n", " "))

    def code() -> str:
        return writer.line().replace("`", "")

    def option(name: str) -> str:
        text = re.sub(r"[{}`*_\\]", "", writer.line())
        return f'{name}="{escape(text)}"'

    blocks = [
        f"{said()}, *{said()}* **{said()}** [{said()}](https://k.example/?{quote(writer.line())})",
        f'<a href="{escape(writer.address())}" title="{escape(writer.line())}">{escape(writer.line())}</a>',
        f'[{said()}](afsnit.md) [{said()}](https://k.example/ "{said()}") `{code()}`',
        *(f"{said(word)} igen" for word in words),
        f"## {said()}",
        f"### {said()} {{: lang=en }}",
        f"- {said()}\n- {said()}",
        f"1. {said()}",
        f"> {said()}",
        f"| {said()} | {said()} |\n| --- | --- |\n| {said()} | {said()} |",
        f"{said()}\n:   {said()}",
        f"{said()}[^1]\n\n[^1]: {said()}",
        f"```k\n{code()}\n```",
        f"HTML er et sprog.\n\n*[HTML]: {said()}",
        f'<p lang="en"><abbr title="{escape(writer.line())}">{escape(writer.line())}</abbr></p>',
        f'<p><time datetime="{escape(writer.line())}">i dag</time></p>',
    ]
    if table:
        note = " ".join(map(option, ("unit", "year", "source")))
        blocks += [
            f"[{said()}](<{quote(table)}>)",
            f"![{said()}](<{quote(table)}>){{chart=bars {note} url=https://k.example/}}",
            f'![{said()}](<{quote(picture)}> "{said()}"){{{option("credit")}}}',
        ]
    return "\n\n".join(blocks) + "\n"


@dataclass(frozen=True)
class Made:
    """A site on disk and what came of building it."""

    folder: Path
    outcome: make.Outcome

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        assert self.outcome.published, [one for one in self.outcome.problems if one.severity == "error"]
        public = self.folder / "public"
        paths = [path for path in public.rglob("*") if path.is_file() and path.name != publish.MANIFEST]
        return {path.relative_to(public).as_posix(): path.read_bytes() for path in paths}

    @property
    def unpacked(self) -> Mapping[str, bytes]:
        """The files without their packed forms, which small ones lack."""
        return {path: data for path, data in self.files.items() if not path.endswith((".br", ".gz"))}


Sites = Mapping[str, Made]


def tame(name: str) -> str:
    """A name in the hostile site as it is in the harmless one."""
    for number in re.findall(r"k(\d+)", name):
        name = name.replace(FILE.format(n=number), f"k{number}")
    return name


def publish_both(make_folder: Callable[[str], Path]) -> Sites:
    """The two sites, published."""
    made = {}
    for name in ("hostile", "harmless"):
        folder = make_folder(name)
        for path, data in site_files(Writer(hostile=name == "hostile")).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())
        made[name] = Made(folder, make.make(make.Order(site=folder, cache=False)))
    return made
