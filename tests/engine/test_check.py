"""The verifier: it passes what the rule makes, and catches every kind of planted violation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings

from pilothouse.engine import check
from pilothouse.engine import plan as p
from pilothouse.engine import schedule as scheduled
from pilothouse.engine.scheduling.result import Broken, Schedule, ScheduledTask, Span, Unscheduled

from .strategies import plans

MONDAY = 29_459_520  # 2026-01-05T00:00Z
HOUR, DAY = 60, 24 * 60
WEEK = dict.fromkeys(p.WEEKDAYS[:5], ((time(9), time(17)),))


def at(hour: float, day: int = 0) -> int:
    """An hour of a day; day 0 is a Monday."""
    return MONDAY + day * DAY + round(hour * HOUR)


def hours(value: float) -> p.Range:
    return p.Range.exactly(value)


def link(on: str, type: p.LinkType = "FS", lag: float = 0.0) -> tuple[p.Link, ...]:
    return (p.Link(on, type, lag),)


PLAN = p.Plan(
    "Checked",
    MONDAY,
    MONDAY,
    calendars=(p.Calendar("std", WEEK),),
    people=(
        p.Person("ana", "Ana", "std", {"code": 3}, 1.0, 50.0),
        p.Person("bo", "Bo", "std", {"code": 1}, 0.5),
        p.Person("cy", "Cy", "std", {"draw": 2}, 1.0, 0.0, ((date(2026, 1, 7), date(2026, 1, 8)),)),
    ),
    pools=(p.Pool("lab", "Lab", 1, "std"),),
    tasks=(
        p.Task("a", "A", None, hours(8), skill="code", level=2),
        p.Task("b", "B", "g", hours(4), people=("bo",), depends_on=link("a")),
        p.Task("c", "C", "g", hours(10), people=("cy",), depends_on=link("a", "SS", 8.0)),
        p.Task("t1", "T1", None, duration_hours=hours(4), uses={"lab": 1}),
        p.Task("t2", "T2", None, duration_hours=hours(4), uses={"lab": 1}, not_before=at(9)),
        p.Task("k", "K", "h", hours(1), project="q"),
        p.Task("d", "D", None, hours(4), skill="code", depends_on=link("g"), must_finish_by=at(0, 2)),
        p.Task(
            "s", "S", None, hours(6), people=("ana",), progress=p.Progress(MONDAY - DAY, None, 4, hours(2))
        ),
        p.Task("f", "F", progress=p.Progress(MONDAY - 3 * DAY, MONDAY - 2 * DAY)),
        p.Task("x", "X", None, hours(3), skill="magic"),
    ),
    groups=(p.Group("g", "G", None, link("f")), p.Group("h", "H")),
    milestones=(p.Milestone("m", "M", None, link("d"), target=at(9)),),
    releases=(p.Release("r", "R", ("g", "d"), target=at(9)),),
    goals=(p.Goal("o", "O", ("r",)),),
    projects=(p.Project("q", "Q", 1, target=at(9)),),
    target=at(9),
)
GOOD = scheduled(PLAN)


def with_task(id: str, **changes: Any) -> Schedule:
    return replace(GOOD, tasks=tuple(replace(t, **changes) if t.id == id else t for t in GOOD.tasks))


def moved(id: str, minutes: int) -> Schedule:
    entry = GOOD.task(id)
    assert entry is not None
    return with_task(id, start=entry.start + minutes, finish=entry.finish + minutes)


def test_the_rule_keeps_itself() -> None:
    assert check(PLAN, GOOD) == []
    assert {item.id for item in GOOD.unscheduled} == {"x"}


def left_out(id: str) -> Schedule:
    tasks = tuple(entry for entry in GOOD.tasks if entry.id != id)
    return replace(GOOD, tasks=tasks, unscheduled=(*GOOD.unscheduled, Unscheduled(id, "too hard")))


def without_wish(id: str) -> Schedule:
    return replace(GOOD, broken=tuple(item for item in GOOD.broken if item.id != id))


def with_wishes(**changes: Any) -> Schedule:
    return replace(GOOD, broken=tuple(replace(item, **changes) for item in GOOD.broken))


PLANTED: list[tuple[str, str, Callable[[], Schedule]]] = [
    ("as_of", "t1", lambda: moved("t1", -7 * DAY)),
    ("as_of", "s", lambda: with_task("s", resumes=MONDAY - 12 * HOUR)),
    ("not_before", "t2", lambda: with_task("t2", start=at(8))),
    ("link", "b", lambda: moved("b", -1 * DAY)),
    ("link", "c", lambda: with_task("c", start=at(9))),
    ("link", "d", lambda: with_task("d", start=at(9, 1), finish=at(13, 1))),
    ("two at a time", "a", lambda: with_task("a", start=at(9), finish=at(17))),
    ("skill", "a", lambda: with_task("a", people=("bo",))),
    ("people", "a", lambda: with_task("a", people=("ana", "bo"))),
    ("people", "a", lambda: with_task("a", people=())),
    ("people", "a", lambda: with_task("a", people=("zed",))),
    ("people", "b", lambda: with_task("b", people=("ana",))),
    ("people", "t1", lambda: with_task("t1", people=("ana",))),
    ("work", "c", lambda: with_task("c", finish=at(12, 3))),
    ("work", "b", lambda: with_task("b", finish=at(12, 5))),
    ("working time", "t1", lambda: with_task("t1", start=at(5))),
    ("pool", "t2", lambda: with_task("t2", start=at(9), finish=at(13))),
    ("progress", "s", lambda: with_task("s", start=MONDAY - 2 * DAY)),
    ("progress", "f", lambda: with_task("f", finish=MONDAY - DAY)),
    ("progress", "s", lambda: with_task("s", finish=MONDAY - HOUR)),
    ("order", "t1", lambda: with_task("t1", finish=at(8))),
    ("ids", "b", lambda: replace(GOOD, tasks=tuple(t for t in GOOD.tasks if t.id != "b"))),
    ("ids", "b", lambda: replace(GOOD, tasks=(*GOOD.tasks, GOOD.tasks[1]))),
    ("ids", "zed", lambda: replace(GOOD, tasks=(*GOOD.tasks, ScheduledTask("zed", at(9), at(10))))),
    ("ids", "a", lambda: replace(GOOD, unscheduled=(*GOOD.unscheduled, Unscheduled("a", "why not")))),
    ("ids", "x", lambda: replace(GOOD, unscheduled=())),
    ("unscheduled", "x", lambda: replace(GOOD, unscheduled=(Unscheduled("x", " "),))),
    ("ids", "m", lambda: replace(GOOD, milestones=())),
    ("link", "m", lambda: replace(GOOD, milestones=(Span("m", at(9), at(9)),))),
    ("milestone", "m", lambda: replace(GOOD, milestones=(Span("m", at(0, 30), at(0, 30)),))),
    ("span", "r", lambda: replace(GOOD, releases=(Span("r", at(9), at(9, 40)),))),
    ("span", "g", lambda: replace(GOOD, groups=(Span("g", at(9), at(9, 40)),))),
    ("span", "m", lambda: replace(GOOD, milestones=(replace(GOOD.milestones[0], start=at(9)),))),
    ("span", "q", lambda: replace(GOOD, projects=(Span("q", at(9), at(9, 40)),))),
    ("span", "o", lambda: replace(GOOD, goals=(Span("o", at(9), at(9, 40)),))),
    ("ids", "g", lambda: replace(GOOD, groups=GOOD.groups * 2)),
    ("ids", "h", lambda: replace(GOOD, groups=GOOD.groups[:1])),
    ("ids", "zed", lambda: replace(GOOD, releases=(*GOOD.releases, Span("zed", at(9), at(10))))),
    ("ids", "zed", lambda: replace(GOOD, unscheduled=(*GOOD.unscheduled, Unscheduled("zed", "why")))),
    ("unscheduled", "f", lambda: left_out("f")),
    ("unscheduled", "a", lambda: left_out("a")),
    ("unscheduled", "t1", lambda: left_out("t1")),
    ("status", "Checked", lambda: replace(GOOD, status="optimal")),
    ("status", "Checked", lambda: replace(GOOD, status="infeasible")),
    ("cost", "Checked", lambda: replace(GOOD, cost=GOOD.cost + 1)),
    ("critical", "a", lambda: with_task("a", critical=True, total_float_hours=5.0)),
    ("work", "t2", lambda: with_task("t2", finish=at(18))),
    ("finish", "Checked", lambda: replace(GOOD, finish=at(9))),
    ("finish", "Checked", lambda: replace(GOOD, lower_bound=at(9, 300))),
    ("target", "m", lambda: without_wish("m")),
    ("target", "r", lambda: without_wish("r")),
    ("target", "q", lambda: without_wish("q")),
    ("target", "Checked", lambda: without_wish("Checked")),
    ("target", "m", lambda: replace(GOOD, broken=(*GOOD.broken, *GOOD.broken))),
    ("target", "m", lambda: with_wishes(late_hours=1.0)),
    ("target", "q", lambda: with_wishes(wanted=at(8))),
    ("target", "r", lambda: with_wishes(finish=at(9, 5))),
    ("must_finish_by", "d", lambda: replace(GOOD, broken=())),
    (
        "must_finish_by",
        "a",
        lambda: replace(GOOD, broken=(*GOOD.broken, Broken("a", "must_finish_by", at(9), at(17, 1), 8.0))),
    ),
]


@pytest.mark.parametrize("rule, id, planted", PLANTED)
def test_a_planted_violation_is_caught(rule: str, id: str, planted: Callable[[], Schedule]) -> None:
    found = {(violation.rule, violation.task) for violation in check(PLAN, planted())}
    assert (rule, id) in found


def test_a_start_before_the_project_is_caught() -> None:
    plan = replace(PLAN, projects=(p.Project("q", "Q", 1, at(0, 7)),))
    plan = replace(plan, tasks=(replace(plan.tasks[3], project="q"), *plan.tasks[:3], *plan.tasks[4:]))
    assert ("project start", "t1") in {(found.rule, found.task) for found in check(plan, GOOD)}


def test_what_waits_for_something_without_dates_has_none_either() -> None:
    plan = replace(
        PLAN, tasks=(*PLAN.tasks[:3], replace(PLAN.tasks[3], depends_on=link("x")), *PLAN.tasks[4:])
    )
    assert ("link", "t1") in {(found.rule, found.task) for found in check(plan, GOOD)}


@pytest.mark.parametrize("kind, lag", [("FS", 2.0), ("SS", 2.0), ("FF", 2.0), ("SF", 40.0), ("FS", -2.0)])
def test_each_link_type_is_held_to_its_lag(kind: p.LinkType, lag: float) -> None:
    one = p.Task("one", "One", None, hours(16))
    two = p.Task("two", "Two", None, hours(6), depends_on=link("one", kind, lag))
    plan = p.Plan("P", MONDAY, MONDAY, calendars=PLAN.calendars, tasks=(one, two))
    good = scheduled(plan)
    assert check(plan, good) == []
    early = replace(good, tasks=(good.tasks[0], replace(good.tasks[1], start=at(9), finish=at(15))))
    assert "link" in {violation.rule for violation in check(plan, early)}


def test_lanes_keep_projects_apart_and_within_their_share() -> None:
    tasks = tuple(p.Task(id, id, None, hours(4), people=("ana",), project=id) for id in ("q1", "q2"))
    shares = tuple(p.Allocation("ana", id, 0.5, date(2026, 1, 5), date(2026, 2, 1)) for id in ("q1", "q2"))
    projects = (p.Project("q1", "One", 1), p.Project("q2", "Two", 2))
    plan = replace(
        PLAN, tasks=tasks, groups=(), milestones=(), releases=(), allocations=shares, projects=projects
    )
    good = scheduled(plan)
    assert [(t.start, t.finish) for t in good.tasks] == [(at(9), at(17))] * 2
    assert check(plan, good) == []
    whole = replace(plan, allocations=())
    assert "two at a time" in {violation.rule for violation in check(whole, good)}


def test_hours_that_the_clock_skips_are_not_worked() -> None:
    night = {"sun": ((time(0), time(8)),)}
    plan = p.Plan(
        "P",
        29_575_380,  # 2026-03-28T23:00Z, midnight of the day the clock skips an hour in Berlin
        29_575_380,
        "Europe/Berlin",
        calendars=(p.Calendar("night", night),),
        tasks=(p.Task("n", "N", None, hours(7)),),
    )
    good = scheduled(plan)
    assert good.tasks[0].finish - good.tasks[0].start == 7 * HOUR
    assert check(plan, good) == []


@settings(max_examples=40, deadline=None)
@given(plans())
def test_what_the_scheduler_makes_passes(plan: p.Plan) -> None:
    assert check(plan, scheduled(plan)) == []
