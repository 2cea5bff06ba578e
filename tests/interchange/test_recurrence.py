"""The days of repeating exceptions, as a wall calendar has them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.interchange.mspdi.recurrence import MAX_DAYS, Recurrence

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
SUNDAY, THURSDAY = 1, 16


@pytest.mark.parametrize(
    "rule, days",
    [
        (Recurrence(1, FIRST, date(2026, 1, 3)), [(2026, 1, 1), (2026, 1, 2), (2026, 1, 3)]),
        (Recurrence(7, FIRST, LAST, period=10, occurrences=3), [(2026, 1, 1), (2026, 1, 11), (2026, 1, 21)]),
        (Recurrence(8, FIRST, LAST, occurrences=3), [(2026, 1, 1), (2026, 1, 2), (2026, 1, 5)]),
        (Recurrence(6, FIRST, LAST, 2, 3, SUNDAY | THURSDAY), [(2026, 1, 1), (2026, 1, 11), (2026, 1, 15)]),
        (Recurrence(4, FIRST, LAST, 1, 3, month_day=31), [(2026, 1, 31), (2026, 2, 28), (2026, 3, 31)]),
        (Recurrence(2, FIRST, LAST, 1, 2, month=11, month_day=24), [(2026, 12, 24), (2027, 12, 24)]),
        (Recurrence(2, date(2026, 6, 1), LAST, month=0, month_day=6), [(2027, 1, 6)]),
        (Recurrence(5, FIRST, LAST, 1, 2, month_item=8, month_position=4), [(2026, 1, 30), (2026, 2, 27)]),
        (Recurrence(5, FIRST, LAST, 1, 2, month_item=1, month_position=0), [(2026, 1, 1), (2026, 2, 2)]),
        (Recurrence(5, FIRST, LAST, 1, 1, month_item=2, month_position=1), [(2026, 1, 4)]),
        (
            Recurrence(3, FIRST, LAST, 1, 2, month=10, month_item=7, month_position=3),
            [(2026, 11, 26), (2027, 11, 25)],
        ),
    ],
)
def test_days_of_each_kind(rule: Recurrence, days: list[tuple[int, int, int]]) -> None:
    assert [(day.year, day.month, day.day) for day in rule.days(date.max)] == days


@given(
    st.builds(
        Recurrence,
        kind=st.integers(0, 9),
        first=st.dates(date(1970, 1, 1), date(2149, 12, 31)),
        last=st.dates(date(1970, 1, 1), date(2149, 12, 31)),
        period=st.integers(0, 10**9),
        occurrences=st.none() | st.integers(1, 10**9),
        days_of_week=st.integers(0, 127),
        month=st.integers(0, 12),
        month_day=st.integers(0, 31),
        month_item=st.integers(0, 9),
        month_position=st.integers(0, 4),
    )
)
def test_whatever_a_rule_says_its_days_are_in_order_within_its_span_and_few_enough(rule: Recurrence) -> None:
    days = list(rule.days(date(2040, 12, 31)))
    assert days == sorted(set(days))
    assert len(days) <= min(MAX_DAYS, rule.occurrences or MAX_DAYS)
    assert all(rule.first <= day <= min(rule.last, date(2040, 12, 31)) for day in days)
