"""What blocks a task, who can help, and a start that is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World, head
from tests.signed_in import Page, browser


def task(world: World, name: str) -> Task:
    return Task.everything.get(pk=world.ids[name])  # type: ignore[no-any-return]


def does(world: World, who: str, name: str, of: str, **payload: str) -> None:
    submit(parse(name, {"task": world.ids[of], **payload}), world.viewer(who), "test")


def block(world: World, who: str, of: str, why: str = "No test data") -> None:
    does(world, who, "task.block", of, blocked_why=why, unblocker=world.ids["Ingrid"])


def test_whoever_does_it_says_what_blocks_it_and_whoever_can_help_says_when_nothing_does(
    world: World,
) -> None:
    block(world, "Jonas", "First task")
    blocked = task(world, "First task")
    assert (blocked.blocked_why, blocked.unblocker_id) == (
        "No test data",
        task(world, "Second task").unblocker_id,
    )
    with pytest.raises(Refused, match="for those who do the work or lead it"):
        does(world, "Stella", "task.unblock", "First task")
    does(world, "Ingrid", "task.unblock", "First task")
    assert task(world, "First task").blocked_since is None


def test_a_new_reason_does_not_start_the_count_anew(world: World) -> None:
    since = task(world, "Second task").blocked_since
    block(world, "Tomas", "Second task", "The contract lies with their lawyers")
    again = task(world, "Second task")
    assert (again.blocked_since, again.blocked_why) == (since, "The contract lies with their lawyers")


def test_what_is_finished_is_blocked_by_nothing(world: World) -> None:
    does(world, "Tomas", "task.finish", "Second task")
    finished = task(world, "Second task")
    assert (finished.blocked_since, finished.blocked_why, finished.unblocker) == (None, "", None)
    with pytest.raises(Refused, match="finished, so nothing blocks it"):
        block(world, "Tomas", "Second task")


def test_a_start_is_taken_back_until_hours_say_that_it_was_begun(world: World) -> None:
    does(world, "Jonas", "task.start", "First task")
    does(world, "Jonas", "task.put_back", "First task")
    assert (task(world, "First task").started, task(world, "First task").state) == (None, "open")
    does(world, "Jonas", "task.start", "First task")
    world.do("worklog.add", task=world.ids["First task"], on="2027-03-09", hours=2)
    with pytest.raises(Refused, match="Hours are logged on First task"):
        does(world, "Jonas", "task.put_back", "First task")


def test_the_board_says_what_is_blocked_and_lists_only_that(world: World) -> None:
    page = Page(browser(world, "Jonas").get("/acme/boards"))
    assert "One card is blocked" in page.text
    assert "blocked since today The contract is not signed Ingrid can help" in page.text
    assert page.links["1 blocked"] == "/acme/boards?blocked=yes"
    only = Page(browser(world, "Jonas").get("/acme/boards?blocked=yes"))
    assert "Second task" in only.text
    assert "First task" not in only.text
    rest = Page(browser(world, "Jonas").get("/acme/boards?blocked=not:yes"))
    assert "Second task" not in rest.text
    assert "First task" in rest.text


def test_without_a_script_a_card_is_blocked_freed_and_put_back(world: World) -> None:
    client, first = browser(world, "Jonas"), head(world, "First task").key
    asked = Page(client.get(f"/acme/boards/move/{first}"))
    assert asked.links["Mark as blocked"].startswith(f"/acme/do/task.block?task={first}")
    client.post(
        "/acme/do/task.block",
        {"task": first, "blocked_why": "No test data", "unblocker": world.ids["Ingrid"]},
    )
    assert 'action="/acme/do/task.unblock"' in Page(client.get(f"/acme/boards/move/{first}")).html
    assert "No test data Ingrid can help" in Page(client.get(f"/acme/tasks/{first}")).text
    client.post("/acme/do/task.start", {"task": first})
    assert 'action="/acme/do/task.put_back"' in Page(client.get(f"/acme/boards/move/{first}")).html


def test_those_who_lead_are_told_on_the_desk_of_what_is_blocked_for_long(world: World) -> None:
    assert "Nothing has been blocked for two days." in Page(browser(world, "Tomas").get("/acme/desk")).text
    since = task(world, "Second task").blocked_since
    assert since is not None
    with guard.opened():
        Task.everything.filter(pk=world.ids["Second task"]).update(blocked_since=since - timedelta(days=3))
    page = Page(browser(world, "Tomas").get("/acme/desk")).part("block-blocked")
    assert "Second task The contract is not signed Ingrid can help 3 days" in page.text
