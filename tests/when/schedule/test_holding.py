"""What a proposal holds up while it waits: computed with its figures, told in money to those who may know."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.when.schedule.upkeep import reprice_open
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Option
from pilothouse.who.decisions.proposals.holding import Holding, by_waiting, holdings
from pilothouse.who.decisions.proposals.queries import proposals
from pilothouse.who.rows import Viewer

from .conftest import World


def propose(world: World, command: Any) -> str:
    world.snapshot()
    outcome = submit(command, world.viewer("ana"), "test", suggest=True)
    assert outcome.status == "proposed"
    return outcome.proposal


def held(world: World, key: str, who: str = "tomas") -> Holding:
    viewer: Viewer = world.viewer(who)
    return holdings(viewer, proposals(viewer, state="open"))[key]


def test_what_nobody_waits_for_holds_up_nothing(world: World, scratch: Any) -> None:
    key = propose(world, scratch.Estimate(task=world.id("Layout"), likely=25))
    found = held(world, key)
    assert found.known
    assert found.nothing
    assert not found.blocks


def test_a_title_holds_up_nothing_that_is_planned(world: World, scratch: Any) -> None:
    key = propose(world, scratch.Retitle(task=world.id("Layout"), title="Other"))
    assert held(world, key).nothing


def test_dropping_work_in_front_holds_up_who_would_do_the_next(world: World, scratch: Any) -> None:
    key = propose(world, scratch.Drop(task=world.id("Totals")))
    found = held(world, key)
    assert found.blocks
    assert [name for name, _ in found.people] == ["Ana"]
    assert 0 < found.people[0][1] <= 5
    assert found.tasks == 1


def test_money_is_told_to_those_who_may_know_what_people_cost(world: World, scratch: Any) -> None:
    key = propose(world, scratch.Drop(task=world.id("Totals")))
    days = held(world, key).people[0][1]
    assert held(world, key, "ben").money is None
    money = held(world, key, "ana").money
    assert money == pytest.approx(days * 8 * 50 / 5), "Ana knows her own rate"


def test_those_blocking_people_come_first_then_the_day_then_age(world: World, scratch: Any) -> None:
    light = propose(world, scratch.Estimate(task=world.id("Layout"), likely=25))
    heavy = propose(world, scratch.Drop(task=world.id("Totals")))
    viewer = world.viewer("tomas")
    rows = proposals(viewer, state="open")
    order = [row.key for row in by_waiting(rows, holdings(viewer, rows))]
    assert order == [heavy, light]


def test_it_is_computed_anew_on_a_new_day_and_its_figures_stay(
    world: World, scratch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose(world, scratch.Drop(task=world.id("Totals")))
    before = Option.everything.get()
    monkeypatch.setenv("PILOTHOUSE_NOW", "2026-03-03T10:00:00+00:00")
    assert reprice_open(world.workspace) == 0
    after = Option.everything.get()
    assert after.impact["waiting"]["on"] == "2026-03-03"
    assert after.impact["lines"] == before.impact["lines"]
    assert after.priced_at == before.priced_at
