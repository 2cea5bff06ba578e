"""Programmes and portfolios: projects over shared people, their dates together and where they clash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pilothouse.commands import Refused
from pilothouse.when.projects.programmes import page as programmes
from pilothouse.when.schedule.queries import stored
from tests.registry.world import World
from tests.signed_in import Page, browser


@pytest.fixture
def keep_going(world: World) -> str:
    several = [world.ids["Redesign"], world.ids["Spare project"]]
    told = {"unit": world.ids["Acme"], "purpose": "Both keep customers"}
    world.do("programme.create", name="Keep going", projects=several, **told)
    return world.ids["Keep going"]


def page(world: World, id: str = "", who: str = "Priya") -> Page:
    return Page(browser(world, who).get(f"/acme/programmes/{id}" if id else "/acme/programmes"))


def test_a_programme_shows_its_projects_and_what_they_are_for_together(world: World, keep_going: str) -> None:
    shown = page(world, keep_going)
    assert "Both keep customers" in shown.text
    assert shown.links["Redesign"] == f"/acme/projects/{world.ids['Redesign']}"
    assert "Spare project" in shown.text
    assert "Nobody works for more than one of them" in shown.text
    assert "One programme" in page(world).text


def test_people_of_several_projects_are_named_with_what_they_work_for(world: World, keep_going: str) -> None:
    share = {"member": world.ids["Tomas"], "unit": world.ids["Spare project"], "share": 0.5}
    world.do("allocation.set", start="2027-01-04", end="2027-04-01", **share)
    assert "Tomas Redesign, Spare project" in page(world, keep_going).part("shared").text


def test_weeks_that_cannot_hold_all_of_it_are_a_clash(
    world: World, keep_going: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = {"member": world.ids["Tomas"], "unit": world.ids["Spare project"], "share": 0.5}
    world.do("allocation.set", start="2027-01-04", end="2027-04-01", **share)
    load = [
        {"person": world.ids["Tomas"], "week": "2027-03-15", "percent": 140.0},
        {"person": world.ids["Tomas"], "week": "2027-03-22", "percent": 180.0},
        {"person": world.ids["Tomas"], "week": "2027-03-29", "percent": 90.0},
        {"person": world.ids["Tomas"], "week": "2027-04-05", "percent": None},
    ]
    known = stored(world.viewer("Priya"))
    monkeypatch.setattr(programmes, "stored", lambda viewer: replace(known, result={"load": load}))
    text = page(world, keep_going).part("shared").text
    assert "2 full weeks most in the week of" in text
    assert "180% of the hours there are" in text


def test_the_organisation_is_the_portfolio_of_all_and_guests_see_none(world: World, keep_going: str) -> None:
    shown = page(world, world.ids["Acme"])
    assert {"Redesign", "Spare project"} <= set(shown.links)
    assert page(world, keep_going, "Gast").status == 404
    assert page(world, "nothing").status == 404


def test_only_projects_can_be_put_together(world: World) -> None:
    with pytest.raises(Refused, match="Team A is a team, not a project"):
        world.do("programme.create", name="Odd", unit=world.ids["Acme"], projects=[world.ids["Team A"]])


def test_a_programme_that_ends_leaves_its_projects(world: World, keep_going: str) -> None:
    world.do("programme.end", programme=keep_going)
    assert page(world, keep_going).status == 404
    assert "Redesign" in page(world, world.ids["Acme"]).text
