"""Leave that takes all of somebody's work on a project is told from leave that takes a part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pilothouse.engine.plan import Plan, Progress, Project
from pilothouse.engine.swallowed import Swallowed, swallowed

from .small import MONDAY, at, person, plan, task


def away(before: Plan, first: int, until: int, who: str = "ana") -> Plan:
    """The plan with leave of somebody, from and until which day counted from the first Monday."""
    span: tuple[date, date] = (MONDAY + timedelta(days=first), MONDAY + timedelta(days=until))
    people = (replace(p, time_off=(*p.time_off, span)) if p.id == who else p for p in before.people)
    return replace(before, people=tuple(people))


def two_projects() -> Plan:
    """Ana works Monday and Tuesday on x, Wednesday to Friday on y; Ben on x alone."""
    work = (
        task("a", 16.0, people=("ana",), project="x"),
        task("b", 24.0, after="a", people=("ana",), project="y"),
        task("c", 40.0, people=("ben",), project="x"),
    )
    projects = (Project("x", "X"), Project("y", "Y"))
    return replace(plan(*work, people=(person("ana"), person("ben"))), projects=projects)


def test_it_is_named_with_the_project_and_when_the_work_was_to_be_done() -> None:
    before = two_projects()
    expected = Swallowed("ana", "x", at(0), at(1, "17:00"))
    assert swallowed(before, away(before, 0, 2)) == (expected,)


def test_leave_over_a_week_takes_both_projects_and_nobody_else_s_work() -> None:
    before = two_projects()
    assert [(w.person, w.project) for w in swallowed(before, away(before, 0, 7))] == [
        ("ana", "x"),
        ("ana", "y"),
    ]


def test_an_hour_left_of_it_is_not_all() -> None:
    before = two_projects()
    assert swallowed(before, away(before, 0, 1)) == ()
    assert swallowed(before, away(before, 3, 60)) == ()


def test_leave_for_ever_takes_all() -> None:
    before = two_projects()
    assert [w.project for w in swallowed(before, away(before, -5, 365 * 200))] == ["x", "y"]


def test_leave_that_was_there_before_takes_nothing_more() -> None:
    before = away(two_projects(), 0, 7)
    assert swallowed(before, before) == ()
    assert swallowed(before, two_projects()) == ()


def test_work_that_is_done_cannot_be_taken() -> None:
    done = Progress(started=at(-7), finished=at(-4))
    before = plan(task("a", 16.0, people=("ana",), project="x", progress=done))
    before = replace(before, projects=(Project("x", "X"),))
    assert swallowed(before, away(before, -7, 30)) == ()
