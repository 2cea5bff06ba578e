"""What pages recall: not asked for again while nothing changed, never stale, never another's."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.who import once
from tests.registry.world import World
from tests.signed_in import Page, browser

PAGES = ("goals", "backlog", "people", "plan", "decisions", "forecast", "risks")
SIGNED_IN, LISTS = 3, 6
"""Questions to the database: whose session it is, and what a page may ask besides while nothing changed."""


def test_a_page_that_was_read_asks_little_until_something_changes(world: World) -> None:
    client = browser(world, "Priya")
    for page in PAGES:
        client.get(f"/acme/{page}")
    for page in PAGES:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/acme/{page}").status_code == 200
        assert len(asked) <= SIGNED_IN + LISTS, page


def test_a_change_shows_on_the_next_page(world: World) -> None:
    client = browser(world, "Priya")
    assert "Renamed feature" not in Page(client.get("/acme/backlog")).text
    feature = world.ids["First feature"]
    world.do("item.rename", item=feature, title="Renamed feature")
    assert "Renamed feature" in Page(client.get("/acme/backlog")).text


def test_nobody_recalls_what_another_was_shown(world: World) -> None:
    assert "€80" in Page(browser(world, "Priya").get("/acme/people")).text
    assert "€80" not in Page(browser(world, "Jonas").get("/acme/people")).text
    assert "Tomas" not in Page(browser(world, "Gast").get("/acme/people")).text


def test_whoever_writes_reads_anew(world: World) -> None:
    asked = []

    @once.once
    def ask(what: str) -> int:
        asked.append(what)
        return len(asked)

    with once.reading():
        once.recall(world.viewer("Priya"), 1)
        assert (ask("a"), ask("a"), ask("b")) == (1, 1, 2)
        once.forget()
        assert ask("a") == 3
    with once.reading():
        once.recall(world.viewer("Priya"), 2)
        assert ask("a") == 4
    assert ask("a") == 5


def test_only_so_much_is_recalled(world: World) -> None:
    @once.once
    def ask(what: int) -> int:
        return what

    with once.reading():
        once.recall(world.viewer("Priya"), 1)
        assert [ask(what) for what in range(3 * once.MOST)] == list(range(3 * once.MOST))
        kept = once._kept[world.viewer("Priya")][1]
        assert len(kept) <= once.MOST


def test_what_was_drawn_last_is_drawn_anew_for_another_address_or_state(world: World) -> None:
    drawings = iter(("first", "second", "third"))

    def draw(*state: str) -> str:
        return once.drawn("part", *state, caller=lambda: next(drawings))

    with once.reading():
        once.recall(world.viewer("Priya"), 1)
        assert (draw("/plan"), draw("/plan"), draw("/plan?scale=months")) == ("first", "first", "second")
        once.recall(world.viewer("Jonas"), 1)
        assert draw("/plan?scale=months") == "third"
