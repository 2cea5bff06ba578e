"""What each risk adds to P85 is computed with the forecast, kept with it and told where risks are read."""

from __future__ import annotations

import pytest

from pilothouse.commands import lens
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.lens import Lens
from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.when.schedule.weighing import risks_weighed, weigh_risks
from tests.registry.world import World
from tests.signed_in import Page, browser

HEAVY = {"delay": {"optimistic": 80, "likely": 80, "pessimistic": 80}, "probability": 1.0}


@pytest.fixture(autouse=True)
def planned(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes move the plan."""
    monkeypatch.setattr(lens, "_plan_lens", [Lens()])
    snapshot.forget()


def weighed(world: World, name: str = "Migration fails") -> float:
    recompute_now(world.workspace)
    assert weigh_risks(world.workspace)
    found = risks_weighed(world.viewer("Priya"), [world.ids[name]])
    (panel,) = found.values()
    assert panel["current"]
    return max(each["days"] for each in panel["adds"])


def raised(world: World, title: str, **more: object) -> None:
    tasks = [world.ids["First task"]]
    world.do("risk.raise", title=title, unit=world.ids["Redesign"], tasks=tasks, **HEAVY | more)


def test_a_sure_risk_adds_days_and_one_that_delays_nothing_adds_none(world: World) -> None:
    raised(world, "Migration fails")
    world.do("risk.raise", title="Idle", unit=world.ids["Redesign"], **HEAVY)
    assert weighed(world) > 5
    (idle,) = risks_weighed(world.viewer("Priya"), [world.ids["Idle"]]).values()
    assert {each["days"] for each in idle["adds"]} == {0.0}
    text = Page(browser(world, "Priya").get("/acme/risks")).text
    assert "days later" in text
    assert "unmoved" in text


def test_it_is_computed_once_for_a_forecast(world: World) -> None:
    assert weighed(world, "Provider changes") >= 0
    assert not weigh_risks(world.workspace)
    assert Forecast.everything.get().result["risks"]


def test_a_plan_that_moved_is_not_weighed_before_its_forecast(world: World) -> None:
    recompute_now(world.workspace)
    raised(world, "Migration fails")
    assert not weigh_risks(world.workspace)
    assert risks_weighed(world.viewer("Priya"), [world.ids["Migration fails"]]) == {}


def test_a_guest_is_told_nothing(world: World) -> None:
    weighed(world, "Provider changes")
    assert not any(
        panel["adds"]
        for panel in risks_weighed(world.viewer("Gast"), [world.ids["Provider changes"]]).values()
    )
