"""Who could do a task: each is tried, and chosen for the finish, to grow, or to spread knowledge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import Plan, Progress, Release
from pilothouse.engine.scheduling import schedule
from pilothouse.engine.staffing import advise

from .small import at, person, plan, task
from .strategies import plans

ANA, BEN = person("ana"), person("ben")


def skilled(id: str, level: int) -> object:
    return replace(person(id), skills={"code": level})


def test_the_days_of_each_choice_are_told_and_the_soonest_finish_is_the_fastest() -> None:
    what = plan(
        task("a", 40.0, people=("ana",)), task("b", 16.0, people=("ana",), skill="code"), people=(ANA, BEN)
    )
    found = advise(what, "b")
    assert [(each.person, each.days) for each in found.candidates] == [("ben", -5.0), ("ana", 0.0)]
    assert found.ways["fastest"].person == "ben"
    assert found.now == ("ana",)


def test_who_is_away_costs_the_days_they_are_away_for() -> None:
    away = replace(BEN, time_off=((date(2026, 1, 5), date(2026, 1, 12)),))
    found = advise(plan(task("a", 8.0, people=("ana",), skill="code"), people=(ANA, away)), "a")
    assert {each.person: each.finish_days for each in found.candidates} == {"ana": 0.0, "ben": 5.0}


def test_one_level_too_few_is_a_chance_to_grow_and_two_are_not() -> None:
    people = (skilled("expert", 4), skilled("learner", 2), skilled("beginner", 1))
    found = advise(plan(task("a", 8.0, skill="code", level=3), people=people), "a")  # type: ignore[arg-type]
    assert {each.person: each.lacks for each in found.candidates} == {"expert": 0, "learner": 1}
    assert found.ways["growth"].person == "learner"
    assert found.ways["fastest"].person == "expert"


def test_nobody_grows_where_all_know_it_alike() -> None:
    assert "growth" not in advise(plan(task("a", skill="code"), people=(ANA, BEN)), "a").ways


def test_who_has_done_least_of_such_work_spreads_it() -> None:
    over = Progress(started=at(0), finished=at(1), spent_hours=30.0)
    what = plan(
        replace(task("old", 8.0, people=("ana",), skill="code"), progress=over),
        task("a", 8.0, people=("ana",), skill="code"),
        people=(ANA, BEN),
        as_of=at(7, "00:00"),
    )
    found = advise(what, "a")
    assert found.ways["bus_factor"].person == "ben"
    assert {each.person: each.hours for each in found.candidates} == {"ana": 30.0, "ben": 0.0}


def test_of_two_who_do_it_together_one_makes_room() -> None:
    what = plan(task("a", 16.0, people=("ana", "ben"), skill="code"), people=(ANA, BEN, person("cleo")))
    found = {each.person: each.people for each in advise(what, "a").candidates}
    assert found["ana"] == ("ana", "ben")
    assert set(found["cleo"]) in ({"ana", "cleo"}, {"ben", "cleo"})


def test_a_release_that_ends_later_is_named() -> None:
    what = plan(
        task("a", 8.0, people=("ana",), skill="code"),
        task("b", 8.0, "a", people=("ben",)),
        people=(ANA, BEN, replace(person("cleo"), time_off=((date(2026, 1, 5), date(2026, 1, 7)),))),
        releases=(Release("one", "One", ("b",)),),
    )
    found = {each.person: each.later for each in advise(what, "a").candidates}
    assert found["cleo"] == {"one": 2.0}


def test_what_is_done_takes_only_time_or_is_not_there_has_no_candidates() -> None:
    over = replace(task("a", people=("ana",)), progress=Progress(started=at(0), finished=at(1)))
    assert advise(plan(over, as_of=at(2)), "a").candidates == ()
    with pytest.raises(KeyError):
        advise(plan(task("a")), "nothing")


def test_told_to_stop_it_says_that_not_everybody_was_tried() -> None:
    what = plan(task("a", skill="code"), people=(ANA, BEN))
    assert not advise(what, "a", stop=lambda: True).complete
    assert advise(what, "a").complete


@settings(max_examples=25, deadline=None)
@given(plans())
def test_every_cost_is_what_scheduling_the_plan_with_these_people_anew_brings(what: Plan) -> None:
    days = WorkingDays(what)
    before = schedule(what)
    for one in what.tasks:
        for each in advise(what, one.id).candidates:
            staffed = replace(one, people=each.people, people_needed=len(each.people))
            tasks = tuple(staffed if other.id == one.id else other for other in what.tasks)
            after = schedule(replace(what, tasks=tasks))
            then, now = before.task(one.id), after.task(one.id)
            assert now is not None
            assert then is not None
            assert each.days == days.between(then.finish, now.finish)
            assert each.finish_days == days.between(before.finish, after.finish)
