"""What it costs to decide later: only what the decision would let start, and who has nothing else to do."""

from dataclasses import replace

import pytest

from pilothouse.engine.plan import Project, Range
from pilothouse.engine.waiting import cost_of_waiting

from .small import at, person, plan, task

FIXED = Range(16.0, 16.0, 16.0)
NOW = plan(task("a", FIXED, project="x"), people=(person(),), projects=(Project("x", "X", target=at(9)),))
MORE = replace(NOW, tasks=(*NOW.tasks, task("new", 40.0, project="x")))


def test_new_work_that_could_start_waits_and_so_does_who_would_do_it() -> None:
    found = cost_of_waiting(NOW, MORE)
    assert found.days == 5.0
    assert found.tasks == ("new",)
    assert found.idle == (("ana", 24.0),), "three of the five days: the first two are filled"
    assert [(c.kind, c.change) for c in found.later if c.kind == "project"] == [("project", 3.0)]


def test_who_has_other_work_meanwhile_is_not_held_up() -> None:
    other = task("b", 80.0, project="y")
    busy = [
        replace(side, tasks=(*side.tasks, other), projects=(*side.projects, Project("y", "Y", rank=2)))
        for side in (NOW, MORE)
    ]
    found = cost_of_waiting(*busy)
    assert found.tasks == ("new",)
    assert found.idle == ()


def test_a_change_to_work_that_runs_anyway_holds_up_nothing() -> None:
    longer = replace(NOW, tasks=(task("a", 24.0, project="x"),))
    assert cost_of_waiting(NOW, longer).tasks == ()


def test_work_that_starts_after_the_week_can_wait() -> None:
    later = replace(NOW, tasks=(*NOW.tasks, task("new", 40.0, project="x", not_before=at(20))))
    found = cost_of_waiting(NOW, later)
    assert found.tasks == found.idle == found.later == ()


def test_what_a_cut_would_let_start_waits_too() -> None:
    both = replace(NOW, tasks=(task("first", 40.0, project="x", priority=9), *NOW.tasks))
    found = cost_of_waiting(both, NOW)
    assert found.tasks == ("a",)
    assert dict(found.idle)["ana"] == pytest.approx(16.0)
