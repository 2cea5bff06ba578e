"""Undo is offered where it can work: not twice, not under a later change, not for what is another's alone."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands.registry import parse
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.gate.undoable import with_undo
from tests.registry.world import World


def rename(world: World, title: str, who: str = "Tomas") -> Any:
    command = parse("task.edit", {"task": world.ids["First task"], "title": title})
    return submit(command, world.viewer(who), "test")


def offered(world: World, who: str = "Tomas") -> list[str]:
    """Sentences of renamings that may be undone, newest first."""
    rows = with_undo(world.viewer(who), activity(world.viewer(who), [world.ids["First task"]]))
    return [row["sentence"] for row in rows if row["can_undo"] and row["command"] == "task.edit"]


@pytest.fixture
def renamed(world: World) -> list[Any]:
    return [rename(world, "Preview"), rename(world, "Live preview")]


def test_only_the_newest_of_two_changes_of_a_value_is_offered(world: World, renamed: list[Any]) -> None:
    (sentence,) = offered(world)
    assert sentence == renamed[1].sentence


def test_what_was_undone_is_offered_no_more_and_what_lay_below_is_again(
    world: World, renamed: list[Any]
) -> None:
    submit(parse("history.undo", {"group": renamed[1].group}), world.viewer("Tomas"), "test")
    (sentence,) = offered(world)
    assert sentence == renamed[0].sentence


def test_a_change_of_another_value_covers_nothing(world: World, renamed: list[Any]) -> None:
    submit(
        parse("task.edit", {"task": world.ids["First task"], "people_needed": 2}),
        world.viewer("Tomas"),
        "test",
    )
    assert renamed[1].sentence in offered(world)


def test_what_was_undone_and_done_again_is_offered_once_more(world: World, renamed: list[Any]) -> None:
    tomas = world.viewer("Tomas")
    undone = submit(parse("history.undo", {"group": renamed[1].group}), tomas, "test")
    submit(parse("history.undo", {"group": undone.group}), tomas, "test")
    (sentence,) = offered(world)
    assert sentence == renamed[1].sentence
