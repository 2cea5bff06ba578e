"""A pasted list becomes features: in its order, as one change that is taken back at once."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.what.backlog.commands_list import lines
from pilothouse.what.backlog.queries import features
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World
from tests.signed_in import Page, browser

PASTED = "Send reminders\n\n  2) Export to a sheet  \n\u2022 Pay by card\n- \n3 Kings"


def titles(world: World) -> list[str]:
    return [row["title"] for row in features(world.viewer("Maya"), {"unit": world.ids["Invoices"]})]


def test_lines_lose_their_bullets_and_nothing_else() -> None:
    assert lines(PASTED) == ["Send reminders", "Export to a sheet", "Pay by card", "3 Kings"]


def test_a_list_is_added_in_its_order_and_undone_at_once(world: World) -> None:
    client, before = browser(world, "Maya"), titles(world)
    page = Page(client.get("/acme/backlog"))
    assert page.links["Paste a list"].startswith("/acme/do/feature.add_list")
    sent = {"titles": PASTED, "unit": world.ids["Invoices"], "next": "/acme/backlog"}
    assert client.post("/acme/do/feature.add_list", sent).status_code == 303
    assert titles(world) == [*before, "Send reminders", "Export to a sheet", "Pay by card", "3 Kings"]
    shown = client.get("/acme/backlog").content.decode()
    assert "added four features to Invoices" in shown
    undo = shown.partition('action="/acme/undo/')[2].partition('"')[0]
    assert client.post(f"/acme/undo/{undo}", {"next": "/acme/backlog"}).status_code == 303
    assert titles(world) == before


@pytest.mark.parametrize(
    "pasted, said",
    [
        (" - \n *  \n", "There is no feature in this list"),
        ("x\n" * 201, "201 features are too many at a time"),
        ("x" * 501, "is longer than 500 characters"),
    ],
)
def test_a_list_that_cannot_be_added_says_why(world: World, pasted: str, said: str) -> None:
    command = parse("feature.add_list", {"titles": pasted, "unit": world.ids["Invoices"]})
    with pytest.raises(Refused, match=said):
        submit(command, world.viewer("Maya"), "test")
