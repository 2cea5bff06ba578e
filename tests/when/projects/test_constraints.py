"""The four constraints: what was agreed, what is expected, and which of them gives."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.when.projects.pages import constraints
from pilothouse.when.projects.pages.constraints import Constraint, which_gives
from tests.registry.world import World
from tests.signed_in import Page, browser

OURS: dict[str, Any] = {
    "id": "",
    "starts": "2027-01-04",
    "target": "2027-03-05",
    "p50_day": "2027-03-01",
    "p85_day": "2027-03-04",
    "chance": 90.0,
    "budget": 1000.0,
}


def told(name: str, standing: Any, share: float = 0.0, says: str = "it is so") -> Constraint:
    return Constraint(name, standing, says, {}, {}, share)


FOUR = ("Scope", "Time", "Cost", "Quality")


@pytest.mark.parametrize(
    "standings, sentence",
    [
        (("holds",) * 4, "All four hold."),
        (("open",) * 4, "Scope, Time, Cost and Quality cannot be told yet."),
        (
            ("holds", "gives", "holds", "open"),
            "Time gives: it is so. Scope and cost hold, quality cannot be told yet.",
        ),
        (
            ("strained", "holds", "holds", "holds"),
            "Scope is strained: it is so. Time, cost and quality hold.",
        ),
        (
            ("gives", "gives", "holds", "holds"),
            "Scope gives, and time with it: it is so. Cost and quality hold.",
        ),
    ],
)
def test_the_sentence_names_what_gives(standings: tuple[str, ...], sentence: str) -> None:
    assert which_gives([told(n, s) for n, s in zip(FOUR, standings, strict=True)]).casefold() == (
        sentence.casefold()
    )


def test_what_is_furthest_from_what_was_agreed_gives_first() -> None:
    said = which_gives([told("Scope", "gives", 0.1), told("Cost", "gives", 0.6, "far over")])
    assert said == "Cost gives, and scope with it: far over."


@pytest.mark.parametrize(
    "changes, standing",
    [
        ({}, "holds"),
        ({"p85_day": "2027-03-15", "chance": 60.0}, "strained"),
        ({"p85_day": "2027-03-15", "chance": 20.0}, "gives"),
        ({"target": None, "chance": None}, "open"),
        ({"p85_day": None, "p50_day": None, "chance": None}, "open"),
    ],
)
def test_time_holds_while_the_safe_date_does(changes: dict[str, Any], standing: str) -> None:
    assert constraints._time({**OURS, **changes}).standing == standing


@pytest.mark.parametrize(
    "costs, budget, standing",
    [
        ({"p50": 900.0, "p85": 950.0}, 1000.0, "holds"),
        ({"p50": 900.0, "p85": 1100.0}, 1000.0, "strained"),
        ({"p50": 1200.0, "p85": 1300.0}, 1000.0, "gives"),
        ({"p50": 900.0}, 1000.0, "holds"),
        ({"p50": 900.0}, None, "open"),
        (None, 1000.0, "open"),
    ],
)
def test_cost_is_held_against_the_budget(
    costs: Any, budget: float | None, standing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constraints, "costs_of", lambda viewer, id: costs)
    assert constraints._cost(None, {**OURS, "budget": budget}).standing == standing  # type: ignore[arg-type]


def test_the_page_shows_all_four_and_where_to_set_what_was_agreed(world: World) -> None:
    world.do("project.set_budget", project=world.ids["Redesign"], budget=50_000)
    shown = Page(browser(world, "Priya").get(f"/acme/projects/{world.ids['Redesign']}"))
    for name in FOUR:
        assert name in shown.part("four").text
    assert "€50k" in shown.text.replace(".0k", "k")
    assert any("project.set_budget" in url for url in shown.edits)


def test_severe_issues_make_quality_give(world: World) -> None:
    """Another one was found to be severe before."""
    redesign = world.ids["Redesign"]
    world.do("issue.raise", title="It burns", unit=redesign, severity="critical")
    shown = Page(browser(world, "Priya").get(f"/acme/projects/{redesign}")).part("four")
    assert "Quality gives: no checks waived, two severe issues open." in shown.text
