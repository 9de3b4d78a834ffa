"""Key figures: what an author writes among the fields, and what is shown of it."""

from kommuneside import figures
from kommuneside.schema import SectionFields
from kommuneside.text import read_text


def read(fields):
    """The fields and what is wrong with them."""
    said = read_text("content/tal.md", f"---\ntitle: Tal\n{fields}---\nTekst.\n".encode(), SectionFields)
    return said.fields, said.problems


def test_a_number_gets_its_languages_marks_and_its_unit_stands_behind_it():
    written = "figures:\n  - {value: 200000, unit: ton CO2, label: Udledning, source: Lejre, year: 2017}\n"
    fields, problems = read(written)
    (figure,) = figures.view(fields.figures, "da")
    assert not problems
    assert (figure.value, figure.unit, figure.label) == ("200.000", "ton CO<sub>2</sub>", "Udledning")
    assert (figure.source.text, figure.source.year) == ("Lejre", "2017")


def test_a_percent_sign_belongs_to_its_number():
    fields, _ = read('figures:\n  - {value: 25, unit: "%", label: Andel}\n')
    (figure,) = figures.view(fields.figures, "da")
    assert (figure.value, figure.unit) == ("25\u00a0%", "")


def test_what_an_author_writes_is_escaped():
    fields, _ = read("figures:\n  - {value: <b>5</b>, label: <i>Mål</i>}\n")
    (figure,) = figures.view(fields.figures, "da")
    assert figure.label == "&lt;i&gt;Mål&lt;/i&gt;"


def test_a_misspelt_part_is_told_at_its_own_line_with_the_word_that_was_meant():
    _, problems = read("figures:\n  - value: 5\n    label: Byer\n    kilde: Lejre\n")
    assert [(problem.rule, problem.line, problem.values["suggestion"]) for problem in problems] == [
        ("field-unknown", 6, "source")
    ]


def test_a_number_without_words_is_a_mistake():
    _, problems = read("figures:\n  - value: 5\n")
    assert [(problem.rule, problem.values["key"]) for problem in problems] == [("field-missing", "figures.1.label")]
