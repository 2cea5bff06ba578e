"""The People page: roles, skills, leave; what people cost only for them and who decides it."""

from __future__ import annotations

from pilothouse.commands.lens import Size
from pilothouse.who.decisions.rights.verdicts import Rights
from tests.registry.world import World
from tests.signed_in import Page, browser


def people(world: World, who: str) -> Page:
    return Page(browser(world, who).get("/acme/people"))


def test_everybody_stands_with_roles_skills_and_leave(world: World) -> None:
    page = people(world, "Stella")
    assert "Tomas engineering manager Design 4 100%" in page.text
    assert "22 Mar to 26 Mar" in page.text
    assert "Add leave" in page.text


def test_the_title_counts_who_can_be_planned_and_who_is_away_soon(world: World) -> None:
    assert "one is away within two weeks" in people(world, "Maya").text


def test_leave_that_is_over_is_left_out(world: World) -> None:
    world.do("leave.record", member=world.ids["Maya"], first="2027-02-01", last="2027-02-05")
    assert "1 Feb" not in people(world, "Jonas").text


def test_rates_are_for_those_who_decide_about_them(world: World) -> None:
    names = ("Maya", "Priya", "Sam", "Stella", "Tomas")
    verdict = Rights(world.workspace).judge("rates.set", None, Size())
    assert str(world.viewer("Priya").member) in verdict.deciders
    assert {name for name in names if "€80" in people(world, name).text} == {"Priya", "Tomas"}


def test_a_guest_sees_only_themselves(world: World) -> None:
    page = people(world, "Gast")
    assert "Gast" in page.text
    assert "Tomas" not in page.text
