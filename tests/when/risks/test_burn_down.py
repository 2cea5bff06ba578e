"""Exposure over time comes from history: it rises with a risk and falls when that is answered or closes."""

from __future__ import annotations

import pytest

from pilothouse.when.risks.burning import burned
from tests.registry.world import World
from tests.signed_in import Page, browser

TEN_DAYS = {"delay": {"optimistic": 80, "likely": 80, "pessimistic": 80}}


def on(patch: pytest.MonkeyPatch, day: int) -> None:
    patch.setenv("PILOTHOUSE_NOW", f"2027-03-{day}T09:00:00+00:00")


def sums(world: World) -> list[float]:
    course = burned(world.viewer("Priya"), {world.ids["Migration fails"]})
    assert course is not None
    return list(course["sums"])


@pytest.fixture
def later(world: World, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Raised on the 10th at five days of exposure, halved on the 12th."""
    world.do("risk.raise", title="Migration fails", unit=world.ids["Redesign"], probability=0.5, **TEN_DAYS)
    on(monkeypatch, 12)
    world.do("risk.edit", risk=world.ids["Migration fails"], probability=0.25)
    return monkeypatch


def test_it_falls_with_the_chance_and_ends_when_the_risk_closes(
    world: World, later: pytest.MonkeyPatch
) -> None:
    on(later, 14)
    world.do("risk.edit", risk=world.ids["Migration fails"], state="closed")
    on(later, 15)
    assert sums(world) == [5, 5, 2.5, 2.5, 0, 0]


def test_what_happens_leaves_it(world: World, later: pytest.MonkeyPatch) -> None:
    on(later, 13)
    world.do("risk.happened", risk=world.ids["Migration fails"])
    assert sums(world) == [5, 5, 2.5, 0]


def test_what_is_deleted_leaves_it_and_weighed_what_it_weighed_before(
    world: World, later: pytest.MonkeyPatch
) -> None:
    on(later, 13)
    world.do("risk.delete", risk=world.ids["Migration fails"])
    assert sums(world) == [5, 5, 2.5, 0]


def test_the_page_draws_it_with_the_same_data_as_a_table(world: World, later: pytest.MonkeyPatch) -> None:
    on(later, 16)
    text = Page(browser(world, "Priya").get("/acme/risks")).text
    assert "Open exposure day by day" in text
    assert "3.1 days" in text, "2.5 of this one and 0.6 of the other"


def test_one_day_shows_no_course(world: World) -> None:
    assert burned(world.viewer("Priya")) is None
