"""Flow is read from the history of cards: what was told late, taken back or undone counts as it was."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from pilothouse.commands import parse
from pilothouse.how.delivery.flow.history import handed_over, history
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World
from tests.signed_in import Page, browser

DAY = 86400
NOW = 1804669200 / DAY
"""10 March 2027, 09:00."""


def moments(world: World, title: str) -> list[float]:
    """In days before now."""
    found = history(world.viewer("Maya"), None)
    at = [str(card) for card in found.cards].index(world.ids[title])
    return [round(NOW - moment, 3) if moment < inf else inf for moment in found.entered[at].tolist()]


def page(world: World, query: str = "") -> Page:
    return Page(browser(world, "Maya").get(f"/acme/boards/flow{query}"))


def test_what_was_told_late_counts_from_when_it_happened(world: World) -> None:
    assert moments(world, "Done task")[1:] == [37, 35]
    assert moments(world, "Second task") == [0, inf, inf]


def test_what_was_put_back_was_not_begun(world: World) -> None:
    world.do("task.start", task=world.ids["First task"], at="2027-03-05T09:00:00+00:00")
    assert moments(world, "First task")[1:] == [5, inf]
    world.do("task.put_back", task=world.ids["First task"])
    assert moments(world, "First task")[1:] == [inf, inf]


def test_an_undone_finish_did_not_happen(world: World) -> None:
    finish = parse("task.finish", {"task": world.ids["First task"], "at": "2027-03-08T09:00:00+00:00"})
    outcome = submit(finish, world.viewer("Jonas"), "test")
    assert moments(world, "First task")[2] == 2
    submit(parse("history.undo", {"group": outcome.group}), world.viewer("Jonas"), "test")
    assert moments(world, "First task")[1:] == [inf, inf]


def test_history_agrees_with_the_tasks_as_they_stand(world: World) -> None:
    world.do("task.finish", task=world.ids["First task"])
    world.do(
        "task.reopen",
        task=world.ids["First task"],
        remaining={"optimistic": 1, "likely": 2, "pessimistic": 3},
    )
    found = history(world.viewer("Maya"), None)
    states = dict(Task.everything.filter(pk__in=found.cards).values_list("pk", "state"))
    reached = np.isfinite(found.entered).sum(axis=1)
    names = {1: "open", 2: "started", 3: "done"}
    assert [names[int(count)] for count in reached] == [states[card] for card in found.cards]


def test_a_card_taken_over_waits_from_the_finish_before_it(world: World) -> None:
    world.do("task.assign", task=world.ids["Inner task"], members=[world.ids["Nora"]])
    world.do("task.link", after=world.ids["Inner task"], before=world.ids["First task"])
    world.do("task.finish", task=world.ids["First task"], at="2027-03-05T09:00:00+00:00")
    world.do("task.start", task=world.ids["Inner task"], at="2027-03-08T09:00:00+00:00")
    ((card, (since, until)),) = handed_over(world.viewer("Maya"), None).items()
    assert (str(card), round(until - since, 3)) == (world.ids["Inner task"], 3)
    world.do("task.assign", task=world.ids["Inner task"], members=[world.ids["Jonas"]])
    assert handed_over(world.viewer("Maya"), None) == {}


def test_blocked_time_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-12T09:00:00+00:00")
    world.do("task.start", task=world.ids["Second task"], at="2027-03-10T09:00:00+00:00")
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-13T09:00:00+00:00")
    world.do("task.unblock", task=world.ids["Second task"])
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-14T09:00:00+00:00")
    world.do("task.finish", task=world.ids["Second task"])
    text = page(world).text
    assert "Blocked 3 days of the finished cards" in text
    assert (
        "50% of the time of finished cards they were not waiting" in text
    )  # 4 and 2 days, 3 of them blocked


def test_the_page_answers_how_long_work_takes(world: World) -> None:
    found = page(world)
    assert "One card finished in twelve weeks, 85 of 100 within 2 days" in found.text
    assert found.html.count("Same data as a table") == 3
    assert "Done task" in found.text
    assert "Nothing was finished in six weeks" not in page(world, "?weeks=6").text


def test_a_guest_sees_no_flow(world: World) -> None:
    answer = Page(browser(world, "Gast").get("/acme/boards/flow"))
    assert "No work has flowed here yet" in answer.text
