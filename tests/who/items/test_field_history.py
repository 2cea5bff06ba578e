"""What each field of an item was: who set it, when and why, and set so again by an ordinary change."""

from __future__ import annotations

import re
from html import unescape

from pilothouse.commands import parse
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World, head
from tests.signed_in import Page, browser

LESS = {"optimistic": 8, "likely": 8, "pessimistic": 16}


def history(world: World, title: str, who: str = "Sam") -> Page:
    return Page(browser(world, who).get(f"/acme/history/{head(world, title).key}"))


def restore(page: Page, of: str) -> tuple[str, dict[str, str]]:
    """The address and the inputs of the first button that restores something about that field."""
    part = page.part(f"field-{of}").html
    action, form = re.search(r'action="([^"]+)">(.*?)</form>', part, re.DOTALL).groups()  # type: ignore[union-attr]
    inputs = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return action, {name: unescape(value) for name, value in inputs}


def test_each_field_says_what_it_was_who_changed_it_and_why(world: World) -> None:
    assert "No field was changed" in history(world, "Second task").text
    command = parse("task.estimate", {"task": world.ids["First task"], "effort": LESS})
    submit(command, world.viewer("Tomas"), "test")
    submit(
        parse("item.rename", {"item": world.ids["First task"], "title": "Begin"}), world.viewer("Sam"), "test"
    )
    page = history(world, "First task")
    assert "Two fields changed, two times in all" in page.text
    assert re.search(r"Effort now 1.2 d T Tomas 1.5 d .* 1.2 d", page.text)
    assert re.search(r"Title now Begin S Sam First task .* Begin", page.text)


def test_an_earlier_value_is_restored_by_an_ordinary_change(world: World) -> None:
    first = Task.everything.get(pk=world.ids["First task"])
    then = first.effort
    world.do("task.estimate", task=world.ids["First task"], effort=LESS)
    action, inputs = restore(history(world, "First task", "Tomas"), "effort")
    assert action == "/acme/do/task.estimate"
    assert browser(world, "Tomas").post(action, inputs).status_code == 303
    first.refresh_from_db()
    assert first.effort == then


def test_whoever_does_not_decide_it_suggests_to_restore_it(world: World) -> None:
    world.do("task.estimate", task=world.ids["First task"], effort=LESS)
    action, inputs = restore(history(world, "First task", "Stella"), "effort")
    assert browser(world, "Stella").post(action, inputs).status_code == 303
    assert Task.everything.get(pk=world.ids["First task"]).effort == LESS
    assert "Estimate First task" in Page(browser(world, "Stella").get("/acme/decisions/mine")).text


def test_what_one_may_not_see_has_no_history(world: World) -> None:
    assert history(world, "First task", "Gast").status == 404
