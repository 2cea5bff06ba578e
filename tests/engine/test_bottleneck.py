"""Where people are short by skill and week, what holds the plan back, until when somebody must be hired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings

from pilothouse.engine.bottleneck import hired, holds_back, latest_hire, shortages, singles, skill_loads
from pilothouse.engine.forecast import forecast
from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import Plan, Progress, Range
from pilothouse.engine.scheduling import schedule

from .small import MONDAY, at, person, plan, task
from .strategies import plans

ANA, BEN, CLEO = person("ana"), person("ben"), person("cleo", "law")
SECOND = MONDAY + timedelta(days=7)


def test_what_a_skill_is_asked_for_stands_against_the_hours_of_all_who_have_it() -> None:
    what = plan(task("a", 40.0), task("b", 40.0), task("c", 20.0), people=(ANA, BEN))
    found = skill_loads(what)
    assert [(each.skill, each.week, each.needed_hours, each.available_hours) for each in found] == [
        ("code", MONDAY, 100.0, 80.0)
    ]
    assert found[0].percent == 125.0


def test_leave_takes_hours_from_the_skill() -> None:
    away = replace(BEN, time_off=((MONDAY, SECOND),))
    what = plan(task("a", 40.0, people=("ana",), skill="code"), people=(ANA, away))
    assert [each.available_hours for each in skill_loads(what)] == [40.0]


def test_the_bottleneck_is_the_skill_of_which_one_more_ends_the_plan_soonest() -> None:
    what = plan(
        task("a", 80.0), task("b", 80.0), task("c", 40.0, skill="law"), people=(ANA, CLEO), start=at(0)
    )
    found = shortages(what)
    assert [(each.skill, each.days) for each in found] == [("code", 10.0), ("law", 0.0)]
    assert holds_back(found) == found[0]
    assert found[0].percent == 200.0


def test_a_chain_that_one_person_walks_is_no_bottleneck() -> None:
    assert holds_back(shortages(plan(task("a", 80.0), task("b", 80.0, "a")))) is None


def test_what_only_one_person_can_do_is_named_with_its_open_hours() -> None:
    over = replace(task("z", 8.0, skill="law"), progress=Progress(started=at(0), finished=at(1)))
    what = plan(
        task("a", 8.0),
        task("b", 8.0, level=4),
        task("c", 16.0, skill="law"),
        over,
        people=(ANA, replace(BEN, skills={"code": 4}), CLEO),
        as_of=at(2),
    )
    found = singles(what)
    assert [(each.skill, each.person, each.tasks, each.hours) for each in found] == [
        ("law", "cleo", ("c",), 16.0),
        ("code", "ben", ("b",), 8.0),
    ]


def test_until_when_to_hire_is_the_last_monday_that_holds() -> None:
    """160 hours of work for one: with somebody from day D on, half of what is left then is saved."""
    what = plan(*(task(f"t{n}", 8.0) for n in range(20)))
    by = at(18, "17:00")  # Friday of the third week; alone it takes four
    found = latest_hire(what, "code", by)
    assert found.start == MONDAY + timedelta(days=14)
    assert (found.without, found.at_once, found.then) == (at(25, "17:00"), at(11, "17:00"), at(18, "17:00"))


def test_nobody_is_needed_where_the_date_holds_and_nobody_helps_where_it_cannot() -> None:
    what = plan(task("a", 40.0), task("b", 40.0, "a"))
    holds = latest_hire(what, "code", at(11, "17:00"))
    assert holds.start is None
    assert holds.holds_without(at(11, "17:00"))
    late = latest_hire(what, "code", at(10, "17:00"))
    assert late.start is None
    assert late.at_once == at(11, "17:00")


def test_with_ranges_that_monday_holds_at_p85_and_the_next_does_not() -> None:
    what = plan(*(task(f"t{n}", Range(6.0, 8.0, 16.0)) for n in range(30)))
    by = at(32, "17:00")
    found = latest_hire(what, "code", by, runs=200)
    assert found.start is not None
    for start, holds in ((found.start, True), (found.start + timedelta(days=7), False)):
        p85 = forecast(hired(what, "code", 1, start), 200).finish["p85"]
        assert p85 is not None
        assert (p85 <= by) is holds


def test_a_hire_is_not_there_before_the_first_day() -> None:
    there = hired(plan(task("a"), people=()), "code", 1, date(2026, 1, 12))
    assert schedule(there).finish == at(7, "17:00")


@settings(max_examples=25, deadline=None)
@given(plans())
def test_the_days_of_a_shortage_are_what_scheduling_with_one_more_person_brings(what: Plan) -> None:
    days, before = WorkingDays(what), schedule(what).finish
    for each in shortages(what):
        after = schedule(hired(what, each.skill, each.level, None)).finish
        assert each.days == max(-(days.between(before, after) or 0.0), 0.0)


@settings(max_examples=25, deadline=None)
@given(plans())
def test_hours_asked_by_skill_add_up_to_those_asked_of_people_by_tasks_with_a_skill(what: Plan) -> None:
    skilled = replace(what, tasks=tuple(each for each in what.tasks if each.skill and not each.depends_on))
    skilled = replace(skilled, groups=(), milestones=(), releases=(), goals=())
    skilled = replace(skilled, tasks=tuple(replace(each, parent=None) for each in skilled.tasks))
    by_person = sum(week.needed_hours for week in schedule(skilled).load)
    assert abs(sum(week.needed_hours for week in skill_loads(skilled)) - by_person) < 1e-3
