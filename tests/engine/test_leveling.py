"""Ways to level somebody's load: others do some of the work or help; dates are not moved by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pilothouse.engine.leveling import level, strain
from pilothouse.engine.plan import Plan, Progress
from pilothouse.engine.scheduling import schedule
from pilothouse.engine.scheduling.check import check

from .small import at, person, plan, task
from .strategies import plans

ANA, BEN = person("ana"), person("ben")


def busy(*more: object) -> Plan:
    """Ana has two weeks of work for the first week, Ben nothing."""
    return plan(*(task(id, 16.0, people=("ana",)) for id in "abcde"), people=(ANA, BEN))


def test_work_is_handed_over_until_no_week_is_over_100() -> None:
    found = level(busy(), "ana")
    assert (found.now.weeks, found.now.hours, found.now.peak) == (1, 40.0, 200.0)
    hand_over = next(way for way in found.ways if way.kind == "hand_over")
    assert {move.people for move in hand_over.moves} == {("ben",)}
    assert hand_over.strain.hours < 40.0
    assert hand_over.days == -4.0
    assert found.complete


def test_help_leaves_the_work_with_whoever_does_it() -> None:
    help = next(way for way in level(busy(), "ana").ways if way.kind == "help")
    assert all(move.people == ("ana", "ben") for move in help.moves)
    assert help.strain.hours < 40.0


def test_who_lacks_the_skill_takes_nothing_over() -> None:
    coder = replace(ANA, skills={"code": 3})
    tasks = [task(id, 16.0, people=("ana",), skill="code") for id in "abcde"]
    assert level(plan(*tasks, people=(coder, replace(BEN, skills={}))), "ana").ways == ()


def test_what_is_begun_stays_with_whoever_began_it() -> None:
    begun = replace(task("a", 60.0, people=("ana",)), progress=Progress(started=at(5)))
    found = level(plan(begun, task("b", 24.0, people=("ana",)), people=(ANA, BEN)), "ana")
    handed = [move.task for way in found.ways if way.kind == "hand_over" for move in way.moves]
    assert "a" not in handed


def test_who_has_room_needs_no_way() -> None:
    assert level(plan(task("a", 8.0, people=("ana",)), people=(ANA, BEN)), "ana").ways == ()


def test_it_stops_when_told_to() -> None:
    found = level(busy(), "ana", stop=lambda: True)
    assert not found.complete
    assert found.ways == ()


def test_nobody_of_the_plan_is_told() -> None:
    with pytest.raises(KeyError):
        level(busy(), "zoe")


@settings(max_examples=25)
@given(plans())
def test_every_way_is_a_plan_that_keeps_all_rules_and_strains_less(what: Plan) -> None:
    for each in what.people[:1]:
        found = level(what, each.id)
        for way in found.ways:
            people = {move.task: move.people for move in way.moves}
            tasks = tuple(
                replace(t, people=people[t.id], people_needed=len(people[t.id])) if t.id in people else t
                for t in what.tasks
            )
            changed = replace(what, tasks=tasks)
            done = schedule(changed)
            assert not check(changed, done)
            assert strain(done.load, each.id) == way.strain
            assert way.strain.hours < found.now.hours
