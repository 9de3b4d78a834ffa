"""The papers that name tests tell the truth, and what no page holds needs no test of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
PAPER = (HOUSE / "tests/ACCESSIBILITY.md").read_text("utf-8")
# How many criteria of A and AA each guideline of WCAG 2.2 has.
GUIDELINES = {
    "1.1": 1, "1.2": 5, "1.3": 5, "1.4": 9, "2.1": 3, "2.2": 2, "2.3": 1, "2.4": 8, "2.5": 6, "3.1": 2, "3.2": 5,
    "3.3": 6, "4.1": 2,
}  # fmt: skip


def names(path: Path) -> set[str]:
    """Every test, and every class of tests, in a file."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {node.name} | {f"{node.name}::{inner.name}" for inner in node.body if hasattr(inner, "name")}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return found


@pytest.mark.parametrize("paper", ["tests/ACCESSIBILITY.md", "docs/security.md"])
def test_every_test_that_the_paper_names_exists(paper):
    named = set(re.findall(r"`(tests/[\w/.]+\.py)::([\w:]+)`", (HOUSE / paper).read_text("utf-8")))
    assert len(named) > 20
    assert {f"{path}::{name}" for path, name in named if name not in names(HOUSE / path)} == set()


def test_every_criterion_stands_in_the_paper_once():
    rows = re.findall(r"^\| (\d\.\d)\.\d+ \| A{1,2} \| [^|]+ \| ([^|]+) \|$", PAPER, re.MULTILINE)
    assert {guideline: [row[0] for row in rows].count(guideline) for guideline in GUIDELINES} == GUIDELINES
    assert all(proof.strip() for _, proof in rows)


def test_no_page_can_hold_sound_or_film():
    """Neither what an author writes nor a template has an element for it."""
    from kommuneside.safety import sanitise

    for name in ("audio", "video", "iframe", "object", "embed"):
        assert f"<{name}" not in sanitise(f'<{name} src="x"></{name}>')
        assert not [path for path in HOUSE.glob("templates/**/*.html") if f"<{name}" in path.read_text("utf-8")]


def test_no_page_asks_for_anything():
    """No form and no field, in a text or a template."""
    from kommuneside.safety import sanitise

    for name in ("form", "input", "select", "textarea"):
        assert f"<{name}" not in sanitise(f"<{name}></{name}>")
        assert not [path for path in HOUSE.glob("templates/**/*.html") if f"<{name}" in path.read_text("utf-8")]


def test_no_script_listens_for_keys_or_movement():
    """The browser's own clicks are enough, and nothing is waited for with a clock."""
    script = "".join(path.read_text("utf-8") for path in HOUSE.glob("static/*.js"))
    heard = set(re.findall(r"""addEventListener\(\s*["'](\w+)""", script))
    assert heard <= {"click", "beforematch", "hashchange", "DOMContentLoaded"}
    assert not re.search(r"setInterval|setTimeout\([^)]*, *\d{3,}|\bon(key|touch|pointer|mouse|device|drag)", script)
