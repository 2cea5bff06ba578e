"""A goal's page: how far it is and what carries it, every field edited where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.why.strategy.goal_page import standing
from tests.registry.world import World, head
from tests.signed_in import Page, browser


def measure(reached: float) -> dict[str, Any]:
    return {"title": "Days to pay", "reached": reached}


OPEN, OVER = {"state": "planned"}, {"state": "done"}


@pytest.mark.parametrize(
    "measures, features, sentence",
    [
        ([], [], "Nothing measures it yet. No open feature carries it."),
        ([measure(1.2)], [OPEN], "It is reached."),
        ([measure(0.2)], [OPEN, OVER], "Days to pay is 20% of the way. One feature still carries it."),
        (
            [measure(-0.1)],
            [OPEN, OPEN],
            "Days to pay is further away than at the start. Two features still carry it.",
        ),
        ([measure(1), measure(0)], [OVER], "One of two measures reached. No open feature carries it."),
        ([measure(0), measure(0)], [OVER], "None of two measures reached. No open feature carries it."),
    ],
)
def test_the_sentence_says_how_far_it_is(measures: Any, features: Any, sentence: str) -> None:
    assert standing({"measures": measures, "features": features}) == sentence


def test_the_page_shows_what_serves_it_and_lets_it_be_edited(world: World) -> None:
    key = head(world, "Get paid sooner").key
    page = Page(browser(world, "Maya").get(f"/acme/i/{key}"))
    assert page.status == 200
    assert "One feature still carries it." in page.text
    assert "Days to pay 28 → 20 20% of the way" in page.text
    assert page.links["First feature"] == f"/acme/i/{head(world, 'First feature').key}"
    fields = {url.partition("only=")[2].partition("&")[0] for url in page.edits}
    assert {"title", "outcome", "owner", "period", "parent"} <= fields


def test_a_guest_is_told_of_no_goal(world: World) -> None:
    assert browser(world, "Gast").get(f"/acme/i/{head(world, 'Get paid sooner').key}").status_code == 404
