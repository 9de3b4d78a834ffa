"""What a page and a section may say: values in the words of an editor, and every mistake at once."""

from __future__ import annotations

from datetime import date

import pytest

from kommuneside import schema
from kommuneside.problem import Place
from kommuneside.schema import PageFields, SectionFields, suggest_key, validate
from kommuneside.values import Period


def read(model=SectionFields, **values):
    places = {(key,): Place(number, 1) for number, key in enumerate(values, 2)}
    return validate(model, {"title": "Mål", **values}, places, "a.md")


def value(key, written, model=SectionFields):
    fields, problems = read(model, **{key: written})
    assert problems == ()
    return getattr(fields, key)


def mistakes(model=SectionFields, **values):
    return [(problem.rule, problem.line, problem.values["key"]) for problem in read(model, **values)[1]]


def test_only_a_title_is_asked_for():
    fields, problems = validate(SectionFields, {}, {}, "a.md")
    assert fields is None
    assert [(problem.rule, problem.line, problem.values["key"]) for problem in problems] == [
        ("field-missing", 1, "title")
    ]
    assert read()[0].title == "Mål"


def test_every_mistake_is_told_at_once():
    assert mistakes(titel="x", order="x", open="x", updated="x", sources="x", language="?") == [
        ("field-type", 3, "order"),
        ("date-invalid", 5, "updated"),
        ("address-invalid", 7, "language"),
        ("field-type", 4, "open"),
        ("address-invalid", 6, "sources.1"),
        ("field-unknown", 2, "titel"),
    ]


@pytest.mark.parametrize(
    ("danish", "english"),
    [
        ("titel", "title"),
        ("Overskrift", "title"),
        ("rækkefølge", "order"),
        ("kladde", "draft"),
        ("manchet", "lead"),
        ("opdateret", "updated"),
        ("dato", "updated"),
        ("sprog", "language"),
        ("kontakt", "contact"),
        ("titl", "title"),
        ("discription", "description"),
        ("xyzzy", ""),
    ],
)
def test_a_danish_or_misspelt_key_is_answered_with_the_one_that_was_meant(danish, english):
    assert suggest_key(danish, list(PageFields.model_fields)) == english


def test_an_unknown_field_inside_another_is_answered_with_the_fields_of_that_one():
    _, (problem,) = read(PageFields, contact={"telefon": "46 46 46 46"})
    assert (problem.values["key"], problem.values["suggestion"]) == ("contact.telefon", "phone")
    assert problem.values["known"] == "name, email, phone, hours, address"


@pytest.mark.parametrize("written", ["ja", "Ja", "true", "yes", "on", "1"])
def test_yes_may_be_said_in_danish(written):
    assert value("open", written) is True


@pytest.mark.parametrize("written", ["nej", "NEJ", "false", "no", "off", "0"])
def test_no_may_be_said_in_danish(written):
    assert value("draft", written) is False


def test_a_date_is_written_as_machines_and_people_both_read_it():
    assert value("updated", "2026-11-25") == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("25. november 2026", "2026-11-25"),
        ("den 25. november 2026", "2026-11-25"),
        ("25.11.2026", "2026-11-25"),
        ("25/11-2026", "2026-11-25"),
        ("1-2-2026", "2026-02-01"),
        ("31. februar 2026", ""),
        ("2026-13-01", ""),
        ("2026-02-30", ""),
        ("20261125", ""),
        ("i dag", ""),
        ("٢٠٢٦-١١-٢٥", ""),
    ],
)
def test_another_date_is_a_mistake_and_answered_where_it_can_be_read(written, suggestion):
    _, (problem,) = read(updated=written)
    assert (problem.rule, problem.values["suggestion"]) == ("date-invalid", suggestion)


