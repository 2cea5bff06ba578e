"""What was done is told once, on the page that its author opens next."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.who.decisions.conftest import World


def test_a_window_that_brings_itself_up_to_date_takes_no_toast_away(
    world: World, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("sofia")
    client.post("/acme/do/label.add", {"name": "Mail", "shown": "name"})
    other = client.get("/acme/people", headers={"HX-Request": "true", "X-Live": "1"})
    assert "added the label" not in other.content.decode()
    assert "You added the label Mail" in client.get("/acme/people").content.decode()
    assert "You added the label Mail" not in client.get("/acme/people").content.decode()
