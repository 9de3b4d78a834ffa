"""The editor's guide is true: every command in it is run, every file in it is written, every message in it is said."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen, run

import pytest

from kommuneside.texts import load

HOUSE = Path(__file__).resolve().parents[2]
GUIDE = (HOUSE / "docs/redaktoer.md").read_text("utf-8")
STEPS = re.compile(r"(?:<!-- fil: (\S+) -->\n)?```(console|markdown)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as an editor has it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("redaktoer")
    for name in ("content", "templates", "static"):
        shutil.copytree(HOUSE / name, folder / name)
    shutil.copy(HOUSE / "config.yaml", folder)
    return folder


def test_an_editor_can_follow_it_step_by_step(checkout: Path) -> None:
    for path, kind, block in STEPS.findall(GUIDE):
        if kind == "markdown":
            assert path, "a sample says which file it is"
            (checkout / path).write_text(block, "utf-8")
            continue
        command, *expected = block.splitlines()
        arguments = re.findall(r'"([^"]+)"|(\S+)', command.removeprefix("$ python build.py"))
        said = carry_out(checkout, [quoted or plain for quoted, plain in arguments])
        for line in expected:
            assert line in said, f"{command} did not say: {line}\n{said}"


def carry_out(site: Path, arguments: list[str]) -> str:
    """Run a command on the site and give what it said; a preview until it shows its pages."""
    command = [sys.executable, str(HOUSE / "build.py"), *arguments, "--site", str(site)]
    if "--external" in arguments:
        command.append("--help")  # the tests ask no one outside
    if "serve" not in arguments:
        done = run(command, stdout=PIPE, stderr=STDOUT, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout
        return done.stdout
    said = ""
    with Popen([*command, "--no-open", "--port", "0"], stdout=PIPE, stderr=STDOUT, encoding="utf-8") as preview:
        try:
            for line in preview.stdout or ():
                said += line
                if "http://127.0.0.1:" in line:
                    return re.sub(r":\d+/", ":5500/", said)
        finally:
            preview.terminate()
    raise AssertionError(said)


def test_every_command_for_editors_stands_in_it() -> None:
    for command in ("new section", "serve", "check", "check --external"):
        assert f"$ python build.py {command}" in GUIDE


def test_every_message_it_explains_is_one_the_program_says() -> None:
    """Blanks aside, each stands in the catalogue word for word."""
    catalogue = [text for key, text in load("da").entries.items() if re.fullmatch(r"rules\..+\.what", key)]
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in catalogue]
    table = GUIDE[GUIDE.index("## Hvad beskederne betyder") :]
    messages = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(messages) > 10
    for message in messages:
        words = message.partition(" – mente du")[0]
        assert any(
            re.match(pattern, words) or words in text for pattern, text in zip(patterns, catalogue, strict=True)
        ), words


def test_its_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", re.sub(r"```.*?```|`[^`]*`", "", GUIDE, flags=re.DOTALL)):
        if target.startswith("#"):
            assert target[1:] in [re.sub(r"[^\w-]", "", title.lower().replace(" ", "-")) for title in headings()]
        elif ":" not in target:
            assert (HOUSE / "docs" / target).is_file(), target


def headings() -> list[str]:
    return re.findall(r"^##+ (.+)", GUIDE, re.MULTILINE)


def test_it_takes_ten_minutes() -> None:
    """Two hundred words a minute, which is slow."""
    assert len(re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL).split()) < 2000
