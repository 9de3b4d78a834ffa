"""Charts: what a CSV file becomes, and the mistakes in it that an author is told of, with row and column."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from kommuneside.charts import draw
from kommuneside.make import Order, make

EXAMPLES = yaml.load((Path(__file__).parent / "components/chart.yaml").read_text("utf-8"), yaml.BaseLoader)["examples"]
SECTORS = "Sektor;Andel\nTransport;51\nEnergi;30\nLandbrug;19\n"


@pytest.fixture
def build(tmp_path):
    """Makes a site of one page that shows one chart; gives its HTML, or what is wrong as (rule, line, column)."""

    def build(data, options="chart=shares", text="![Udledning](tal.csv){{{}}}", name="tal.csv"):
        (tmp_path / "config.yaml").write_text("name: Prøve\nbase_url: https://example.org/\n", "utf-8")
        (tmp_path / "content").mkdir(exist_ok=True)
        (tmp_path / "content" / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        body = text.format(options) + "\n"
        (tmp_path / "content/index.md").write_text(f"---\ntitle: Tal\n---\nTekst.\n\n{body}", "utf-8")
        made = make(Order(site=tmp_path, write=False, cache=False))
        errors = [problem for problem in made.problems if problem.severity == "error"]
        build.problems = errors
        return [(one.rule, one.line, one.column) for one in errors] or made.files["index.html"].decode()

    return build


def numbers(html):
    """The numbers of the page's tables, as text."""
    return re.findall(r"<td>([^<]+)</td>", html)


def test_a_chart_is_a_figure_with_its_title_its_numbers_in_a_table_and_a_link_to_them(build):
    html = build(SECTORS, 'chart=shares unit="%" source="Lejre" year=2017')
    assert numbers(html) == ["51\u00a0%", "30\u00a0%", "19\u00a0%"]
    assert "<figcaption>Udledning<span>Procent, 2017</span></figcaption>" in html
    assert '<th scope="col">Sektor</th><th scope="col">Andel</th>' in html
    assert '<a href="tal.csv">Hent tallene (CSV, 1\u00a0kB)</a>' in html
    assert "Kilde: Lejre" in html


def test_nothing_of_it_needs_what_the_content_policy_forbids(build):
    html = build(SECTORS)
    assert " style=" not in html
    assert html.count("<style>") == 2
    for style in re.findall(r"<style>(.*?)</style>", html, re.DOTALL):
        from kommuneside.hosting.policy import content_policy, written

        assert content_policy([style], [])["style-src"] in written(content_policy([style], []))
        assert content_policy([style], [])["style-src"] in html.replace("&#39;", "'")


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffSektor;Andel\r\nTransport;51\r\nEnergi;30\r\nLandbrug;19\r\n",
        "Sektor,Andel\nTransport,51\nEnergi,30\nLandbrug,19",
        "Sektor\tAndel\nTransport\t51\nEnergi\t30\nLandbrug\t19\n",
        "sep=;\nSektor;Andel;\nTransport;51;\n\nEnergi;30;\n;;\nLandbrug;19;\n",
        '"Sektor";"Andel"\n"Transport";"51"\n" Energi ";"30"\nLandbrug;"19 %"\n',
    ],
)
def test_semicolons_tabs_and_commas_a_mark_and_windows_lines_are_all_understood(build, data):
    assert numbers(build(data)) == ["51", "30", "19"]


def test_decimal_commas_and_thousand_points_are_understood_and_written_alike(build):
    html = build("Område;Ton\nNord;1.200\nSyd;7,5\nØst;12345\n", "chart=bars")
    assert numbers(html) == ["1.200,0", "7,5", "12.345,0"]


def test_what_shares_lack_can_be_given_a_name(build):
    assert numbers(build("S;A\nTransport;51\nEnergi;30\nLandbrug;16\n", 'chart=shares rest="Alt andet"'))[-1] == "3"


def test_shares_may_be_rounded(build):
    assert numbers(build("S;A\nA;33\nB;33\nC;33\n")) == ["33", "33", "33"]


