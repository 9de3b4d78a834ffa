"""What someone who waits is shown, and who is not."""

import io

import pytest

from kommuneside import progress
from kommuneside.texts import load


@pytest.fixture
def shown(monkeypatch):
    """What a slow piece of work shows on a terminal; every item takes half a second."""
    clock = iter(range(1000))
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock) / 2)

    def show(number):
        monkeypatch.setattr("sys.stderr", screen)
        assert list(progress.Progress(load("da"))("print", range(number), number)) == list(range(number))
        return screen.getvalue()

    return show


def test_what_is_soon_done_shows_nothing(shown):
    assert shown(2) == ""


def test_what_takes_its_time_tells_what_is_done_and_how_much_is_left(shown):
    assert "Laver siderne" in (told := shown(9))
    assert "9/9" in told


def test_no_one_is_told_in_a_log(monkeypatch):
    assert list(progress.unwatched("print", [1, 2], 2)) == [1, 2]
