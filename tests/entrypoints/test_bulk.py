"""One command over many objects, by web, REST and command line: done, suggested, failed, and one undo."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pilothouse.how.delivery.models import Task
from pilothouse.what.backlog.models import Feature
from pilothouse.who.items.models import ItemLabel
from tests.registry.world import World, head
from tests.signed_in import Page, browser
from tests.small_world import built as built
from tests.small_world import world as small  # noqa: F401


@pytest.fixture
def world(small: World) -> World:  # noqa: F811 - a fixture is named where it is used
    """In place of this folder's own."""
    return small


def keys(world: World, *titles: str) -> list[str]:
    return [head(world, title).key for title in titles]


def tokened(world: World, name: str) -> Any:
    """A browser that calls the API with its session."""
    return browser(world, name)


def test_a_list_without_scripts_asks_for_the_value_and_does_it_to_all(world: World) -> None:
    maya, on = browser(world, "Maya"), keys(world, "First feature", "Second feature", "Third feature")
    form = Page(maya.get("/acme/bulk", {"command": "label.put", "on": on, "next": "/acme/backlog"}))
    assert "3 selected" in form.text
    assert "First feature" in form.text
    sent = {"command": "label.put", "on": on, "label": "Later", "shown": "label", "next": "/acme/backlog"}
    assert maya.post("/acme/bulk", sent).headers["Location"] == "/acme/backlog"
    assert ItemLabel.everything.filter(label__name="Later", deleted_at=None).count() == 3
    assert "3 done" in Page(maya.get("/acme/bin")).text


def test_what_fails_is_told_with_its_reason_and_the_rest_is_done_and_undone_at_once(world: World) -> None:
    tomas, on = browser(world, "Tomas"), keys(world, "First task", "Done task", "Second task")
    page = Page(tomas.post("/acme/bulk", {"command": "task.start", "on": on, "next": "/acme/plan"}))
    assert page.status == 200
    assert "2 done, 1 failed" in page.text
    assert "Done task was started already" in page.text
    started = Task.everything.filter(state="started", item__title__in=["First task", "Second task"])
    assert started.count() == 2
    undo = page.html.split('action="/acme/undo/')[1].split('"')[0]
    tomas.post(f"/acme/undo/{undo}")
    assert not started.exists()


def test_what_others_decide_becomes_one_proposal(world: World) -> None:
    on = keys(world, "First feature", "Third feature")
    page = Page(browser(world, "Stella").post("/acme/bulk", {"command": "feature.delete", "on": on}))
    assert "2 became PR-3" in page.text
    assert Feature.everything.filter(deleted_at=None).count() == 3


def test_a_row_that_went_with_another_fails_alone(world: World) -> None:
    on = keys(world, "Third task", "Inner task")
    page = Page(browser(world, "Tomas").post("/acme/bulk", {"command": "task.delete", "on": on}))
    assert "1 done, 1 failed" in page.text


def test_nothing_selected_leads_back(world: World) -> None:
    answer = browser(world, "Maya").get("/acme/bulk", {"command": "label.put", "next": "/acme/backlog"})
    assert answer.headers["Location"] == "/acme/backlog"


def test_several_things_come_back_from_the_bin_at_once(world: World) -> None:
    maya = browser(world, "Maya")
    on = keys(world, "Second feature", "Third feature")
    maya.post("/acme/bulk", {"command": "feature.delete", "on": on})
    assert Feature.everything.filter(deleted_at=None).count() < 3
    maya.post("/acme/bulk", {"command": "item.restore", "on": ",".join(on)})
    assert Feature.everything.filter(deleted_at=None).count() == 3


def test_the_api_answers_a_list(world: World) -> None:
    from pilothouse.entrypoints.bulk import do_to_many

    on = keys(world, "First task", "Done task")
    told = do_to_many("task.start", on, {}, world.viewer("Tomas"), "rest").to_json()
    assert told["done"] == [on[0]]
    assert told["failed"][0]["item"] == on[1]
    assert json.dumps(told)
