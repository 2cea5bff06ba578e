"""A proposal's page says what each of its commands would change, from the old value to the new one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from pilothouse.commands.registry import parse
from pilothouse.who.decisions.gate.submit import submit_many
from tests.registry.world import World
from tests.signed_in import browser


def page(world: World, *commands: tuple[str, dict[str, Any]], who: str = "Tomas") -> str:
    parsed = [parse(name, payload) for name, payload in commands]
    outcome = submit_many(parsed, world.viewer(who), "test", suggest=True)
    html = browser(world, "Maya").get(f"/acme/{outcome.proposal}").content.decode()
    part = html.partition('id="asks"')[2].partition("What happened")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)))


def test_a_change_is_told_from_the_old_value_to_the_new_one(world: World) -> None:
    told = page(world, ("task.edit", {"task": world.ids["First task"], "title": "Live preview"}))
    assert "Change a task: " in told
    assert "First task" in told
    assert "→ Live preview" in told


def test_references_are_told_by_name_and_ranges_in_days(world: World) -> None:
    wider = {"optimistic": 16, "likely": 24, "pessimistic": 40}
    told = page(
        world,
        ("task.estimate", {"task": world.ids["First task"], "effort": wider}),
        ("task.assign", {"task": world.ids["First task"], "members": [world.ids["Nora"]]}),
    )
    assert re.search(r"→ 2–5\sd", told)
    assert "Nora" in told
    assert world.ids["Nora"] not in told


def test_what_was_not_given_is_not_told(world: World) -> None:
    told = page(world, ("task.edit", {"task": world.ids["First task"], "title": "Live preview"}))
    assert "Level" not in told
