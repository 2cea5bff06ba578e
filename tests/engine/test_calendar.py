"""Working time on the minute line: counted, added, taken away, also where the clock jumps."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.calendar import (
    BeyondHorizon,
    CalendarError,
    NoWorkingTime,
    WorkingTime,
    intersect,
    local,
    moment,
    project_calendar,
    subtract,
    working_intervals,
)
from pilothouse.engine.plan import WEEKDAYS, Calendar

from .small import at, plan
from .strategies import calendars

OFFICE = project_calendar(plan())
ALWAYS = Calendar("always", dict.fromkeys(WEEKDAYS, ((time(0), time(0)),)))
NEVER = Calendar("never", {})


def test_a_plan_without_calendars_works_monday_to_friday_nine_to_five() -> None:
    work = WorkingTime(OFFICE)
    assert work.between(at(0, "00:00"), at(7, "00:00")) == 5 * 480
    assert work.is_open(at(0, "09:00"))
    assert not work.is_open(at(0, "17:00"))
    assert not work.is_open(at(5, "12:00"))


def test_w28_three_days_from_friday_end_on_tuesday_and_a_saturday_start_snaps_to_monday() -> None:
    work = WorkingTime(OFFICE)
    assert work.add(moment(date(2021, 1, 1), "UTC", time(9)), 3 * 480) == moment(
        date(2021, 1, 5), "UTC", time(17)
    )
    assert work.next_open(moment(date(2021, 1, 2), "UTC")) == moment(date(2021, 1, 4), "UTC", time(9))


def test_adding_ends_with_the_day_and_subtracting_begins_with_it() -> None:
    work = WorkingTime(OFFICE)
    assert work.add(at(4), 480) == at(4, "17:00")
    assert work.subtract(at(7), 480) == at(4, "09:00")
    assert work.subtract(at(4, "17:00"), 960) == at(3, "09:00")


def test_leave_is_no_working_time() -> None:
    work = WorkingTime(OFFICE, time_off=[(date(2026, 1, 6), date(2026, 1, 8))])
    assert work.add(at(0), 960) == at(3, "17:00")


@pytest.mark.parametrize("day, hours", [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clock_jumps_has_its_true_length(day: date, hours: int) -> None:
    work = WorkingTime(ALWAYS, timezone="Europe/Berlin")
    following = date.fromordinal(day.toordinal() + 1)
    assert work.between(moment(day, "Europe/Berlin"), moment(following, "Europe/Berlin")) == hours * 60


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Kathmandu", "UTC"])
def test_the_turn_of_the_year_is_worked_whatever_year_it_is_in_greenwich(zone: str) -> None:
    always = WorkingTime(Calendar("always", dict.fromkeys(WEEKDAYS, ((time(0), time(0)),))), timezone=zone)
    begin = moment(date(2025, 12, 31), "UTC")
    for hour in range(-24, 48):
        assert always.between(begin + hour * 60, begin + hour * 60 + 60) == 60


def test_hours_that_the_clock_skips_are_not_worked() -> None:
    night = Calendar("night", dict.fromkeys(WEEKDAYS, ((time(2), time(2, 30)), (time(2, 30), time(3, 30)))))
    work = WorkingTime(night, timezone="Europe/Berlin")
    sunday = moment(date(2026, 3, 29), "Europe/Berlin")
    spans = work.intervals(sunday, sunday + 23 * 60)
    shown = [tuple(f"{local(m, 'Europe/Berlin'):%H:%M}" for m in span) for span in spans]
    assert shown == [("03:00", "03:30")]


def test_a_calendar_without_working_time_says_so() -> None:
    with pytest.raises(NoWorkingTime, match="no"):
        WorkingTime(NEVER).add(at(0), 1)
    with pytest.raises(NoWorkingTime, match="no"):
        WorkingTime(NEVER).next_open(at(0))
    with pytest.raises(NoWorkingTime, match="no"):
        WorkingTime(NEVER).subtract(at(0), 1)
    assert WorkingTime(NEVER).between(at(0), at(9)) == 0


def test_working_time_that_ends_says_so() -> None:
    once = Calendar("once", {}, {date(2031, 5, 1): ((time(9), time(10)),)})
    work = WorkingTime(once)
    assert work.next_open(at(0)) == moment(date(2031, 5, 1), "UTC", time(9))
    with pytest.raises(NoWorkingTime):
        work.add(at(0), 61)


def test_far_away_is_a_named_error_and_not_an_endless_search() -> None:
    work = WorkingTime(OFFICE, near=at(0))
    with pytest.raises(BeyondHorizon, match="9999"):
        work.is_open(moment(date(9999, 12, 30), "UTC"))
    with pytest.raises(BeyondHorizon):
        work.add(at(0), 10**12)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(CalendarError, match="Atlantis"):
        moment(date(2026, 1, 1), "Mid/Atlantis")


@given(calendars("a"), calendars("b"), st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo"]))
def test_the_intersection_is_open_when_both_are(one: Calendar, two: Calendar, zone: str) -> None:
    begin, end = at(60), at(110)
    both = WorkingTime(one, two, timezone=zone)
    each = [WorkingTime(calendar, timezone=zone) for calendar in (one, two)]
    for minute in range(begin, end, 487):
        assert both.is_open(minute) == all(work.is_open(minute) for work in each)


@given(calendars("a"), st.integers(-5000, 90_000), st.integers(0, 6000))
def test_what_is_added_can_be_counted_and_taken_away(calendar: Calendar, begin: int, minutes: int) -> None:
    work = WorkingTime(calendar, timezone="Europe/Berlin")
    start = at(0) + begin
    end = work.add(start, minutes)
    assert work.between(start, end) == minutes
    assert work.between(work.subtract(end, minutes), end) == minutes
    assert work.subtract(end, minutes) >= start


@given(calendars("a"), calendars("b"))
def test_what_is_left_and_what_is_shared_make_the_whole(one: Calendar, two: Calendar) -> None:
    a, b = (working_intervals(calendar, "UTC", at(0), at(90)) for calendar in (one, two))
    shared, left = intersect(a, b), subtract(a, b)
    assert sum(shared[1] - shared[0]) + sum(left[1] - left[0]) == sum(a[1] - a[0])
