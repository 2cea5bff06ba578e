"""Two features side by side: their figures as ranges, and what would tell them apart."""

from __future__ import annotations

import pytest

from pilothouse.what.backlog.comparing import narrows
from tests.registry.world import World, head
from tests.signed_in import Page, browser

SURE = {"reach": (400.0, 400.0), "impact": (1.0, 1.0), "confidence": (0.8, 0.8), "effort": (2.0, 2.0)}
EFFORT = {"optimistic": 16.0, "likely": 16.0, "pessimistic": 18.0}


def compared(world: World, *titles: str) -> Page:
    on = ",".join(head(world, title).key for title in titles)
    return Page(browser(world, "Jonas").get(f"/acme/backlog/compare?on={on}"))


def test_both_are_shown_with_what_people_said_of_them(world: World) -> None:
    page = compared(world, "First feature", "Second feature")
    assert "Only First feature has a score" in page.text
    assert "Confidence 80% not said" in page.text
    assert "Days to pay: \u22124 to \u22121" in page.text
    assert "Get paid sooner no goal" in page.text
    assert "a first score" in page.text


def test_ranges_that_overlap_decide_nothing(world: World) -> None:
    for who, reach in (("Jonas", 80), ("Maya", 120)):
        client = browser(world, who)
        sent = {"feature": head(world, "Second feature").key, "reach": str(reach), "impact": "1"}
        client.post("/acme/do/feature.score", sent | {"confidence": "80", "effort": "3"})
    page = compared(world, "First feature", "Second feature")
    assert "Second feature scores higher, but the ranges overlap" in page.text
    assert "80 to 120" in page.text


def test_without_two_features_the_page_says_how_to_choose_them(world: World) -> None:
    assert "Tick two features" in compared(world, "First feature").text
    page = Page(browser(world, "Jonas").get("/acme/backlog"))
    assert 'formaction="/acme/backlog/compare"' in page.html


@pytest.mark.parametrize(
    "factors, scorers, effort, said",
    [
        ({}, 0, EFFORT, "a first score"),
        (SURE, 1, None, "an effort range"),
        (SURE, 1, EFFORT, "a second person\u2019s score"),
        (SURE, 2, EFFORT, "nothing: what is known agrees"),
        (SURE, 2, EFFORT | {"pessimistic": 80.0}, "a narrower effort range"),
        (SURE | {"confidence": (0.2, 0.9)}, 2, EFFORT, "talking about its confidence"),
    ],
)
def test_the_widest_range_is_what_to_narrow(
    factors: dict[str, tuple[float, float]], scorers: int, effort: dict[str, float] | None, said: str
) -> None:
    assert narrows(factors, scorers, effort) == said
