"""Content cannot become code: whatever an author writes, in whatever field, every output has the bones it should have.

The site with payloads, and the one with words, are made in `payloads.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import string
import subprocess
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pydantic import BaseModel

from kommuneside import cli, config, report, schema
from kommuneside.preview import banner
from kommuneside.preview.workshop import Showing
from kommuneside.problem import Problem
from kommuneside.rules import RULES
from kommuneside.texts import LANGUAGES, load
from tests.hostile.payloads import PAYLOAD, Sites, is_taken, tame


class _Bones(HTMLParser):
    """Elements with their attributes' names and what runs or loads: all that a payload could add to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        schemes = [re.match(r"\s*[\w+.-]+:|", values.get(name) or "")[0] for name in ("href", "src", "srcset")]  # type: ignore[index]
        orders = (
            re.sub(r"(https://k\d+\.example/).*", r"\1", values.get("content") or "") if "http-equiv" in values else ""
        )
        self.found.append((tag, sorted(values), schemes, orders))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and not data.startswith("{"):
            self.found.append(data)  # a style or script is the same, to the letter


def html_bones(html: str) -> object:
    return _Bones(html).found


def json_bones(value: object) -> object:
    if isinstance(value, dict):
        return [(tame(name), json_bones(one)) for name, one in value.items()]
    if isinstance(value, str):
        return html_bones(value) if value.startswith("<") else ""
    return [json_bones(one) for one in value] if isinstance(value, list) else type(value).__name__


def xml_bones(element: ET.Element) -> object:
    text = html_bones(element.text or "") if element.get("type") == "html" else ""
    return element.tag, sorted(element.keys()), text, [xml_bones(one) for one in element]


def line_bones(text: str) -> object:
    return re.sub(
        r"(https://k\d+\.example/|mailto:k\d+)[^\s]*?(?=\"?;?( permanent| 301)?$)", "X", text, flags=re.MULTILINE
    )


BONES: Mapping[str, Callable[[str], object]] = {
    ".html": html_bones,
    ".json": lambda text: json_bones(json.loads(text)),
    ".xml": lambda text: xml_bones(ET.fromstring(text)),
    "_headers": str,
    "robots.txt": str,
    "fields.js": str,
    "security.txt": line_bones,
    "_redirects": line_bones,
    "nginx.conf": line_bones,
    "Caddyfile": line_bones,
}
AS_THEY_ARE = (".csv", ".png", ".webp", ".svg", ".nojekyll", "sveltia-cms.js")


def test_no_file_has_other_bones_for_what_stands_in_it(made: Sites) -> None:
    """No element, attribute, header, redirect, key or line that is not there for a harmless word too."""
    hostile, harmless = ({tame(path): data for path, data in made[name].unpacked.items()} for name in made)
    assert hostile.keys() == harmless.keys()
    for path, data in hostile.items():
        if not path.endswith(AS_THEY_ARE):
            bones = next(bones for suffix, bones in BONES.items() if path.endswith(suffix))
            assert bones(data.decode()) == bones(harmless[path].decode()), path


def test_every_mark_is_in_what_is_published(made: Sites) -> None:
    """Or nothing was proved: a field that no page shows may only be one of these."""
    text = b"".join(made["hostile"].files.values()).decode("utf-8", "replace")
    written = "".join(path.read_text("utf-8", "replace") for path in made["hostile"].folder.glob("content/**/*.*"))
    unseen = {int(mark) for mark in re.findall(r"\bk(\d+)", written)} - {
        int(mark) for mark in re.findall(r"k(\d+)", text)
    }
    assert unseen == set()


def test_what_hosts_read_holds_no_variable(made: Sites) -> None:
    """nginx has one behind each dollar sign and Caddy one in each brace; neither has a way to write the sign itself."""
    for path in ("nginx.conf", "Caddyfile"):
        text = made["hostile"].files[f".hosting/{path}"].decode()
        assert "$host" not in text
        assert "{env" not in text


