"""Why this date: each reason with the day until which it holds."""

from __future__ import annotations

from datetime import date

import pytest

from pilothouse.when.schedule.names import Called
from pilothouse.when.schedule.pages.why import told

NAMES = {"a": Called("Preview", "LED-1"), "b": Called("Totals", "LED-2")}


def until(kind: str, moment: str) -> date | None:
    reason = dict.fromkeys(("task", "person", "pool"), "a") | {"on": "b", "detail": ""}
    return told(reason | {"kind": kind, "until": moment}, NAMES).until


@pytest.mark.parametrize("kind", ["last_of", "waits_for", "finishes_with", "busy"])
def test_what_ends_at_midnight_ends_on_the_day_before(kind: str) -> None:
    assert until(kind, "2027-03-13T00:00:00+01:00") == date(2027, 3, 12)
    assert until(kind, "2027-03-12T17:00:00+01:00") == date(2027, 3, 12)


@pytest.mark.parametrize("kind", ["not_before", "project_start", "as_of"])
def test_what_begins_at_midnight_begins_on_that_day(kind: str) -> None:
    assert until(kind, "2027-03-13T00:00:00+01:00") == date(2027, 3, 13)
