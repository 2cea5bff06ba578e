"""What moved a finish is told to its causes, by hand and on plans of all kinds, and adds up to the minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.drift import CAUSES, Step, drift, finish_of, parted
from pilothouse.engine.plan import Plan, Progress, Range, Risk
from tests.engine.small import MONDAY, at, person, plan, task
from tests.engine.strategies import plans

DAY = 24 * 60
LIKELY = 0


def causes(before: Plan, after: Plan, id: str = "", runs: int = LIKELY) -> dict[str, int]:
    found = drift(before, list(parted(before, after)), id, runs)
    return {cause: minutes for cause, minutes in found.by_cause().items() if minutes}


def test_a_day_more_work_is_the_estimates_day() -> None:
    before = plan(task("a"), task("b", after="a"))
    after = replace(before, tasks=(task("a", 16.0), before.tasks[1]))
    assert causes(before, after) == {"estimate": DAY}


def test_a_day_off_is_the_absences_day() -> None:
    before = plan(task("a"), task("b", after="a"))
    off = ((MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)),)
    assert causes(before, replace(before, people=(person(time_off=off),))) == {"absence": DAY}


def test_a_new_task_is_scope_and_a_new_link_a_decision() -> None:
    before = plan(task("a"), task("b", people=("bo",)), people=(person(), person("bo", "")))
    linked = replace(
        before, tasks=(before.tasks[0], replace(before.tasks[1], depends_on=task("x", after="a").depends_on))
    )
    assert causes(before, linked) == {"decision": DAY}
    more = replace(before, tasks=(*before.tasks, task("c", 16.0)))
    assert causes(before, more) == {"scope": 2 * DAY}


def test_a_day_on_which_nothing_was_done_is_slip() -> None:
    before = plan(task("a"), task("b", after="a"))
    assert causes(before, replace(before, as_of=at(1, "00:00"))) == {"slip": DAY}


def test_a_day_on_which_the_work_was_done_as_planned_moves_nothing() -> None:
    before = plan(task("a"), task("b", after="a"))
    done = replace(before.tasks[0], progress=Progress(at(0), at(0, "17:00"), 8.0))
    after = replace(before, as_of=at(1, "00:00"), tasks=(done, before.tasks[1]))
    assert causes(before, after) == {}


def test_work_that_takes_longer_than_it_should_is_slip() -> None:
    before = plan(task("a"), task("b", after="a"))
    late = replace(before.tasks[0], progress=Progress(at(0), None, 8.0, Range.exactly(8.0)))
    after = replace(before, as_of=at(1, "00:00"), tasks=(late, before.tasks[1]))
    assert causes(before, after) == {"slip": DAY}


def test_a_risk_moves_the_date_that_is_safe_to_say() -> None:
    before = plan(task("a"))
    after = replace(before, risks=(Risk("k", "K", 0.9, ("a",), Range.exactly(8.0)),))
    assert causes(before, after, runs=64) == {"risk": DAY}


def test_what_two_changes_do_together_belongs_to_the_later_one() -> None:
    """The leave on Tuesday costs nothing until the work reaches into Tuesday."""
    short = plan(task("a"))
    leave = ((MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)),)
    away = replace(short, people=(person(time_off=leave),))
    both = replace(away, tasks=(task("a", 16.0),))
    found = drift(short, [Step("absence", away, "leave"), Step("estimate", both, "longer")], runs=LIKELY)
    assert [(move.mark, move.minutes) for move in found.moves] == [("leave", 0), ("longer", 2 * DAY)]
    longer = replace(short, tasks=both.tasks)
    other = drift(short, [Step("estimate", longer), Step("absence", both)], runs=LIKELY)
    assert other.by_cause() | {"absence": DAY, "estimate": DAY} == other.by_cause()
    assert found.minutes == other.minutes == 2 * DAY


def test_one_thing_is_followed_among_many() -> None:
    before = plan(task("a"), task("b", people=("bo",)), people=(person(), person("bo", "")))
    after = replace(before, tasks=(task("a", 24.0), before.tasks[1]))
    assert causes(before, after, "a") == {"estimate": 2 * DAY}
    assert causes(before, after, "b") == {}


def test_while_there_is_no_date_nothing_is_counted_and_who_brings_it_back_carries_it() -> None:
    before = plan(task("a"))
    nobody = replace(before, people=())
    back = replace(before, tasks=(task("a", 16.0),))
    found = drift(before, [Step("decision", nobody, "left"), Step("estimate", back, "came")], runs=LIKELY)
    assert [(move.finish is None, move.minutes) for move in found.moves] == [(True, 0), (False, DAY)]
    assert found.before is not None
    assert found.after == found.before + found.minutes


@settings(deadline=None, max_examples=60)
@given(plans(), plans(), st.sampled_from([LIKELY, 16]))
def test_the_causes_add_up_exactly_whatever_the_plans(before: Plan, after: Plan, runs: int) -> None:
    steps = list(parted(before, after))
    assert not steps or steps[-1].plan == after
    found = drift(before, steps, runs=runs)
    assert (found.before, found.after) == tuple(finish_of(side, "", runs, 1) for side in (before, after))
    assert set(found.by_cause()) == set(CAUSES)
    assert sum(found.by_cause().values()) == found.minutes
    if found.before is not None and found.after is not None:
        assert found.minutes == found.after - found.before
