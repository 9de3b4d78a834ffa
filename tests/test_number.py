"""Numbers: read as people write them, written as the page's language does."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from kommuneside import number

HOUSE = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("written", "danish", "english"),
    [
        ("195", "195", "195"),
        ("7,8", "7.8", None),
        ("7.8", None, "7.8"),
        ("200.000", "200000", "200.000"),
        ("200,000", "200.000", "200000"),
        ("1.234.567,5", "1234567.5", None),
        ("1 234", "1234", "1234"),
        ("\u22123,5", "-3.5", None),
        ("51 %", "51", "51"),
        ("0.125", None, "0.125"),
        ("1.23.4", None, None),
        ("1.234,56.7", None, None),
        ("ca. 12", None, None),
        ("1e5", None, None),
        ("", None, None),
    ],
)
def test_a_number_is_read_with_its_languages_marks_and_never_guessed(written, danish, english):
    read = [number.read(written, language) for language in ("da", "en")]
    assert read == [text and Decimal(text) for text in (danish, english)]


def test_a_column_that_a_program_wrote_with_points_is_read_as_one():
    assert number.read_column(["1.250", "2.75", "0.5"], "da") == [Decimal("1.250"), Decimal("2.75"), Decimal("0.5")]


def test_a_column_of_thousands_stays_thousands():
    assert number.read_column(["1.250", "12.750", ""], "da") == [Decimal(1250), Decimal(12750), None]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("200000", "ton", "200.000"),
        ("200.000", "", "200.000"),
        ("7,80", "", "7,80"),
        ("-3", "", "\u22123"),
        ("2008", "", "2008"),
        ("2008", "træer", "2.008"),
        ("Lejre + 16", "", "Lejre + 16"),
    ],
)
def test_a_value_is_shown_in_danish_and_a_year_or_a_text_as_written(value, unit, shown):
    assert number.write_plainly(value, "da", unit) == shown


@pytest.mark.parametrize(
    ("size", "danish", "english"),
    [
        (0, "1\u00a0kB", "1\u00a0kB"),
        (340_400, "340\u00a0kB", "340\u00a0kB"),
        (1_234_567, "1,2\u00a0MB", "1.2\u00a0MB"),
        (23_400_000, "23\u00a0MB", "23\u00a0MB"),
        (1_500_000_000, "1,5\u00a0GB", "1.5\u00a0GB"),
    ],
)
def test_a_files_size_is_told_in_the_unit_people_use(size, danish, english):
    assert [number.write_size(size, language) for language in ("da", "en")] == [danish, english]


def test_babel_is_not_loaded_until_there_is_a_number_to_write():
    code = "import sys; from kommuneside import figures; figures.view((), 'da'); sys.exit('babel' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=True)
