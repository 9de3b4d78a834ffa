"""How the house is built: one direction, no hidden doors, and papers that tell the truth."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kommuneside.arguments import COMMANDS
from kommuneside.texts import LANGUAGES, load

HOUSE = Path(__file__).parent.parent
PACKAGE = HOUSE / "kommuneside"
MODULES = sorted(PACKAGE.rglob("*.py"))
README = (HOUSE / "README.md").read_text("utf-8")

OPTIONS = (
    "--site --output --base-url --strict --report --jobs --no-cache --quiet --drafts --port --no-open --external"
).split()


def _name(path: Path) -> str:
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    """The rooms a room reads from as it is opened; what it opens later, inside a function, is no room it stands on."""
    names = {_name(module) for module in MODULES}
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kommuneside"):
            found |= {
                inner if (inner := f"{node.module}.{alias.name}") in names else node.module for alias in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in names}
    return found - {"kommuneside", _name(path)}


def test_imports_run_one_way():
    """No room leads back to itself, however long the way round."""
    graph = {_name(module): _imports(module) for module in MODULES}
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way, name))
        if name not in done:
            for inner in graph.get(name, ()):
                walk(inner, (*way, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_a_problem_is_known_to_all_and_knows_no_one():
    assert _imports(PACKAGE / "problem.py") == set()


def test_only_the_ends_of_the_house_talk_to_the_user():
    talkers = {_name(module) for module in MODULES if re.search(r"(?<![\w.])print\(", module.read_text("utf-8"))}
    assert talkers <= {"kommuneside.cli", "kommuneside.suite"}


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_every_room_can_be_read_in_one_sitting(module):
    assert len(module.read_text("utf-8").splitlines()) <= 300


def test_the_story_fits_on_a_screen():
    function = next(
        node
        for node in ast.parse((PACKAGE / "make.py").read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "make"
    )
    assert (function.end_lineno or 0) - function.lineno < 45


def test_both_languages_say_the_same_things_with_the_same_blanks():
    danish, english = (load(language).entries for language in LANGUAGES)
    assert list(danish) == list(english)
    for key, text in danish.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), key


@pytest.mark.parametrize(
    "template",
    sorted([*(HOUSE / "templates").rglob("*.*"), *(PACKAGE / "preview/page").glob("*.html")]),
    ids=lambda path: path.name,
)
def test_no_template_calls_a_text_safe(template):
    text = template.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", text)


def test_only_markup_calls_a_text_safe():
    makers = {_name(module) for module in MODULES if re.search(r"\bMarkup\(", module.read_text("utf-8"))}
    assert makers == {"kommuneside.markup"}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command):
    assert re.search(rf"build\.py {command}\b|^\| `{command}\b|`{command}`", README, re.MULTILINE)


@pytest.mark.parametrize("option", OPTIONS)
def test_the_readme_names_every_option(option):
    assert f"`{option}" in README


def test_the_readme_begins_with_the_two_commands():
    blocks = re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)
    assert "python3 build.py" in blocks[0]
    assert "python3 build.py test" in "\n".join(blocks[:2])


def test_the_readme_gives_every_dependency_its_reason():
    declared = re.search(
        r"^dependencies = \[(.*?)^\]", (HOUSE / "pyproject.toml").read_text(), re.DOTALL | re.MULTILINE
    )
    assert declared
    for name in re.findall(r'"([\w-]+)', declared[1]):
        assert re.search(rf"^\|[^|]*\b{name}\b", README, re.MULTILINE | re.IGNORECASE), name


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "requirements-supply.lock"])
def test_locks_hold_hashes_and_no_addresses(lock):
    text = (HOUSE / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE)
    assert len(packages) > 10
    assert text.count("--hash=sha256:") >= len(packages)


def test_every_file_the_papers_link_to_is_there():
    for paper in (HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))):
        if paper.name.startswith("rules"):
            continue  # written by the program from words full of samples
        text = re.sub(r"```.*?```|`[^`]*`", "", paper.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            assert (paper.parent / target).exists(), f"{paper.name} → {target}"
