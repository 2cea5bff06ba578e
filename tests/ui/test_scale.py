"""Time scales put days where the bars and the load table agree."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.ui.scale import TimeScale

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(0, 1500))
def test_a_scale_is_whole_weeks_that_cover_both_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    scale = TimeScale.of(first, last)
    assert scale.start.weekday() == 0
    assert scale.width % 7 == 0
    assert scale.start <= first <= last < scale.end
    assert len(scale.weeks()) * 7 == scale.width


@given(DAYS, st.integers(0, 1500))
def test_months_fill_the_scale_without_gaps(first: date, length: int) -> None:
    months = TimeScale.of(first, first + timedelta(days=length)).months()
    assert months[0]["x"] == 0
    assert months[-1]["x"] + months[-1]["width"] == pytest.approx(100, abs=0.02)
    for left, right in itertools.pairwise(months):
        assert left["x"] + left["width"] == pytest.approx(right["x"], abs=0.02)
        assert left["dark"] is not right["dark"]


def test_days_beyond_the_scale_are_clamped_and_marks_beyond_it_left_out() -> None:
    scale = TimeScale.of(date(2026, 11, 23), date(2026, 12, 6))
    assert scale.x(date(2026, 11, 23)) == 0
    assert scale.x(date(2026, 11, 30)) == 50
    assert scale.x(date(2027, 5, 1)) == 100
    axis = scale.axis(today=date(2027, 5, 1), target=date(2026, 11, 29))
    assert axis["today"] is None
    assert axis["target"]["x"] == 50


def test_a_scale_that_would_end_before_it_starts_says_so() -> None:
    with pytest.raises(ValueError, match="swap the two days"):
        TimeScale.of(date(2026, 12, 1), date(2026, 11, 1))