@pytest.mark.parametrize(
    ("written", "months", "days"),
    [
        ("12 måneder", 12, 0),
        ("1 måned", 1, 0),
        ("1 år", 12, 0),
        ("2 years", 24, 0),
        ("90 dage", 0, 90),
        ("6 uger", 0, 42),
        ("2 weeks", 0, 14),
        ("6", 6, 0),
    ],
)
def test_a_period_is_written_in_words(written, months, days):
    assert value("review_after", written) == Period(months, days)


def test_a_period_may_also_be_a_day():
    assert value("review_after", "2027-01-31") == date(2027, 1, 31)


@pytest.mark.parametrize("written", ["snart", "12 parsec", "-3 dage", "99999 år", "1.5 år"])
def test_what_is_neither_a_day_nor_a_period_is_told_so(written):
    _, (problem,) = read(review_after=written)
    assert (problem.rule, problem.values["expected"]) == ("field-type", "period")


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 1, 31), Period(1, 0), date(2026, 2, 28)),
        (date(2024, 2, 29), Period(12, 0), date(2025, 2, 28)),
        (date(2026, 12, 1), Period(1, 0), date(2027, 1, 1)),
        (date(2026, 1, 1), Period(0, 90), date(2026, 4, 1)),
        (date(2026, 1, 1), Period(12 * 9000, 0), date.max),
        (date(9998, 12, 31), Period(0, 9999), date.max),
    ],
)
def test_a_period_ends_on_a_day_that_is_there(start, period, end):
    assert period.after(start) == end


def test_one_address_may_stand_where_a_list_is_meant():
    assert value("sources", "https://a.dk/") == ("https://a.dk/",)


@pytest.mark.parametrize(
    "address",
    [
        "www.lejre.dk",
        "lejre",
        "ftp://a.dk",
        "https://",
        "https://[x/",
        "https://a.dk:x/",
        "https://a.dk;x/",
        "https://a@b.dk/",
        "https://$host/",
        "https://{env.HOME}/",
    ],
)
def test_what_is_no_web_address_is_told_so(address):
    assert mistakes(sources=[address]) == [("address-invalid", 2, "sources.1")]


@pytest.mark.parametrize("email", ["a@b", "a b@c.dk", "@b.dk", "a@@b.dk", "a(at)b.dk"])
def test_what_is_no_email_address_is_told_so(email):
    assert mistakes(PageFields, contact={"email": email}) == [("address-invalid", 2, "contact.email")]


@pytest.mark.parametrize("phone", ["46 46 46 46", "+45 46464646", "(46) 46-46-46"])
def test_a_phone_number_may_be_written_as_one_likes(phone):
    assert value("contact", {"phone": phone}, PageFields).phone == phone


@pytest.mark.parametrize("written", ["", " ", "\t"])
def test_a_field_without_a_value_is_empty_and_not_of_a_wrong_kind(written):
    _, (problem,) = validate(SectionFields, {"title": written}, {("title",): Place(2, 1)}, "a.md")
    assert (problem.rule, problem.line) == ("field-empty", 2)


def test_an_empty_line_in_a_list_is_empty():
    assert mistakes(sources=["https://a.dk/", ""]) == [("field-empty", 2, "sources.2")]


def test_an_optional_field_may_stand_empty():
    assert value("order", "") is None


@pytest.mark.parametrize(
    ("given", "written"), [(["a", "b"], "[a, b]"), ({"a": ["b"]}, "{a: [b]}"), ("x" * 99, "x" * 80)]
)
def test_a_wrong_value_is_shown_as_it_was_written(given, written):
    _, (problem,) = read(title=given) if not isinstance(given, str) else read(order=given)
    assert problem.values["value"] == written


def test_a_number_of_any_size_is_a_number():
    assert value("order", "9" * 30) == int("9" * 30)


def test_a_text_that_cannot_be_trusted_keeps_its_headings_for_the_links_to_it():
    fields = schema.stand_in(PageFields, "klima", {"title": ["x"], "sections_title": "Indsatser", "order": "x"})
    assert (fields.title, fields.sections_title, fields.order, fields.draft) == ("klima", "Indsatser", None, False)
