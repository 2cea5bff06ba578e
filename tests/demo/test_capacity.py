"""Load, bottleneck and hiring date of the demo story agree with a plain calculation made beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from pilothouse.demo.story import load
from pilothouse.engine.bottleneck import HIRE, holds_back, latest_hire, shortages, skill_loads
from pilothouse.engine.calendar import local_day
from pilothouse.engine.forecast import forecast
from pilothouse.engine.plan import WEEKDAYS, Person, Plan
from pilothouse.engine.scheduling import schedule
from pilothouse.when.schedule import snapshot

RUNS = 200


@pytest.fixture(scope="module")
def plan(django_db_setup: None, django_db_blocker: Any) -> Iterator[Plan]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("PILOTHOUSE_NOW", "2026-11-23T08:00:00+00:00")
        yield snapshot.read(str(load().pk)).plan
        transaction.set_rollback(True)


def hours_of(plan: Plan, person: Person, week: date) -> float:
    """Hours from Monday to Sunday, counted interval by interval: calendar, days that differ, leave, share."""
    calendars = {each.id: each for each in plan.calendars}
    calendar, minutes = calendars.get(person.calendar, plan.calendars[0]), 0.0
    for on in (week + timedelta(days=n) for n in range(7)):
        if not any(first <= on < last for first, last in person.time_off):
            for begin, end in calendar.days.get(on, calendar.week.get(WEEKDAYS[on.weekday()], ())):
                last = datetime.combine(on + timedelta(days=end == time(0)), end)
                minutes += (last - datetime.combine(on, begin)).total_seconds() / 60
    return minutes / 60 * person.share


def open_hours(plan: Plan, skill: str) -> float:
    """Hours left of the tasks that ask for a skill."""
    left = 0.0
    for task in plan.tasks:
        done = task.progress
        if task.skill == skill and not (done and done.finished is not None):
            rest = done.remaining_hours if done else None
            spent = done.spent_hours if done else 0.0
            left += rest.likely if rest else max(task.effort_hours.likely - spent, 0.0)
    return left


def with_hire(plan: Plan, skill: str, start: date) -> Plan:
    today = local_day(plan.as_of, plan.timezone)
    away = ((today, start),) if start > today else ()
    new = Person(HIRE, "", plan.calendars[0].id, {skill: 5}, time_off=away)
    return replace(plan, people=(*plan.people, new))


def test_load_adds_up_to_the_open_work_and_capacity_to_the_hours_of_those_who_have_the_skill(
    plan: Plan,
) -> None:
    loads = skill_loads(plan)
    assert {each.skill for each in loads} == {t.skill for t in plan.tasks if open_hours(plan, t.skill or "")}
    for skill in {each.skill for each in loads}:
        asked = sum(each.needed_hours for each in loads if each.skill == skill)
        assert asked == pytest.approx(open_hours(plan, skill), abs=0.05)
    for each in loads:
        there = sum(
            hours_of(plan, person, each.week) for person in plan.people if each.skill in person.skills
        )
        assert each.available_hours == pytest.approx(there, abs=0.01), (each.skill, each.week)


def test_the_bottleneck_is_the_skill_whose_extra_person_ends_the_plan_first(plan: Plan) -> None:
    today = local_day(plan.as_of, plan.timezone)
    skills = {task.skill for task in plan.tasks if task.skill and open_hours(plan, task.skill)}
    ends = {skill: schedule(with_hire(plan, skill, today)).finish or 0 for skill in skills}
    first, now = min(ends.values()), schedule(plan).finish
    assert now is not None
    found = holds_back(shortages(plan))
    if first == now:
        assert found is None
    else:
        assert found is not None
        assert ends[found.skill] == first


def test_the_hiring_date_is_the_last_monday_that_holds_when_all_are_tried_in_turn(plan: Plan) -> None:
    skill = shortages(plan)[0].skill
    without = forecast(plan, RUNS).finish["p85"]
    today = local_day(plan.as_of, plan.timezone)
    at_once = forecast(with_hire(plan, skill, today), RUNS).finish["p85"]
    assert without is not None
    assert at_once is not None
    by = (without + at_once) // 2
    found = latest_hire(plan, skill, by, runs=RUNS)
    assert (found.without, found.at_once) == (without, at_once)
    holding, monday = [], today + timedelta(days=7 - today.weekday())
    while monday <= local_day(by, plan.timezone):
        p85 = forecast(with_hire(plan, skill, monday), RUNS).finish["p85"]
        holding += [monday] if p85 is not None and p85 <= by else []
        monday += timedelta(weeks=1)
    assert found.start == (max(holding) if holding else today)