@pytest.mark.parametrize(
    ("data", "options", "problem"),
    [
        ("", "", ("csv-empty", 1, 1)),
        ("Sektor;Andel\n", "", ("csv-empty", 1, 1)),
        ("Sektor;Andel\nTransport;51,5;2\n", "chart=bars", ("csv-row-uneven", 2, 1)),
        ("Sektor,Andel\nTransport,51,5\n", "chart=bars", ("csv-row-uneven", 2, 1)),
        ("Transport;51\nEnergi;49\n", "", ("csv-header-missing", 1, 1)),
        ('Sektor;Andel\n"Transport;51\n', "", ("csv-broken", 2, 1)),
        ("S;A\n" + "x;1\n" * 10_001, "chart=bars", ("csv-too-long", 10_002, 1)),
        ("Sektor;Andel\nTransport;cirka 51\nEnergi;49\n", "", ("chart-number-invalid", 2, 11)),
        ("Sektor;Andel\nTransport;51\nEnergi;\n", "", ("chart-number-invalid", 3, 8)),
        ("Sektor;Andel\nTransport;151\nEnergi;-51\n", "", ("chart-number-negative", 3, 8)),
        ("Sektor;Andel\nTransport;51\nEnergi;30\n", "", ("chart-shares-sum", 2, 11)),
        ("Sektor\nTransport\n", "", ("chart-column-missing", 1, 1)),
        ("Sektor\nTransport\n", "chart=line", ("chart-column-missing", 1, 1)),
        (SECTORS, "chart=bars column=Ton", ("chart-column-missing", 1, 1)),
        ("S;A;B\nx;1;2\n", "chart=bars", ("chart-series-many", 1, 1)),
        (SECTORS, "chart=line", ("chart-year-invalid", 2, 1)),
        ("År;Ton\n2015;1\n2015;2\n", "chart=line", ("chart-year-duplicate", 3, 1)),
        (SECTORS, "chart=lagkage", ("chart-form-unknown", 6, 14)),
        (SECTORS, "chart=bars target=mange", ("chart-target-invalid", 6, 14)),
        ("Sektor;Andel\nF\xe6rge;1\n".encode("cp1252"), "", ("file-not-utf8", 2, 2)),
    ],
)
def test_a_mistake_is_told_at_its_own_place(build, data, options, problem):
    assert problem in build(data, options or "chart=shares")


def test_the_form_that_was_meant_is_named(build):
    build(SECTORS, "chart=lagkage")
    assert build.problems[0].values["suggestion"] == "shares"


def test_a_chart_within_a_line_is_a_mistake(build):
    assert ("chart-not-alone", 6, 11) in build(SECTORS, text="Se ![Tal](tal.csv)")


def test_a_chart_can_be_described_in_a_file_of_its_own_which_is_no_section(build):
    html = build(
        "title: Ture\nform: bars\ndata: {Nord: 1.200, Syd: 800}\n",
        text="![Busture](tal.chart.yaml)",
        name="tal.chart.yaml",
    )
    assert numbers(html) == ["1.200", "800"]
    assert "<figcaption>Ture</figcaption>" in html


def test_a_table_with_its_years_along_the_top_is_turned(build):
    html = build("Sektor;2020;2025\nTransport;9;7\nEnergi;5;2\n", "chart=line")
    assert 'aria-label="Transport: 2020: 9; 2025: 7"' in html


def test_forty_bars_weigh_at_most_3_kb(build):
    import brotli

    with_chart = build(
        "Kommune;Affald\n" + "".join(f"Kommune {i};{200 + i * 37 % 499}\n" for i in range(40)), "chart=bars"
    )
    without = build(SECTORS, text="Intet.")
    weights = [len(brotli.compress(page.encode())) for page in (with_chart, without)]
    assert weights[0] - weights[1] <= 3_000


@pytest.mark.parametrize("heights", [[], [5], [5, 5, 5, 5, 5, 5], [1, 16, 16], [16, 15.5, 3]])
def test_names_at_lines_ends_never_stand_on_each_other_nor_outside_the_plot(heights):
    placed = draw._spread(heights)
    ordered = sorted(placed)
    assert all(b - a >= 1.19 for a, b in pairwise(ordered))
    assert all(0.9 <= place <= draw.ABOVE + draw.PLOT + 0.01 for place in placed)


def test_the_examples_show_every_form():
    from kommuneside.charts import FORMS

    assert {example["chart"]["form"] for example in EXAMPLES} == set(FORMS)


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("scheme", "paper"), [(0, "--colour-paper"), (1, "--colour-paper-dark")])
def test_every_colour_carries_text_and_is_a_texts_own_colour_at_7_to_1(scheme, paper):
    """Light and dark: numbers stand on a bar's colour, and a line's name has the line's colour on paper."""
    static = Path(__file__).parent.parent / "static"
    first, others, base = ((static / f"{name}.css").read_text("utf-8") for name in ("chart", "drawing", "base"))
    colours = [re.findall(r"--c: (#[0-9a-f]+)", first)[scheme]]
    colours += re.findall(r"--c: (#[0-9a-f]+)", others)[5 * scheme : 5 * scheme + 5]
    on = re.findall(r"--on: (#[0-9a-f]+)", first)[scheme]
    page = re.search(rf"{paper}: (#[0-9a-f]+)", base)[1]
    assert len(set(colours)) == 6
    for colour in colours:
        assert contrast(colour, on) >= 7
        assert contrast(colour, page) >= 7
