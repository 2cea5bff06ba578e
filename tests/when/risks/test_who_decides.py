"""Whose decision a risk is: by its class, and above the threshold the sponsor's."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Outcome, parse
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World

DAY = 8.0
HEAVY = {"optimistic": 10 * DAY, "likely": 30 * DAY, "pessimistic": 60 * DAY}


def edited(world: World, who: str, **changes: Any) -> Outcome:
    command = parse("risk.edit", {"risk": world.ids["Provider changes"], **changes})
    return submit(command, world.viewer(who), "test")


@pytest.mark.parametrize(
    "category, decider", [("delivery", "Priya"), ("product", "Maya"), ("technical", "Tomas")]
)
def test_each_class_has_its_own_decider(world: World, category: str, decider: str) -> None:
    world.do("risk.edit", risk=world.ids["Provider changes"], category=category)
    assert edited(world, "Stella", response="Ask them").deciders == (decider,)


def test_changing_its_class_concerns_both_deciders(world: World) -> None:
    assert set(edited(world, "Stella", category="technical").deciders) == {"Priya", "Tomas"}


def test_at_the_threshold_the_sponsor_decides(world: World) -> None:
    assert edited(world, "Stella", delay=HEAVY, probability=0.1).deciders == ("Priya",)
    assert edited(world, "Stella", delay=HEAVY, probability=0.2).deciders == ("Ingrid",)


def test_a_heavy_risk_cannot_be_made_light_without_the_sponsor(world: World) -> None:
    world.do("risk.edit", risk=world.ids["Provider changes"], delay=HEAVY, probability=0.5)
    assert edited(world, "Priya", probability=0.01).deciders == ("Ingrid",)


def test_describing_a_heavy_risk_stays_with_its_class(world: World) -> None:
    world.do("risk.edit", risk=world.ids["Provider changes"], delay=HEAVY, probability=0.5)
    assert edited(world, "Priya", trigger="They stop answering").status == "applied"


def test_where_the_tolerance_is_wider_so_is_the_threshold(world: World) -> None:
    world.do("rights.tolerance", unit=world.ids["Redesign"], days=20)
    assert edited(world, "Stella", delay=HEAVY, probability=0.5).deciders == ("Priya",)
