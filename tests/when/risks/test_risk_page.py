"""A risk's page: what it weighs in a sentence, every part of it edited in place."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.when.risks.risk_page import weight
from tests.registry.world import World, head
from tests.signed_in import Page, browser

RANGE = {"optimistic": 16, "likely": 32, "pessimistic": 72}
RISK: dict[str, Any] = {"state": "open", "probability": 0.3, "delay": RANGE}


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({}, "It weighs 1.2 days: a chance of 30% that it costs 2 to 9 days. Every run draws it anew."),
        ({"delay": None}, "It happens with a chance of 30%; without a range of delay it moves no date."),
        ({"state": "happened"}, "It happened: what it costs is no longer a chance but a fact."),
        ({"state": "closed"}, "It can no longer happen, and weighs nothing."),
    ],
)
def test_the_sentence_says_what_it_weighs(changes: dict[str, Any], sentence: str) -> None:
    assert weight(RISK | changes) == sentence


def test_the_page_of_a_risk_lets_everything_be_edited_where_it_stands(world: World) -> None:
    key = head(world, "Provider changes").key
    page = Page(browser(world, "Priya").get(f"/acme/i/{key}"))
    assert page.status == 200
    assert "Provider changes" in page.text
    fields = {url.partition("only=")[2].partition("&")[0] for url in page.edits}
    assert {"cause", "event", "effect", "response", "probability", "delay", "owner", "state"} <= fields


def test_a_guest_is_told_of_no_risk(world: World) -> None:
    key = head(world, "Provider changes").key
    assert browser(world, "Gast").get(f"/acme/i/{key}").status_code == 404
