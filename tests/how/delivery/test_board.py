"""The Board: true counts, fifty cards at a time, age against what is usual, moves that are commands."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.engine.flow import Percentiles
from pilothouse.how.delivery.boards.cards import pace
from pilothouse.how.delivery.boards.words import headline
from pilothouse.how.delivery.models import Task
from tests.registry.world import EFFORT, World, head
from tests.signed_in import Page, browser

USUAL = Percentiles(1, 2, 3, 40)


def board(world: World, query: str = "", who: str = "Maya") -> Page:
    return Page(browser(world, who).get(f"/acme/boards{query}"))


def shown(world: World, query: str = "") -> list[str]:
    ids = [id.removeprefix("card-") for id in board(world, query).ids if id.startswith("card-")]
    return [
        task.item.title for id in ids for task in Task.everything.filter(item__number=id.rpartition("-")[2])
    ]


def test_cards_stand_in_the_columns_of_their_states(world: World) -> None:
    world.do("task.start", task=world.ids["First task"], at="2027-03-01T09:00:00+00:00")
    page = board(world)
    assert "To do 2 1 blocked Second task" in page.text
    assert "In progress 1 First task" in page.text
    assert "Third task" not in page.text, "a group is no card, what lies in it is"
    assert "Inner task" in page.text
    assert "Done task" not in page.text, "it was finished longer ago than two weeks"


def test_a_card_in_progress_says_how_old_it_is_against_what_is_usual(world: World) -> None:
    assert pace(world.viewer("Maya"), None).usual == Percentiles(2.0, 2.0, 2.0, 1)
    world.do("task.start", task=world.ids["First task"], at="2027-03-01T09:00:00+00:00")
    world.do("task.unblock", task=world.ids["Second task"])
    page = board(world)
    assert 'aria-label="9 days in progress, longer than 85 of 100 took"' in page.html
    assert "The one card in progress took longer than most do" in page.text


def test_a_card_says_what_it_waits_for(world: World) -> None:
    world.do("task.link", after=world.ids["Inner task"], before=world.ids["Second task"])
    assert "waits for Second task" in board(world).text
    world.do("task.finish", task=world.ids["Second task"])
    assert "waits for" not in board(world).text


@pytest.mark.parametrize(
    "query, cards",
    [
        ("", ["First task", "Second task", "Inner task"]),
        ("?person={Jonas}", ["First task"]),
        ("?person=none", ["Second task", "Inner task"]),
        ("?person=not:{Jonas}", ["Second task", "Inner task"]),
        ("?feature=none", []),
        ("?of={Team A}", ["First task"]),
        ("?of={Redesign}", ["First task", "Second task", "Inner task"]),
        ("?lanes=person", ["First task", "Second task", "Inner task"]),
        ("?lanes=goal", ["First task", "Second task", "Inner task"]),
    ],
)
def test_filters_places_and_lanes_are_the_address(world: World, query: str, cards: list[str]) -> None:
    named = {name: world.ids[name] for name in ("Jonas", "Team A", "Redesign")}
    for name, id in named.items():
        query = query.replace("{" + name + "}", id)
    assert sorted(shown(world, query)) == sorted(cards)


def test_a_column_of_many_counts_all_and_shows_fifty(world: World) -> None:
    for number in range(51):
        world.do("task.add", title=f"More {number}", feature=world.ids["Second feature"], effort=EFFORT)
    page = board(world)
    assert "1 to 50 of 54" in page.text
    assert len(shown(world)) == 50
    assert len(shown(world, "?todo=50")) == 4


def test_cards_are_moved_without_a_script(world: World) -> None:
    key = head(world, "First task").key
    client = browser(world, "Jonas")
    page = Page(client.get(f"/acme/boards/move/{key}?next=/acme/boards"))
    assert 'action="/acme/do/task.start"' in page.html
    assert client.post("/acme/do/task.finish", {"task": key, "next": "/acme/boards"}).status_code == 303
    assert "Done in the last two weeks 1 First task" in board(world).text
    assert "Reopen and say what is left" in Page(client.get(f"/acme/boards/move/{key}")).text


def test_a_guest_sees_no_cards(world: World) -> None:
    assert "Nothing is on this board yet" in board(world, who="Gast").text


def test_more_cards_ask_the_database_no_more(world: World) -> None:
    client = browser(world, "Maya")
    before = asked(client)
    for number in range(5):
        world.do("task.add", title=f"More {number}", feature=world.ids["Second feature"], effort=EFFORT)
    assert asked(client) == before <= 40


def asked(client: Any) -> int:
    client.get("/acme/boards")
    with CaptureQueriesContext(connection) as caught:
        client.get("/acme/boards")
    return len(caught)


@pytest.mark.parametrize(
    "counts, usual, sentence",
    [
        ((4, 1, 0, 0, 1), USUAL, "One card is blocked"),
        ((4, 3, 0, 2, 2), USUAL, "Two cards are blocked, two are older than most ever get"),
        ((0, 0, 0, 0), None, "Nothing is on this board yet"),
        ((3, 0, 1, 0), USUAL, "Nothing is in progress, three cards to do"),
        ((0, 0, 4, 0), USUAL, "All of it is done"),
        ((40, 1, 0, 0), None, "One card in progress, 40 to do"),
        ((1, 2, 0, 0), USUAL, "Nothing waits longer than usual: two cards in progress"),
        ((1, 5, 0, 2), USUAL, "Two of five cards in progress are older than most ever get"),
        ((1, 2, 0, 2), USUAL, "Both cards in progress took longer than most do"),
    ],
)
def test_the_title_says_where_work_waits(
    counts: tuple[int, ...], usual: Percentiles | None, sentence: str
) -> None:
    names = ("todo", "doing", "done", "ageing", "blocked")
    assert headline(dict(zip_longest(names, counts, fillvalue=0)), usual) == sentence
