"""Why this date: each kind of reason, found and said."""

from datetime import date, time

import pytest
from hypothesis import given, settings

from pilothouse.engine.plan import WEEKDAYS, Calendar, Link, Milestone, Plan, Pool, Progress, Project, Release
from pilothouse.engine.scheduling.explain import Reason, explain

from .small import at, lasting, person, plan, task
from .strategies import plans


def kinds(what: Plan, id: str) -> list[tuple[str, str]]:
    return [(reason.task, reason.kind) for reason in explain(what, id).reasons]


def test_a_chain_goes_back_to_where_the_plan_starts() -> None:
    what = plan(task("a"), lasting("b", 8.0, "a"), start=at(0))
    assert kinds(what, "b") == [("b", "closed"), ("b", "waits_for"), ("a", "plan_start")]
    assert explain(what, "b").sentences[1] == "B waits for A, until 2026-01-05 17:00."


def test_somebody_else_goes_first() -> None:
    found = explain(plan(task("a"), task("b", priority=3), start=at(0)), "a")
    assert Reason("a", "goes_first", at(0, "17:00"), "b", "ana") in found.reasons
    assert "Ana does B first" in found.sentences[1]


def test_somebody_is_busy_with_what_began_before() -> None:
    what = plan(task("long", 16.0), task("late", priority=3, not_before=at(0, "12:00")), start=at(0))
    assert ("late", "busy") in kinds(what, "late")


def test_leave_and_days_off_are_told() -> None:
    away = person(time_off=((date(2026, 1, 5), date(2026, 1, 7)),))
    assert ("a", "leave") in kinds(plan(task("a"), people=(away,)), "a")
    off = Calendar("c", dict.fromkeys(WEEKDAYS[:5], ((time(9), time(17)),)), {date(2026, 1, 5): ()})
    found = explain(plan(task("a"), calendars=(off,)), "a")
    assert found.sentences[0] == "2026-01-05 is a day off; A goes on 2026-01-06 09:00."


FLOORS = [
    (plan(task("a", not_before=at(2))), "not_before"),
    (plan(task("a", project="x"), projects=(Project("x", "X", start=at(1)),)), "project_start"),
    (plan(task("a"), as_of=at(3)), "as_of"),
    (plan(task("a"), start=at(0)), "plan_start"),
]


@pytest.mark.parametrize("what, kind", FLOORS)
def test_the_date_that_holds_back_is_named(what: Plan, kind: str) -> None:
    assert kinds(what, "a") == [("a", kind)]


def test_a_pool_that_is_full_is_named() -> None:
    work = (lasting("a", 8.0, uses={"lab": 1}), lasting("b", 8.0, uses={"lab": 1}))
    found = explain(plan(*work, pools=(Pool("lab", "Lab", 1, ""),)), "b")
    assert any(
        reason.kind == "pool" and reason.pool == "lab" and reason.on == "a" for reason in found.reasons
    )


def test_a_link_to_the_finish_is_told() -> None:
    assert ("b", "finishes_with") in kinds(plan(lasting("a", 16.0), lasting("b", 8.0, Link("a", "FF"))), "b")


def test_what_has_happened_is_told() -> None:
    over = Progress(started=at(0), finished=at(0, "17:00"))
    begun = Progress(started=at(0), spent_hours=2.0)
    what = plan(task("a", progress=over), task("b", progress=begun), as_of=at(1))
    assert kinds(what, "a") == [("a", "finished")]
    assert kinds(what, "b") == [("b", "started"), ("b", "as_of")]


def test_sums_are_explained_by_their_last_part() -> None:
    milestone = Milestone("m", "M", depends_on=(Link("b"),))
    what = plan(
        lasting("a", 8.0),
        lasting("b", 16.0),
        milestones=(milestone,),
        releases=(Release("r", "R", ("a", "b")),),
    )
    assert kinds(what, "r")[0] == ("r", "last_of")
    assert explain(what, "r").reasons[0].on == "b"
    assert explain(what, "m").finish == explain(what).finish == at(1, "17:00")


def test_milestones_that_wait_for_milestones_are_explained() -> None:
    first, second = Milestone("m", "M", depends_on=(Link("a"),)), Milestone("n", "N", depends_on=(Link("m"),))
    what = plan(task("a"), milestones=(first, second))
    assert kinds(what, "n")[:2] == [("n", "waits_for"), ("m", "waits_for")]


def test_what_has_no_date_says_why() -> None:
    found = explain(plan(task("a", skill="piloting")), "a")
    assert (found.start, [reason.kind for reason in found.reasons]) == (None, ["unscheduled"])
    assert "piloting" in found.sentences[0]


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(KeyError, match="ghost"):
        explain(plan(), "ghost")


@settings(max_examples=40, deadline=None)
@given(plans())
def test_every_date_of_any_plan_is_explained_and_said(what: Plan) -> None:
    for id in [item.id for item in what.tasks] + [item.id for item in what.milestones]:
        found = explain(what, id)
        assert found.reasons
        assert len(found.sentences) == len(found.reasons)
