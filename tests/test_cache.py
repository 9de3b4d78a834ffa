"""What is kept between builds: never needed, never trusted further than our own seal."""

from __future__ import annotations

import sqlite3

import pytest

from kommuneside.cache import Cache


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user's own folder for caches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def keep(path, **answers):
    cache = Cache(path)
    cache.put("room", {key: value.encode() for key, value in answers.items()})
    cache.close()


def known(path):
    cache = Cache(path)
    found = cache.get("room", ["a", "b"])
    cache.close()
    return found


def test_what_is_kept_is_found_again(tmp_path, home):
    keep(tmp_path / "x.sqlite", a="1", b="2")
    assert known(tmp_path / "x.sqlite") == {"a": b"1", "b": b"2"}


def test_what_another_user_kept_is_not_believed(tmp_path, home, monkeypatch):
    """A pull request may bring a .cache/ with it: it can hold anything but our seal."""
    keep(tmp_path / "x.sqlite", a="<script>")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "victim"))
    assert known(tmp_path / "x.sqlite") == {}


def test_an_answer_under_another_key_is_not_believed(tmp_path, home):
    keep(tmp_path / "x.sqlite", a="1", b="2")
    with sqlite3.connect(tmp_path / "x.sqlite") as database:
        database.execute("UPDATE answers SET key = 'c' WHERE key = 'a'")
        database.execute("UPDATE answers SET key = 'a' WHERE key = 'b'")
    assert known(tmp_path / "x.sqlite") == {}


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0", b"x" * 5000])
def test_a_damaged_file_is_begun_anew(tmp_path, home, damage):
    keep(tmp_path / "x.sqlite", a="1")
    (tmp_path / "x.sqlite").write_bytes(damage)
    assert known(tmp_path / "x.sqlite") == {}
    keep(tmp_path / "x.sqlite", a="2")
    assert known(tmp_path / "x.sqlite") == {"a": b"2"}


def test_a_file_that_grew_too_large_is_begun_anew(tmp_path, home):
    keep(tmp_path / "x.sqlite", a="1" * 50_000)
    cache = Cache(tmp_path / "x.sqlite", largest=10_000)
    assert cache.get("room", ["a"]) == {}
    cache.close()


def test_without_a_home_nothing_is_kept(tmp_path, home):
    home.write_bytes(b"a file, and no folder")
    keep(tmp_path / "x.sqlite", a="1")
    assert known(tmp_path / "x.sqlite") == {}


def test_two_builds_may_use_it_at_once(tmp_path, home):
    one, other = Cache(tmp_path / "x.sqlite"), Cache(tmp_path / "x.sqlite")
    one.put("room", {"a": b"1"})
    other.put("room", {"b": b"2"})
    assert one.get("room", ["a", "b"]) == other.get("room", ["a", "b"]) == {"a": b"1", "b": b"2"}
    one.close()
    other.close()


def test_a_file_that_another_build_holds_is_left_alone(tmp_path, home):
    keep(tmp_path / "x.sqlite", a="1")
    other = sqlite3.connect(tmp_path / "x.sqlite")
    other.execute("BEGIN EXCLUSIVE")
    assert known(tmp_path / "x.sqlite") == {}
    other.rollback()
    other.close()
    assert known(tmp_path / "x.sqlite") == {"a": b"1"}


@pytest.mark.parametrize("value", ["'abc'", "NULL", "7", "x'00'"])
def test_an_answer_of_another_kind_is_not_believed(tmp_path, home, value):
    keep(tmp_path / "x.sqlite", a="1")
    with sqlite3.connect(tmp_path / "x.sqlite") as database:
        database.execute(f"UPDATE answers SET value = {value}")
    assert known(tmp_path / "x.sqlite") == {}


@pytest.mark.parametrize(
    "schema",
    [
        (
            "DROP TABLE answers; CREATE VIEW answers AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"
            " SELECT 'room' room, 'k' || n key, x'00' seal, x'00' value FROM r"
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON answers BEGIN INSERT OR REPLACE INTO answers WITH RECURSIVE r(n) AS"
            " (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT 'room', 'k' || n, x'00', x'00' FROM r; END"
        ),
        "CREATE TABLE another (x)",
    ],
)
def test_a_file_with_more_than_answers_in_it_is_begun_anew(tmp_path, home, schema):
    """It could run for ever, or fill the disk."""
    keep(tmp_path / "x.sqlite", a="1")
    with sqlite3.connect(tmp_path / "x.sqlite") as database:
        database.executescript(schema)
    assert known(tmp_path / "x.sqlite") == {}
    keep(tmp_path / "x.sqlite", a="2")
    assert known(tmp_path / "x.sqlite") == {"a": b"2"}
