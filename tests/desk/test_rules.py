"""Rules find what they are for, at its place, and nothing else; an editor can excuse a line, with a reason."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from kommuneside import cli, make, report
from kommuneside.texts import LANGUAGES, load

TESTS = Path(__file__).resolve().parent.parent
HOUSE = TESTS.parent
HEAD = "---\ntitle: Mål\norder: 10\nupdated: 2026-11-24\nsources:\n  - https://proeve.example/klimaplan\n---\n\n"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795521600")  # 24 November 2026


def check(folder: Path, body: str = "", head: str = HEAD, config: str = "", strict: bool = False) -> make.Outcome:
    site = folder / "site"
    shutil.copytree(TESTS / "base", site, dirs_exist_ok=True)
    (site / "content/maal.md").write_bytes((head + body).encode())
    with open(site / "config.yaml", "a", encoding="utf-8") as file:
        file.write(config)
    return make.make(make.Order(site=site, write=False, cache=False, strict=strict))


def told(outcome: make.Outcome) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.rule) for problem in outcome.problems]


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

INNOCENT = [
    "Læs mere om netværket her: [Læs mere om netværket her](https://www.c40.org/)",
    "[Du kan se regnskabet her.](https://ens.dk/regnskab)",
    "![Elever planter træer i Skoven](skov.png)\n\nSkoven er ny.",
    "– Vi er glade, siger borgmesteren.",
    "Vi har 5 mål – og 3 af dem er nået\n- det er godt.",
    "1. et\n2. to\n\n- a\n- b",
    "* a\n* b\n\n+ c\n+ d",
    "- a\n\n  - b\n  - c\n- d",
    "**Husk:** Sluk lyset.",
    "**Sluk altid lyset, når du går hjem.**",
    "Kommunen, FN, EU og DR er med. KL (Kommunernes Landsforening) er med. Kapitel XIV.",
    "CONCITO, REALDANIA, KOMMUNEN",
    "CO2-udledningen er 25 % lavere, 3.478 ton. 100%-løsningen findes ikke.",
    "Det koster 10 kr. om året, og der er 5G og H2O og 3D og A4 og B12 i den.",
    "Den 25. november 2026 kl. 12.30 og 1. maj. Lov nr. 692 af 08/06/2018 gælder.".replace(" af 08/06/2018", ""),
    "Version 1.2.3, tlf. 46 46 46 46, IP 10.11.2012.1, 46-46-46-46 og 1/2 liter.",
    "Han hedder O'Connor, og det er FN's dag. Vi siger »hej« til ham.",
    "    kode  med  25%\n\nTekst.",
    "```\nkode  med 25% og FN´s\n```\n\nTekst.",
    "`25%` og `FN´s` er kode.",
    "| År | Tal  |\n| --- | --- |\n| 2025  | 25 |",
    "Vi er med i C40 Cities Climate Leadership Group, som er et netværk.",
    "Vi bruger værktøjet The Climate Action Plan of the World, der er lavet til byer.",
    "I 2030 skal vi være nået i mål, og nu begynder vi. I dag er det 2026.",
    "[Skriv til os](mailto:klima@proeve.example?subject=Hej) eller [ring](tel:+4546464646) eller [112](tel:112).",
    "[Vores plan](https://æble.example/plan_(2025)?a=b#c) og [vores plan](https://æble.example/plan_(2025)?a=b#c)",
    "Linje et  \nlinje to.",
    "Tekst.[^1]\n\n[^1]: Kilden er et tal fra 2025.",
]


@pytest.mark.parametrize("body", INNOCENT)
def test_what_is_as_it_should_be_raises_no_alarm(tmp_path: Path, body: str) -> None:
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "site/content/skov.png").write_bytes(PICTURE)
    assert told(check(tmp_path, body + "\n")) == []


def test_the_house_own_content_gets_only_the_advice_its_text_deserves() -> None:
    outcome = make.make(make.Order(site=HOUSE, write=False, cache=False, strict=True))
    assert not outcome.has_errors
    assert {(problem.rule, problem.severity) for problem in outcome.problems} <= {("accent-apostrophe", "advice")}


TEN = """# Mål

