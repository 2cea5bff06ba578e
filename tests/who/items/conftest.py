from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pilothouse.commands import Outcome, parse
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.items.parts import item_parts
from tests.registry.world import World
from tests.small_world import built as built
from tests.small_world import world as world

Act = Callable[..., Outcome]


@pytest.fixture
def act(world: World) -> Act:
    """``act("Maya", "comment.add", item=..., text=...)``: through the gate, as that person."""

    def do(who: str, name: str, /, **payload: Any) -> Outcome:
        return submit(parse(name, payload), world.viewer(who), "test")

    return do


@pytest.fixture
def hanging(world: World) -> Callable[..., dict[str, Any]]:
    """What hangs on an item, as that person sees it."""

    def seen(title: str, who: str = "Maya") -> dict[str, Any]:
        return item_parts(world.viewer(who), world.ids[title], "acme")

    return seen
