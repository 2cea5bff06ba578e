"""Change control: who decides, approves, is asked and told about a change of what was agreed, by its size."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Unit, Workspace

from .conftest import World

MAYA, JONAS, TOMAS, PRIYA, INGRID = "Maya", "Jonas", "Tomas", "Priya", "Ingrid"
"""Product manager, product owner, engineering manager, project manager, sponsor."""
WITHIN, BEYOND = Size(days=5, cost=0.05, effort=0.05), Size(days=5.1)


def baselined(world: World) -> Unit:
    with guard.opened():
        Unit.everything.filter(pk=world.project.pk).update(scope_baseline=uuid4())
    return Unit.everything.get(pk=world.project.pk)


def asked(world: World, unit: Unit, family: str, size: Size) -> dict[str, set[str]]:
    """Who is asked as what, by name."""
    rights = Rights(Workspace.objects.get(pk=world.workspace.pk))
    verdict = rights.judge(family, unit, size)
    found: dict[str, set[str]] = {"inform": set(rights.names_of(verdict.informs))}
    for key in verdict.keys:
        found.setdefault(key.asked_as, set()).update(rights.names_of(key.members))
    return {name: people for name, people in found.items() if people}


@pytest.mark.parametrize(
    "family, size, wanted",
    [
        pytest.param(
            "scope.change",
            WITHIN,
            {"decide": {MAYA}, "approve": {PRIYA}, "consult": {JONAS, TOMAS}},
            id="41 scope within tolerance",
        ),
        pytest.param(
            "scope.change",
            BEYOND,
            {"decide": {INGRID}, "approve": {MAYA, PRIYA}, "consult": {JONAS, TOMAS}},
            id="42 scope beyond tolerance",
        ),
        pytest.param(
            "schedule.change",
            WITHIN,
            {"decide": {PRIYA}, "approve": {TOMAS}, "consult": {MAYA}, "inform": {JONAS}},
            id="43 schedule within tolerance",
        ),
        pytest.param(
            "schedule.change",
            BEYOND,
            {"decide": {INGRID}, "approve": {MAYA, TOMAS, PRIYA}, "consult": {JONAS}},
            id="44 schedule beyond tolerance",
        ),
        pytest.param(
            "budget.move",
            WITHIN,
            {"decide": {PRIYA}, "consult": {TOMAS}, "inform": {MAYA, JONAS}},
            id="45 budget inside the total",
        ),
        pytest.param(
            "budget.total",
            WITHIN,
            {"decide": {INGRID}, "approve": {PRIYA}, "consult": {MAYA, TOMAS}, "inform": {JONAS}},
            id="46 total budget",
        ),
    ],
)
def test_each_row_of_change_control_asks_whom_it_names(
    world: World, family: str, size: Size, wanted: dict[str, set[str]]
) -> None:
    assert asked(world, baselined(world), family, size) == wanted


@pytest.mark.parametrize("size", [Size(cost=0.051), Size(effort=0.051), Size(known=False)])
def test_cost_effort_and_what_cannot_be_computed_go_beyond_tolerance_too(world: World, size: Size) -> None:
    assert asked(world, baselined(world), "scope.change", size)["decide"] == {INGRID}


def test_an_estimate_is_a_change_of_scope_once_scope_is_baselined_and_it_is_large(world: World) -> None:
    project = baselined(world)
    assert asked(world, project, "estimate.set", Size(effort=0.01))["decide"] == {TOMAS}
    assert asked(world, project, "estimate.set", Size(effort=0.2))["decide"] == {INGRID}


def test_what_a_release_holds_is_under_change_control_from_the_first_baseline_on(world: World) -> None:
    assert asked(world, baselined(world), "release.scope", Size())["approve"] == {PRIYA}


def test_before_the_first_baseline_nothing_is_a_change_of_scope(world: World) -> None:
    assert asked(world, world.project, "release.scope", Size())["consult"] == {PRIYA}
    assert asked(world, world.project, "estimate.set", Size(effort=0.2))["decide"] == {TOMAS}