**Mindre udledning**

Vi vil
- plante træer
- købe 25% mere grønt ind.

Læs om planen [her](http://proeve.example/plan) og [vejene](veje.md).

##### Vand

|   |   |
| - | - |
| 1 | 2 |

![](skov.jpg) <blink>Nyt!</blink>

FN´s dag er 24.10.2026.
"""


def test_ten_mistakes_in_one_file_are_all_told_in_one_run(tmp_path: Path) -> None:
    assert told(check(tmp_path, TEN)) == [
        (9, 1, "heading-first-level"),
        (11, 1, "heading-faked"),
        (14, 1, "list-faked"),
        (15, 8, "percent-space"),
        (17, 21, "link-http"),
        (17, 21, "link-text-vague"),
        (17, 61, "link-dead"),
        (19, 1, "heading-skipped"),
        (21, 1, "table-header-missing"),
        (25, 5, "image-alt-missing"),
        (25, 5, "image-dead"),
        (25, 15, "html-removed"),
        (27, 1, "accent-apostrophe"),
        (27, 13, "date-written"),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_the_same_however_windows_saved_the_file(tmp_path: Path, newline: str, mark: str) -> None:
    outcome = check(tmp_path, (TEN).replace("\n", newline), head=mark + HEAD.replace("\n", newline))
    assert told(outcome)[3] == (15, 8, "percent-space")


def test_a_mistake_in_a_yaml_files_body_is_told_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "site/content").mkdir(parents=True)
    fields = "title: Vand\nsources: https://a.example/\nupdated: 2026-11-24\n"
    text = f"{fields}body: |\n  Vi bruger mindre vand.\n\n  Nu 25% mindre.\n"
    (tmp_path / "site/content/vand.yaml").write_text(text, "utf-8")
    assert told(check(tmp_path, "Tekst.\n")) == [(7, 6, "percent-space")]


VAGUE = "Læs om planen [her](https://proeve.example/plan)."


@pytest.mark.parametrize(
    "body",
    [
        f"<!-- tillad: link-text-vague, fordi planen kun findes her -->\n{VAGUE}",
        f"{VAGUE} <!-- tillad: link-text-vague, fordi planen kun findes her -->",
        f"<!-- allow: link-text-vague, because it is the only plan -->\n{VAGUE}",
        f"Tekst.\n\n<!--tillad:link-text-vague,fordi planen kun findes her-->\n{VAGUE}",
    ],
)
def test_a_line_can_be_excused_with_a_reason(tmp_path: Path, body: str) -> None:
    outcome = check(tmp_path, f"{body}\n")
    assert told(outcome) == []
    assert outcome.files
    assert "tillad" not in outcome.files["index.html"].decode()


def test_a_field_can_be_excused_in_yamls_own_way(tmp_path: Path) -> None:
    head = HEAD.replace("title: Mål", "# tillad: accent-apostrophe, fordi navnet er vedtaget\ntitle: FN´s mål")
    assert told(check(tmp_path, "Tekst.\n", head=head)) == []


@pytest.mark.parametrize(
    ("excuse", "rules"),
    [
        ("tillad: link-text-vague", ["excuse-reason-missing", "link-text-vague"]),
        ("tillad: link-text-vague, fordi", ["excuse-reason-missing", "link-text-vague"]),
        ("tillad: link-tekst, fordi det er kort", ["excuse-rule-unknown", "link-text-vague"]),
        ("tillad: file-type-unsafe, fordi vi vil", ["excuse-rule-unknown", "link-text-vague"]),
        ("tillad: percent-space, fordi det er et citat", ["excuse-unused", "link-text-vague"]),
    ],
)
def test_an_excuse_that_excuses_nothing_is_itself_told(tmp_path: Path, excuse: str, rules: list[str]) -> None:
    assert [rule for _, _, rule in told(check(tmp_path, f"<!-- {excuse} -->\n{VAGUE}\n"))] == rules


def test_an_excuse_reaches_no_further_than_the_next_line(tmp_path: Path) -> None:
    body = f"<!-- tillad: link-text-vague, fordi planen kun findes her -->\n{VAGUE}\n{VAGUE}\n"
    assert told(check(tmp_path, body)) == [(11, 16 + 5, "link-text-vague")]


@pytest.mark.parametrize(
    ("severity", "strict", "expected"),
    [
        ("", False, "warning"),
        ("", True, "error"),
        ("off", True, None),
        ("advice", True, "advice"),
        ("error", False, "error"),
    ],
)
def test_a_site_weighs_a_rule_for_itself(tmp_path: Path, severity: str, strict: bool, expected: str | None) -> None:
    config = f"rules:\n  link-text-vague: {severity}\n" if severity else ""
    outcome = check(tmp_path, VAGUE, config=config, strict=strict)
    assert [problem.severity for problem in outcome.problems] == ([expected] if expected else [])
    assert outcome.has_errors == (expected == "error")


def test_danish_rules_leave_other_languages_alone(tmp_path: Path) -> None:
    head = HEAD.replace("title: Mål", "title: Goals\nlanguage: en")
    assert (
        told(check(tmp_path, "We use 25% less of the water, and the sum is 10km of the way to it.\n", head=head)) == []
    )


FOREIGN = [
    "", "\n\n\n", "\x0b\x0c\x1f", "# ", "#\n=\n-", "---\n---\n---", "***\n___", "[](", "![](", "[a]: <",
    "[a][b][c]", "[[[[[[", "]]]]", "`" * 50, "```", "~~~\n```\n~~~", "<", "<!--", "<!-->", "<!---->", "<a",
    "<a href=", "<p>" * 200, "</p>", "&#0;", "&#x110000;", "|" * 80, "|-|\n|-|", "- " * 60, "1. " * 40, "> " * 40,
    "{: }", "{:", "*[]: x", "[^1]", "[^1]: ", "[^1]: [^1]", "$$x^2$$", "{{ x }}", "{% raw %}",
    "[x](javascript:alert(1))", "[x](http://[)", "[x](mailto:)", "[x](tel:)", "[x](https://a:b:c/)", "[x](//)",
    "[x](#)", "![x](\u202egpj.exe)", "\u200b", "😀" * 30, "🇩🇰 x\n🇩🇰 y", "A" * 5000, "ord " * 3000, "a\n- b\n" * 300,
    "\tkode", "CO2CO₂" * 40, "1" * 500 + "%", "9.9.9999 99.99.9999 0000-00-00", "“”„‟«»\"'",
    "<table><tr><td><table>", "<h1><h2><h3>", '<p id="x" id="x">', ":::note\nx\n:::", "+++\ntitle = 1\n+++",
    "- [ ] x\n- [x] y", "~~x~~ ==y== ^z^", "Term\n: Def\n: Def", "\\" * 99, "{#id} {.class}",
]  # fmt: skip


@pytest.mark.parametrize("body", FOREIGN, ids=range(len(FOREIGN)))
def test_markdown_written_elsewhere_is_answered_in_words(tmp_path: Path, body: str) -> None:
    """Whatever a text holds, there is an answer, and it can be told in both languages and every form."""
    outcome = check(tmp_path, f"Tekst.\n\n{body}\n")
    for language in LANGUAGES:
        texts = load(language)
        lines = list(report.as_text(outcome.problems, texts, cli._line_reader(tmp_path)))
        assert all(line.isprintable() for line in lines)
        assert all(line.startswith("::") for line in report.as_github(outcome.problems, texts))


def test_a_mistake_made_often_is_explained_once(tmp_path: Path) -> None:
    outcome = check(tmp_path, "\n\n".join([VAGUE] * 5))
    lines = list(report.as_text(outcome.problems, load("da"), lambda path, line: ""))
    assert sum("linkteksten" in line for line in lines) == 5
    assert sum(line.strip().startswith("Hvorfor:") for line in lines) == 1
