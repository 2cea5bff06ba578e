"""The form in which one looks back on a decision, and what it leads to."""

from __future__ import annotations

import re

from tests.registry.world import World
from tests.signed_in import Page, browser


def form(world: World, decision: str) -> Page:
    return Page(browser(world, "Sam").get(f"/acme/do/decision.review?decision={decision}"))


def chosen(shown: Page, name: str) -> list[str]:
    field = shown.html[shown.html.index(f'name="{name}"') :].partition("</select>")[0]
    return re.findall(r'<option value="([^"]*)"[^>]*selected', field)


def test_nothing_is_said_to_have_come_true_until_somebody_says_so(world: World) -> None:
    world.do("decision.record", title="Write in German", choice="As our customers do")
    shown = form(world, "D-3")
    assert chosen(shown, "came_true") == ["not known yet"]
    assert "none" not in shown.text


def test_what_was_decided_is_one_click_away(world: World) -> None:
    world.do("decision.record", title="Write in German", choice="As our customers do")
    assert form(world, "D-3").links["Write in German"] == "/acme/i/D-3"


def test_looking_again_replaces_what_was_said_before(world: World) -> None:
    world.do("decision.record", title="Write in German", expects="Fewer questions")
    sam = browser(world, "Sam")
    for verdict, came in (("better", "yes"), ("as expected", "no")):
        sent = {"decision": "D-3", "shown": "verdict,came_true", "verdict": verdict, "came_true": came}
        sam.post("/acme/do/decision.review", sent)
    shown = Page(sam.get("/acme/decisions/D-3"))
    assert "as expected" in shown.text
    assert "did not come true" in shown.text
