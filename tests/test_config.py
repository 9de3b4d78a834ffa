"""config.yaml: the few things a site says of itself, and what happens when it says them wrong."""

from __future__ import annotations

import pytest

from kommuneside import config


@pytest.fixture
def read(write_site):
    def read(text, base_url=None):
        return config.read(write_site({"config.yaml": text}), base_url)

    return read


def mistakes(read_config):
    settings, problems = read_config
    assert settings is None
    return [(problem.rule, problem.line, problem.column) for problem in problems]


def test_a_name_is_enough(read):
    settings, problems = read("name: Prøve Kommune\n")
    assert problems == ()
    assert (settings.name, settings.language, settings.base_url) == ("Prøve Kommune", "da", None)


@pytest.mark.parametrize("address", ["https://a.dk", "https://a.dk/", "https://a.dk/klima", "http://127.0.0.1:5500/x/"])
def test_the_sites_address_names_a_folder(read, address):
    settings, _ = read(f"name: A\nbase_url: {address}\n")
    assert settings.base_url == address.rstrip("/") + "/"


def test_the_command_lines_address_goes_before_the_files(read):
    assert read("name: A\nbase_url: https://a.dk/\n", "https://b.dk/")[0].base_url == "https://b.dk/"


@pytest.mark.parametrize(
    "address", ["a.dk", "ftp://a.dk", "https://a.dk/?x", "https://a.dk/#x", "https://[a/", "https://a b.dk"]
)
def test_what_is_no_address_of_a_folder_is_told_so(read, address):
    assert mistakes(read(f"name: A\nbase_url: '{address}'\n")) == [("address-invalid", 2, 1)]


@pytest.mark.parametrize("text", ["", "# intet\n", "language: da\n"])
def test_a_site_without_a_name_is_told_so(read, text):
    assert mistakes(read(text)) == [("field-missing", 1, 1)]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("- a\n", ("yaml-not-mapping", 1, 1)),
        ("name: A: B\n", ("yaml-colon", 1, 8)),
        ("name: A\nnavn: B\n", ("field-unknown", 2, 1)),
        ("name: A\nrules: x\n", ("field-type", 2, 1)),
        ("name: A\nrules:\n  link-dead: maybe\n", ("field-type", 3, 3)),
        ("name: A\nrules:\n  link-ded: off\n", ("rule-unknown", 3, 3)),
        ("name: A\nrules:\n  field-missing: off\n", ("rule-fixed", 3, 3)),
        ("name: A\nrules:\n  file-not-utf8: advice\n", ("rule-fixed", 3, 3)),
        ("name: A\nauthority: Lejre\n", ("field-type", 2, 1)),
        ("name: A\nauthority:\n  url: lejre.dk\n  name: L\n", ("address-invalid", 3, 3)),
        ("name: A\nphrases:\n  '?': x\n", ("address-invalid", 3, 3)),
    ],
)
def test_each_mistake_is_told_where_it_stands(read, text, mistake):
    assert mistakes(read(text)) == [mistake]


def test_a_weight_that_is_none_is_told_once_with_the_ones_there_are(read):
    (problem,) = read("name: A\nrules:\n  link-dead: maybe\n")[1]
    assert (problem.values["key"], problem.values["expected"]) == ("rules.link-dead", "severity")


@pytest.mark.parametrize("weight", ["error", "warning", "advice", "off"])
def test_a_rule_may_be_weighed_by_the_site(read, weight):
    assert read(f"name: A\nrules:\n  heading-skipped: {weight}\n")[0].rules == {"heading-skipped": weight}


def test_without_the_file_it_is_told_where_it_should_be(write_site):
    site = write_site({"config.yaml": None})
    assert mistakes(config.read(site)) == [("config-missing", 0, 0)]
    (site / "config.yaml").mkdir()
    assert mistakes(config.read(site)) == [("file-special", 0, 0)]


def test_another_encoding_is_told_here_too(read):
    assert mistakes(read("name: Prøve\n".encode("cp1252"))) == [("file-not-utf8", 1, 9)]
