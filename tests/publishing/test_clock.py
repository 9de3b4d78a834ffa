"""The day that texts are held against can be set, so that a check can be made again as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kommuneside.clock import today
from kommuneside.make import Order, make


@pytest.mark.parametrize(
    ("epoch", "day"),
    [("0", date(1970, 1, 1)), ("1795564800", date(2026, 11, 25)), ("9" * 30, date.max)],
)
def test_source_date_epoch_is_the_day(monkeypatch: pytest.MonkeyPatch, epoch: str, day: date) -> None:
    """In UTC, wherever the machine stands."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert today() == day


@pytest.mark.parametrize("epoch", ["", "i dag", "-1"])
def test_what_is_no_epoch_is_passed_over(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert today() > date(2026, 1, 1)


@pytest.mark.parametrize(("epoch", "expired"), [("1826928000", False), ("1827100800", True)])
def test_security_txt_is_warned_of_when_its_last_day_has_passed(
    site: Path, monkeypatch: pytest.MonkeyPatch, epoch: str, expired: bool
) -> None:
    """On 2027-11-23 it holds, on 2027-11-25 no more; the file itself is the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    rules = {problem.rule for problem in make(Order(site=site)).problems}
    assert ("security-expired" in rules) is expired
    assert "Expires: 2027-11-24T23:59:59Z" in (site / "public/.well-known/security.txt").read_text("utf-8")
