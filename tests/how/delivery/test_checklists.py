"""Checklists: written, ticked and ordered by those at work; a line that grows becomes a task."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.checklists.commands import lines_of
from pilothouse.how.delivery.models import ChecklistItem, Task
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World, head
from tests.signed_in import Page, browser

pytestmark = pytest.mark.usefixtures("upkeep")


def does(world: World, who: str, name: str, **payload: str) -> str:
    return submit(parse(name, payload), world.viewer(who), "test").status


def lines(world: World, task: str) -> list[str]:
    rows = ChecklistItem.everything.filter(task=world.ids[task], deleted_at=None).order_by("position")
    return [row.text for row in rows]


def test_a_list_pasted_from_elsewhere_loses_its_marks_and_keeps_its_order() -> None:
    assert lines_of("- [x] One\n\n* Two\n  [ ] Three\n-4 degrees") == ["One", "Two", "Three", "-4 degrees"]


def test_lines_are_added_at_the_end_and_moved(world: World) -> None:
    does(world, "Maya", "checklist.add", task=world.ids["First task"], text="Ask\nAnswer")
    assert lines(world, "First task") == ["Say hello", "Say thanks", "Ask", "Answer"]
    does(world, "Jonas", "checklist.move", item=world.ids["Say thanks"], before=world.ids["Say hello"])
    does(world, "Jonas", "checklist.move", item=world.ids["Say hello"])
    assert lines(world, "First task") == ["Say thanks", "Ask", "Answer", "Say hello"]


def test_those_on_the_task_tick_and_who_did_stands_there(world: World) -> None:
    does(world, "Jonas", "checklist.tick", item=world.ids["Say hello"])
    page = Page(browser(world, "Maya").get(f"/acme/tasks/{head(world, 'First task').key}"))
    assert "Checklist 1 of 2" in page.text
    assert "Say hello Jonas" in page.text
    with pytest.raises(Refused, match="for those who do the work or lead it"):
        does(world, "Stella", "checklist.tick", item=world.ids["Say thanks"])


def test_a_card_shows_how_much_is_ticked(world: World) -> None:
    does(world, "Jonas", "checklist.tick", item=world.ids["Say hello"])
    assert "1/2" in Page(browser(world, "Maya").get("/acme/boards?column=todo")).text


def test_a_line_becomes_a_task_where_whoever_decides_about_tasks_says_so(world: World) -> None:
    effort = {"optimistic": 4, "likely": 8, "pessimistic": 16}
    asked = parse("checklist.promote", {"item": world.ids["Say thanks"], "effort": effort})
    assert submit(asked, world.viewer("Stella"), "test").status == "proposed"
    assert lines(world, "First task") == ["Say hello", "Say thanks"]
    world.do("checklist.promote", item=world.ids["Say thanks"], effort=effort)
    made = Task.everything.get(item__title="Say thanks")
    assert (made.parent_id, made.effort) == (Task.everything.get(item__title="First task").pk, effort)
    assert lines(world, "First task") == ["Say hello"]


def test_what_is_too_long_or_too_much_is_told(world: World) -> None:
    with pytest.raises(Refused, match="200 lines at most"):
        does(world, "Maya", "checklist.add", task=world.ids["First task"], text="x\n" * 199)
    with pytest.raises(Refused, match="too long for a line"):
        does(world, "Maya", "checklist.add", task=world.ids["First task"], text="y" * 501)
    with pytest.raises(Refused, match="one thing on a line"):
        does(world, "Maya", "checklist.add", task=world.ids["First task"], text="- \n[ ]")


def test_a_line_stays_on_its_own_list(world: World) -> None:
    world.do("checklist.add", task=world.ids["Second task"], text="Elsewhere")
    other = ChecklistItem.everything.get(text="Elsewhere")
    with pytest.raises(Refused, match="on the list of another task"):
        does(world, "Maya", "checklist.move", item=world.ids["Say hello"], before=str(other.pk))
