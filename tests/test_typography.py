"""How a text is set."""

from kommuneside.typography import PLAIN, Typography


def test_co2_is_shown_with_a_low_2_and_its_text_is_as_written():
    assert PLAIN.html("<p>CO2-udledning, CO2e og N2O</p>") == (
        "<p>CO<sub>2</sub>-udledning, CO<sub>2</sub>e og N<sub>2</sub>O</p>"
    )


def test_a_number_stays_with_its_percent_sign():
    assert PLAIN.html("<p>25 % af 100</p>") == "<p>25\u00a0% af 100</p>"


def test_what_is_shown_as_typed_is_left_alone():
    assert PLAIN.html('<p><code>CO2 25 %</code> <a href="/CO2">x</a></p>') == (
        '<p><code>CO2 25 %</code> <a href="/CO2">x</a></p>'
    )


def test_a_foreign_phrase_gets_its_language():
    setting = Typography(phrases={"Smith & Co": "en"})
    assert setting.html("<p>Firmaet Smith &amp; Co.</p>") == '<p>Firmaet <span lang="en">Smith &amp; Co</span>.</p>'


def test_an_abbreviation_is_explained_once_and_only_as_a_whole_word():
    setting = Typography(abbreviations={"KL": "Kommunernes Landsforening", "CO2": "kuldioxid CO2"})
    assert setting.html("<p>KL, KLAR og KL. CO2.</p>") == (
        '<p><abbr title="Kommunernes Landsforening">KL</abbr>, KLAR og KL. '
        '<abbr title="kuldioxid CO2">CO<sub>2</sub></abbr>.</p>'
    )
    assert setting.explained == {"KL": "Kommunernes Landsforening", "CO2": "kuldioxid CO2"}


def test_a_sign_written_by_its_name_is_no_word():
    setting = Typography(abbreviations={"amp": "ampere", "lt": "løjtnant"}, phrases={"gt": "en"})
    assert setting.html("<p>a &amp; b &lt; c &gt; d</p>") == "<p>a &amp; b &lt; c &gt; d</p>"


def test_no_abbreviation_is_explained_in_a_heading_or_a_link():
    setting = Typography(abbreviations={"KL": "Kommunernes Landsforening"})
    assert setting.html('<h2>KL</h2><a href="x">KL</a>') == '<h2>KL</h2><a href="x">KL</a>'
