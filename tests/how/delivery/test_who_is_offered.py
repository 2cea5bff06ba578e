"""The form that assigns a task offers those who can be given work, and keeps who is on it already."""

from __future__ import annotations

from pilothouse.commands import command_named
from pilothouse.entrypoints.forms.widgets import widget
from pilothouse.entrypoints.shapes import shapes_of
from tests.registry.world import World


def labels(world: World, typed: list[str]) -> set[str]:
    shape = next(shape for shape in shapes_of(command_named("task.assign")) if shape.name == "members")
    return {option["label"] for option in widget(shape, typed, world.viewer("Maya"))["options"]}


def test_only_people_who_can_be_planned_are_offered(world: World) -> None:
    before = labels(world, [])
    assert "Nora" in before
    world.do("member.edit", member=world.ids["Nora"], plannable=False)
    assert labels(world, []) == before - {"Nora"}


def test_who_is_on_it_already_stays_in_the_list(world: World) -> None:
    world.do("member.edit", member=world.ids["Nora"], plannable=False)
    assert "Nora" in labels(world, [world.ids["Nora"]])
