"""Names and addresses made to take another's place, or to look like another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kommuneside.checks.accessibility import OURS

HOUSE = Path(__file__).resolve().parents[2]
PAGE = "---\ntitle: En side\n---\n\nTekst.\n"


def section(body: str) -> str:
    return f"---\ntitle: Mål\n---\n\n{body}\n"


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"content/index.html/index.md": PAGE}, "address-duplicate"),
        ({"content/a/index.md": PAGE, "content/a/index.html/index.md": PAGE}, "address-duplicate"),
        ({"content/admin/index.md": PAGE}, "address-reserved"),
        ({"content/schema/index.md": PAGE}, "address-reserved"),
        ({"content/index.md": PAGE.replace("En side", "Schema")}, "address-reserved"),
        (
            {f"content/{folder}/index.md": PAGE.replace("En", folder) for folder in ("x", "x.json", "x.json/y")},
            "address-reserved",
        ),
        ({"content/maal.md": section("[Tallene her](robots.txt)"), "content/robots.txt": "x"}, "address-reserved"),
        ({"content/a.html/index.md": PAGE.replace("---\n\n", "aliases: [/a.html]\n---\n\n")}, "alias-shadow"),
        (
            {
                "content/maal.md": section("[Tallene her](tal.csv)"),
                "content/tal.csv": "a;b\n1;2\n",
                "content/b/index.md": PAGE.replace("---\n\n", "aliases: [/tal.csv]\n---\n\n"),
            },
            "alias-shadow",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_no_file_takes_the_place_of_another(files: dict[str, str], rule: str, build_site: Callable) -> None:
    """A file cannot be a folder too, and what the program itself makes stays its own."""
    assert rule in build_site(files).rules


@pytest.mark.parametrize(
    "address",
    [
        "//x.example",
        "/\\x.example",
        "\\\\x.example",
        "https:x.example",
        "https:/\\x.example",
        "https://lejre.dk@x.example/",
    ],
)
def test_an_address_shows_where_it_leads(address: str, build_site: Callable) -> None:
    """One that a browser reads in another way than a person is turned down."""
    built = build_site({"content/maal.md": section(f'<a href="{address}">Læs om målet</a>')})
    assert {"link-address-broken", "link-dead"} & set(built.rules)


@pytest.mark.parametrize("name", sorted(OURS))
def test_no_text_has_an_id_of_the_pages_own(name: str, build_site: Callable) -> None:
    """The first of two is where a link and a script go."""
    assert "id-duplicate" in build_site({"content/maal.md": section(f"## Et afsnit {{: #{name}}}\n\nTekst.")}).rules


def test_all_ids_of_the_templates_are_known() -> None:
    html = "".join(path.read_text("utf-8") for path in (HOUSE / "templates").rglob("*.html"))
    assert set(re.findall(r'id="(_\w+)"', html)) == OURS
