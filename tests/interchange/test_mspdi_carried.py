"""What comes in from a Microsoft Project file as it was."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from pilothouse.engine.plan import Link, Progress, Range
from pilothouse.interchange.mspdi import read_mspdi
from pilothouse.interchange.values import Imported, Planned

from .project_xml import FIXTURES, assignment, imported, link, only_task, plan_of, resource, task


def zurich(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=ZoneInfo("Europe/Zurich")).timestamp() // 60)


def utc(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() // 60)


@pytest.fixture(scope="module")
def site() -> Imported:
    return read_mspdi((FIXTURES / "site.xml").read_bytes(), timezone="Europe/Zurich")


def test_the_outline_becomes_groups_with_tasks_and_milestones_in_them(site: Imported) -> None:
    plan = site.plan
    assert plan.name == "New site"
    assert [(group.name, group.parent) for group in plan.groups] == [("Design  & build", None)]
    assert [(task.name, task.parent) for task in plan.tasks] == [
        ("Plan", "t10"),
        ("Paint", "t10"),
        ("Dry", "t10"),
        ("Permit", None),
    ]
    assert [milestone.name for milestone in plan.milestones] == ["Open"]
    assert site.outline == ("t10", "t11", "t12", "t13", "t14", "t15")


def test_links_keep_type_and_lag_of_tasks_and_of_summary_tasks(site: Imported) -> None:
    links = {row.id: row.depends_on for row in (*site.plan.tasks, *site.plan.groups, *site.plan.milestones)}
    assert links["t12"] == (Link("t11", "SS", -4.0),)
    assert links["t13"] == (Link("t12", "FS", 48.0, elapsed=True), Link("t11", "FF", 8.0))
    assert links["t10"] == (Link("t15", "FS"),)
    assert links["t14"] == (Link("t10", "FS"),)


def test_times_are_read_in_the_time_zone_given(site: Imported) -> None:
    assert site.plan.timezone == "Europe/Zurich"
    assert site.plan.start == zurich(2026, 1, 5, 8)
    assert site.plan.as_of == zurich(2026, 1, 7, 17)
    assert site.plan.currency == "CHF"


def test_limits_and_priority(site: Imported) -> None:
    paint = next(task for task in site.plan.tasks if task.name == "Paint")
    assert paint.not_before == zurich(2026, 1, 12, 9)
    assert paint.must_finish_by == zurich(2026, 2, 27, 17)
    assert site.plan.milestones[0].target == zurich(2026, 3, 31, 17)
    assert site.plan.tasks[0].priority == 700


def test_progress_says_what_happened_and_what_is_left(site: Imported) -> None:
    plan, *_, permit = site.plan.tasks
    assert plan.progress == Progress(zurich(2026, 1, 5, 9), None, 4.0, Range.exactly(14.5))
    assert permit.progress == Progress(zurich(2026, 1, 5, 9), zurich(2026, 1, 6, 12), 40.0)


def test_baselines_keep_what_they_know(site: Imported) -> None:
    first, third = site.baselines
    assert first.number == 0
    assert first.tasks["t11"] == Planned(zurich(2026, 1, 5, 9), zurich(2026, 1, 6, 17, 30), 16.0)
    assert third.number == 3
    assert third.tasks["t11"] == Planned(zurich(2026, 1, 12, 9), None, 20.0)


def test_a_calendar_has_its_week_and_its_exceptional_days(site: Imported) -> None:
    office = site.plan.calendars[0]
    assert office.week["mon"] == ((time(9), time(12, 30)), (time(13), time(17, 30)))
    assert office.week["fri"] == ((time(20), time(0)),)
    assert "sun" not in office.week
    assert office.days[date(2026, 4, 6)] == ()
    short = [day for day, hours in office.days.items() if hours == ((time(9), time(11)),)]
    assert short == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)]


def test_days_off_are_leave_and_other_hours_a_calendar_of_ones_own(site: Imported) -> None:
    ana, ben, *painters = site.plan.people
    assert (ana.calendar, ana.share, ana.rate_per_hour) == ("c1", 0.8, 70)
    assert ana.time_off == ((date(2026, 2, 2), date(2026, 2, 9)),)
    calendars = {calendar.id: calendar for calendar in site.plan.calendars}
    assert "mon" not in calendars[ben.calendar].week
    assert calendars[ben.calendar].days == calendars["c1"].days
    assert [person.name for person in painters] == ["Painters 1", "Painters 2", "Painters 3"]


def test_a_task_for_part_of_a_crew_needs_that_many_with_its_skill(site: Imported) -> None:
    paint = next(task for task in site.plan.tasks if task.name == "Paint")
    assert (paint.skill, paint.people_needed, paint.people) == ("Painters", 2, ())
    assert paint.effort_hours == Range.exactly(16)


def test_identities_are_the_numbers_of_the_file(site: Imported) -> None:
    assert site.identities["t11"] == "11"
    assert site.identities["r1"] == "1"
    assert site.identities["r3-2"] == "3"
    assert site.stored_dates["t11"] == (zurich(2026, 1, 5, 9), zurich(2026, 1, 6, 17, 30))
    assert site.counts["links"] == 5


def test_even_work_of_several_people_is_effort_split_among_them() -> None:
    found = only_task(
        task(1, Duration="PT8H0M0S", Work="PT16H0M0S"),
        resource(1),
        resource(2),
        assignment(1, 1),
        assignment(1, 2),
    )
    assert found.effort_hours == Range.exactly(16)
    assert found.people == ("r1", "r2")
    assert found.duration_hours is None


def test_a_fixed_duration_that_its_people_fill_is_effort() -> None:
    found = only_task(task(1, Type=1), resource(1), assignment(1, 1))
    assert (found.effort_hours.likely, found.people, found.duration_hours) == (8, ("r1",), None)


def test_a_person_assigned_twice_is_one_person_with_all_the_hours() -> None:
    found = only_task(task(1, Duration="PT12H0M0S"), resource(1), assignment(1, 1, 8), assignment(1, 1, 4))
    assert (found.effort_hours.likely, found.people) == (12, ("r1",))


def test_a_task_without_people_is_a_duration() -> None:
    found = only_task(task(1), assignment(1, -65535))
    assert found.duration_hours == Range.exactly(8)
    assert found.people == ()


def test_constraints_that_hold_a_start_back_are_kept() -> None:
    plan = plan_of(
        task(1, ConstraintType=4, ConstraintDate="2026-02-02T08:00:00"),
        task(2, ConstraintType=2, ConstraintDate="2026-02-03T08:00:00"),
        task(3, ConstraintType=0, ConstraintDate="2026-02-04T08:00:00"),
    )
    assert [each.not_before for each in plan.tasks] == [utc(2026, 2, 2, 8), utc(2026, 2, 3, 8), None]


def test_what_limits_a_summary_task_limits_each_task_in_it() -> None:
    plan = plan_of(
        task(1, ConstraintType=4, ConstraintDate="2026-02-02T08:00:00", Deadline="2026-03-02T08:00:00"),
        task(2, OutlineLevel=2, Deadline="2026-02-20T08:00:00"),
        task(3, OutlineLevel=2, ConstraintType=4, ConstraintDate="2026-02-10T08:00:00"),
    )
    second, third = plan.tasks
    assert (second.not_before, second.must_finish_by) == (utc(2026, 2, 2, 8), utc(2026, 2, 20, 8))
    assert (third.not_before, third.must_finish_by) == (utc(2026, 2, 10, 8), utc(2026, 3, 2, 8))


def test_a_plan_is_seen_from_its_start_or_from_the_last_thing_that_happened() -> None:
    assert plan_of(task(1)).as_of == utc(2026, 1, 5, 8)
    done = task(1, PercentComplete=100, ActualStart="2026-01-05T08:00:00", ActualFinish="2026-01-08T17:00:00")
    assert plan_of(done).as_of == utc(2026, 1, 8, 17)


def test_without_a_namespace_and_with_a_byte_order_mark_it_is_still_read() -> None:
    text = "<Project><StartDate>2026-01-05T08:00:00</StartDate><Tasks>" + task(1) + "</Tasks></Project>"
    assert len(read_mspdi(b"\xef\xbb\xbf" + text.encode()).plan.tasks) == 1


def test_names_are_kept_exactly() -> None:
    name = "  Größe &lt;5&gt; — “naïve”\n 日本  "
    assert only_task(task(1, Name=name)).name == "  Größe <5> — “naïve”\n 日本  "


def test_a_link_may_run_to_a_group_of_another_branch() -> None:
    plan = plan_of(task(1), task(2, OutlineLevel=2), task(3, links=link(1)))
    assert plan.tasks[1].depends_on == (Link("t1"),)


def test_two_readings_give_equal_values() -> None:
    parts = (task(1), resource(1), assignment(1, 1))
    assert imported(*parts) == imported(*parts)


def test_an_assignment_without_hours_has_what_is_left_of_the_task_or_what_its_units_make() -> None:
    silent = {"Work": ""}
    two = (resource(1), resource(2), assignment(1, 1, 6), assignment(1, 2, **silent))
    assert only_task(task(1, Work="PT12H0M0S"), *two).effort_hours.likely == 12
    assert only_task(task(1, Work="PT6H0M0S"), *two).people == ("r1",)
    alone = (resource(1), assignment(1, 1, **silent))
    assert only_task(task(1, Duration="PT10H0M0S"), *alone).effort_hours.likely == 10


def one_day(day: str, hours: str = "") -> str:
    times = f"<WorkingTimes><WorkingTime>{hours}</WorkingTime></WorkingTimes>" if hours else ""
    period = f"<TimePeriod><FromDate>{day}T00:00:00</FromDate><ToDate>{day}T23:59:00</ToDate></TimePeriod>"
    return f"{period}<DayWorking>{int(bool(hours))}</DayWorking>{times}"


MORNING = "<FromTime>09:00:00</FromTime><ToTime>12:00:00</ToTime>"
HALF_DAY = ((time(9), time(12)),)


def calendar_with(inner: str, uid: int = 1, base: int = -1) -> str:
    head = f"<UID>{uid}</UID><Name>C{uid}</Name><BaseCalendarUID>{base}</BaseCalendarUID>"
    return f"<Calendar>{head}{inner}</Calendar>"


def test_exceptions_of_older_files_stand_among_the_weekdays() -> None:
    old = f"<WeekDays><WeekDay><DayType>0</DayType>{one_day('2026-05-01', MORNING)}</WeekDay></WeekDays>"
    assert plan_of(task(1), calendar_with(old)).calendars[0].days == {date(2026, 5, 1): HALF_DAY}


def test_a_work_week_differs_for_a_while_but_an_exception_beats_it() -> None:
    monday = f"<WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime>{MORNING}"
    week = (
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-05-01T00:00:00</FromDate>"
        "<ToDate>2026-05-20T23:59:00</ToDate></TimePeriod><WeekDays>"
        f"{monday}</WorkingTime></WorkingTimes></WeekDay></WeekDays></WorkWeek></WorkWeeks>"
    )
    off = f"<Exceptions><Exception><Type>1</Type>{one_day('2026-05-11')}</Exception></Exceptions>"
    result = imported(task(1), calendar_with(off + week))
    expected = {date(2026, 5, 4): HALF_DAY, date(2026, 5, 11): (), date(2026, 5, 18): HALF_DAY}
    assert result.plan.calendars[0].days == expected
    assert [loss.what for loss in result.losses] == ["Work week that differs for a while"]


def test_a_calendar_inherits_what_it_does_not_state_and_overrides_what_it_does() -> None:
    holiday = f"<Exceptions><Exception><Type>1</Type>{one_day('2026-05-01')}</Exception></Exceptions>"
    worked = f"<Exceptions><Exception><Type>1</Type>{one_day('2026-05-01', MORNING)}</Exception></Exceptions>"
    plan = plan_of(task(1), calendar_with(holiday), calendar_with(worked, 2, 1), resource(1, CalendarUID=2))
    own = next(calendar for calendar in plan.calendars if calendar.id == plan.people[0].calendar)
    assert own.days == {date(2026, 5, 1): HALF_DAY}
    assert own.week == plan.calendars[0].week


def test_a_full_day_and_an_end_just_before_midnight_end_at_midnight() -> None:
    whole = "<FromTime>00:00:00</FromTime><ToTime>23:59:59</ToTime>"
    inner = f"<Exceptions><Exception><Type>1</Type>{one_day('2026-05-01', whole)}</Exception></Exceptions>"
    days = plan_of(task(1), calendar_with(inner)).calendars[0].days
    assert days == {date(2026, 5, 1): ((time(0), time(0)),)}
