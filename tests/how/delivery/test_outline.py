"""Tasks in tasks: in, out and below, with what they add up to; estimates that say nothing are refused."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import EFFORT, World, head
from tests.signed_in import Page, browser

NOTHING = {"optimistic": 0, "likely": 0, "pessimistic": 0}


def does(world: World, name: str, **payload: Any) -> None:
    submit(parse(name, payload), world.viewer("Tomas"), "test")


def inside(world: World, parent: str | None) -> list[str]:
    rows = Task.everything.filter(feature=world.ids["First feature"], deleted_at=None)
    rows = rows.filter(parent=world.ids[parent] if parent else None)
    return [str(task) for task in rows.order_by("position")]


def test_a_task_goes_into_the_one_above_and_out_right_below_it(world: World) -> None:
    does(world, "task.indent", task=world.ids["Second task"])
    assert inside(world, None) == ["First task", "Third task", "Done task"]
    assert inside(world, "First task") == ["Second task"]
    does(world, "task.outdent", task=world.ids["Second task"])
    assert inside(world, None) == ["First task", "Second task", "Third task", "Done task"]


def test_what_goes_in_takes_its_own_tasks_along(world: World) -> None:
    does(world, "task.add", title="Innermost", parent=world.ids["Second task"], effort=EFFORT)
    does(world, "task.indent", task=world.ids["Second task"])
    assert inside(world, "First task") == ["Second task"]
    assert inside(world, "Second task") == ["Innermost"]


def test_where_it_cannot_go_is_told(world: World) -> None:
    with pytest.raises(Refused, match="No task stands above First task"):
        does(world, "task.indent", task=world.ids["First task"])
    with pytest.raises(Refused, match="lies in no group"):
        does(world, "task.outdent", task=world.ids["First task"])
    does(world, "task.add", title="Later", below=world.ids["Done task"], effort=EFFORT)
    later = str(Task.everything.get(item__title="Later").pk)
    with pytest.raises(Refused, match="Done task is finished"):
        does(world, "task.indent", task=later)


def test_work_that_would_wait_for_what_it_lies_in_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="wait for itself"):
        does(world, "task.indent", task=world.ids["Third task"])


def test_a_task_is_added_right_below_another(world: World) -> None:
    does(world, "task.add", title="Between", below=world.ids["First task"], effort=EFFORT)
    does(world, "task.add", title="Beside", below=world.ids["Inner task"], effort=EFFORT)
    assert inside(world, None)[:3] == ["First task", "Between", "Second task"]
    assert inside(world, "Third task") == ["Inner task", "Beside"]


def test_a_group_shows_what_its_tasks_add_up_to(world: World) -> None:
    does(world, "task.add", title="Beside", parent=world.ids["Inner task"], effort=EFFORT)
    does(world, "task.add", title="Besides", parent=world.ids["Inner task"], effort=EFFORT)
    page = Page(browser(world, "Maya").get(f"/acme/tasks/{head(world, 'Third task').key}"))
    assert "Tasks in it 0 of 2 done, 2–10 d left" in page.text
    feature = Page(browser(world, "Maya").get(f"/acme/features/{head(world, 'First feature').key}"))
    assert "0 of 2 done" in feature.text


def test_an_estimate_of_zero_and_a_reversed_range_are_answered(world: World) -> None:
    with pytest.raises(Refused, match="An effort of zero says that there is nothing to do"):
        does(world, "task.estimate", task=world.ids["First task"], effort=NOTHING)
    with pytest.raises(Refused, match="An effort of zero"):
        does(world, "task.add", title="Nothing", feature=world.ids["First feature"], effort=NOTHING)
    with pytest.raises(Refused, match="If nothing remains, finish the task"):
        does(world, "task.remaining", task=world.ids["First task"], remaining=NOTHING)
    turned = {"optimistic": 24, "likely": 16, "pessimistic": 8}
    with pytest.raises(Refused) as refused:
        does(world, "task.estimate", task=world.ids["First task"], effort=turned)
    assert "must rise" in refused.value.faults[0].message