@pytest.mark.parametrize("command", ["nginx", "caddy"])
def test_servers_take_what_is_made_for_them(command: str, made: Sites, tmp_path: Path) -> None:
    """A line that a payload had broken would keep the whole host from starting."""
    named = os.environ.get(f"KOMMUNESIDE_{command.upper()}")
    program = named or shutil.which(command) or shutil.which(f"/usr/sbin/{command}")
    if program is None and command == "caddy":
        pytest.skip("Caddy is not on this machine, and no system packages it")
    assert program, "nginx is not on this machine: install it, or name it in KOMMUNESIDE_NGINX"
    include = made["hostile"].folder / "public/.hosting" / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[command]
    own, server = tmp_path / "own.conf", f"root {tmp_path}; include {include};"
    if command == "nginx":
        own.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ server {{ listen 127.0.0.1:1; {server} }} }}\n")
        arguments = ["-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(own)]
    else:
        own.write_text(f"http://127.0.0.1:1 {{\n\timport {include}\n}}\n")
        arguments = ["adapt", "--adapter", "caddyfile", "--config", str(own)]
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_the_program_says_it_all_as_text(
    form: str, made: Sites, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every field wrong in its own way: no control sign, and nothing on a line of its own."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    shutil.copytree(made["hostile"].folder / "content", tmp_path / "content")
    settings = "".join(f"{name}: {json.dumps(WORST)}\n" for name in config.Config.model_fields if name != "name")
    (tmp_path / "config.yaml").write_text("name: A\n", "utf-8")
    for model, path in ((schema.PageFields, "content/index.md"), (schema.SectionFields, "content/afsnit.md")):
        wrong = "".join(f"{name}: {json.dumps(WORST)}\n" for name in model.model_fields)
        (tmp_path / path).write_text(f"---\n{wrong}{json.dumps(WORST)}: x\n---\n[{WORST}](x.md)\n", "utf-8")
    for status in (1, 2):
        assert cli.main(["check", "--site", str(tmp_path), "--report", form]) == status
        (tmp_path / "config.yaml").write_text(f"name: A\n{settings}", "utf-8")
    said = capsys.readouterr()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said.err + (said.out if form != "json" else ""))
    for line in said.out.splitlines() if form == "github" else ():
        assert re.match("::(error|warning|notice) file=(content|config)[^:,]*,", line)
    assert not re.search(r"<|(?<!\\)\]\(", (tmp_path / "summary.md").read_text("utf-8"))


WORST = PAYLOAD.format(n=1) + "\x9b31m\x1b[2J\r\n::error::x"
FIELDS = [
    (model, name)
    for model in (
        schema.PageFields, schema.SectionFields, schema.Contact, schema.Figure, schema.Chart,
        config.Config, config.Authority, config.Security, config.Editor,
    )
    for name in model.model_fields
]  # fmt: skip


@pytest.mark.parametrize(("model", "name"), FIELDS)
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://x.example\n/* /x 301"]
)
def test_an_address_is_one_of_the_web(model: type[BaseModel], name: str, address: str) -> None:
    """A field that takes an address takes no other kind; one that takes any text never becomes a link."""
    takes_text = is_taken(model, name, PAYLOAD) or is_taken(model, name, {PAYLOAD: PAYLOAD}) or name == "data"
    assert takes_text or not (is_taken(model, name, address) or is_taken(model, name, [address]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_told_as_text(language: str) -> None:
    """Its path and what it quotes are an author's: in a terminal, on a pull request and in the preview's banner."""
    texts = load(language)
    told = {}
    for name, word in (("hostile", WORST), ("harmless", "ord")):
        problems = [_problem(rule, word, texts.entries) for rule in RULES]
        showing = Showing(texts, problems=tuple(problems), fault=word)
        told[name] = (
            list(report.as_text(problems, texts, lambda path, line: word)),  # noqa: B023 - read at once
            list(report.as_github(problems, texts)),
            list(report.as_markdown(problems, texts, None)),
            html_bones(banner.html(showing, "n")),
        )
    assert list(map(len, told["hostile"])) == list(map(len, told["harmless"]))
    assert told["hostile"][3] == told["harmless"][3]
    for line in told["hostile"][0]:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e]", line)
    for line in told["hostile"][1]:
        assert re.fullmatch(r"::(error|warning|notice) file=[^:,\n\r]*,line=1,col=1,title=[a-z0-9-]+::[^\n\r]*", line)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e]", line)
    for line in told["hostile"][2]:
        assert not re.search(r"<|(?<!\\)\]\(|(?<!\\)`|://", line)


def _problem(rule: str, word: str, entries: Mapping[str, str]) -> Problem:
    """A problem with the word in each blank that does not ask for a number."""
    sentences = " ".join(entries[f"rules.{rule}.{part}"] for part in ("what", "why", "do"))
    blanks = [(name, form) for _, name, form, _ in string.Formatter().parse(sentences) if name]
    numbers = {name for name, form in blanks if form}
    values = {name: 1 if name in numbers else word for name, _ in blanks}
    return Problem(f"content/{word}", 1, 1, rule, RULES[rule].severity, values)
