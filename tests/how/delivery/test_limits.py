"""Boards of teams: columns with limits, the expedite lane, what is said to whoever pulls one more."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Column, Place, Task
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import EFFORT, World, head
from tests.signed_in import Page, browser


@pytest.fixture
def busy(world: World) -> World:
    """Team B works on the first task; another one of theirs is to do."""
    world.do("task.start", task=world.ids["First task"], at="2027-03-09T09:00:00+00:00")
    world.do("task.add", title="Next task", feature=world.ids["First feature"], effort=EFFORT)
    world.do("task.assign", task=world.ids["Next task"], members=[world.ids["Maya"]])
    return world


def column(world: World, name: str) -> str:
    return str(Column.everything.get(workspace=world.workspace, name=name).pk)


def limit(world: World, name: str, most: int, *, hard: bool = False) -> None:
    world.do("column.edit", column=column(world, name), limit=most, hard=hard)


def state(world: World, title: str) -> str:
    return str(Task.everything.get(pk=world.ids[title]).state)


def start(world: World, who: str = "Maya", **more: Any) -> Any:
    command = parse("task.start", {"task": world.ids["Next task"], **more})
    return submit(command, world.viewer(who), "test")


def page(world: World, query: str = "") -> Page:
    return Page(browser(world, "Maya").get(f"/acme/boards?of={world.ids['Team B']}{query}"))


def test_a_hard_limit_refuses_one_more_and_names_what_is_there(busy: World) -> None:
    limit(busy, "In progress", 1, hard=True)
    with pytest.raises(Refused, match="In progress of Team B holds 1 of at most 1") as refused:
        start(busy, finish_first=busy.ids["First task"])
    assert f"{head(busy, 'First task').key} First task" in refused.value.message
    assert state(busy, "Next task") == "open"


def test_a_soft_limit_asks_once_what_is_finished_first(busy: World) -> None:
    limit(busy, "In progress", 1)
    with pytest.raises(Refused, match="What will you finish first"):
        start(busy)
    outcome = start(busy, finish_first=busy.ids["First task"])
    assert outcome.sentence == "started Next task, to finish First task first"
    assert state(busy, "Next task") == "started"


def test_only_a_card_in_progress_can_be_finished_first(busy: World) -> None:
    limit(busy, "In progress", 1)
    with pytest.raises(Refused, match="Choose a card that is"):
        start(busy, finish_first=busy.ids["Second task"])


def test_below_the_limit_nothing_is_asked(busy: World) -> None:
    limit(busy, "In progress", 2, hard=True)
    assert start(busy).sentence == "started Next task"


def test_another_column_has_a_limit_of_its_own(busy: World) -> None:
    limit(busy, "In progress", 1, hard=True)
    start(busy, column=column(busy, "In review"))
    assert "In review 1 Next task" in page(busy).text
    assert "In progress 1 of 1, at the limit First task" in page(busy).text
    back = parse("card.place", {"task": busy.ids["Next task"], "column": column(busy, "In progress")})
    with pytest.raises(Refused, match="In progress of Team B"):
        submit(back, busy.viewer("Maya"), "test")


def test_a_card_whose_state_moved_on_leaves_the_column_it_was_put_in(busy: World) -> None:
    start(busy, column=column(busy, "In review"))
    busy.do("task.put_back", task=busy.ids["Next task"])
    assert "To do 1 Next task" in page(busy).text
    with pytest.raises(Refused, match="takes other cards"):
        busy.do("card.place", task=busy.ids["Next task"], column=column(busy, "In review"))


def test_who_does_not_decide_proposes_a_limit(world: World) -> None:
    command = parse("column.edit", {"column": column(world, "In progress"), "limit": 2})
    assert submit(command, world.viewer("Stella"), "test").status == "proposed"
    outcome = submit(command, world.viewer("Tomas"), "test")
    assert outcome.status == "applied"


def test_the_expedite_lane_holds_so_many_and_takes_no_room_elsewhere(busy: World) -> None:
    busy.do("board.edit", board="Team B", expedite_limit=1)
    busy.do("task.edit", task=busy.ids["First task"], expedite=True)
    limit(busy, "In progress", 1, hard=True)
    with pytest.raises(Refused, match="expedite lane of Team B holds 1 of at most 1"):
        busy.do("task.edit", task=busy.ids["Next task"], expedite=True)
    start(busy)
    text = page(busy).text
    assert "Expedite 1 of at most 1" in text
    assert "In progress 1 of 1, at the limit Next task" in text


def test_the_title_names_a_column_above_its_limit(busy: World) -> None:
    limit(busy, "In progress", 1)
    start(busy, finish_first=busy.ids["First task"])
    assert "In progress holds two cards, one more than agreed" in page(busy).text


def test_the_dialog_offers_what_could_be_finished_first(busy: World) -> None:
    limit(busy, "In progress", 1)
    url = f"/acme/boards/move/{head(busy, 'Next task').key}?of={busy.ids['Team B']}"
    answer = Page(browser(busy, "Maya").get(url))
    assert "In progress holds 1 of at most 1. What will you finish first?" in answer.text
    assert f'<option value="{busy.ids["First task"]}">' in answer.html
    limit(busy, "In progress", 1, hard=True)
    assert "Finish or put back one of them first" in Page(browser(busy, "Maya").get(url)).text


def test_columns_of_a_state_never_run_out(world: World) -> None:
    with pytest.raises(Refused, match="the last column for cards that are done"):
        world.do("column.delete", column=column(world, "Done"))


def test_cards_of_a_column_taken_away_stand_in_the_first_one(busy: World) -> None:
    start(busy, column=column(busy, "In review"))
    busy.do("column.delete", column=column(busy, "In review"))
    assert not Place.everything.filter(workspace=busy.workspace, deleted_at=None).exists()
    assert "In progress 2" in page(busy).text


def test_one_board_a_team(world: World) -> None:
    with pytest.raises(Refused, match="has a board already"):
        world.do("board.add", unit="Team B")
    with pytest.raises(Refused, match="neither a team nor a project"):
        world.do("board.add", unit="Invoices")


def test_lanes_count_each_column(busy: World) -> None:
    start(busy, column=column(busy, "In review"))
    text = page(busy, "&lanes=person").text
    assert "Maya To do 0 Ready 0 In progress 0 Waiting for review 0 In review 1 Next task" in text


def test_a_card_older_than_any_says_so(busy: World) -> None:
    busy.do("task.assign", task=busy.ids["Done task"], members=[busy.ids["Maya"]])
    busy.do("task.put_back", task=busy.ids["First task"])
    busy.do("task.start", task=busy.ids["First task"], at="2027-03-01T09:00:00+00:00")
    assert "No finished card took as long." in page(busy).text
