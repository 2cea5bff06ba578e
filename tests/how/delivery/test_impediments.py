"""Impediments: somebody sees to each; past its day it goes to the next in line, a step at a time."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused
from pilothouse.how.delivery.impediments.escalating import escalate_due
from pilothouse.how.delivery.models import Impediment
from tests.registry.world import World
from tests.signed_in import Page, browser


def page(world: World, query: str = "") -> Page:
    return Page(browser(world, "Maya").get(f"/acme/boards/impediments{query}"))


def passed_on(world: World) -> list[list[str]]:
    row = Impediment.everything.get(pk=world.ids["No test machine"])
    names = {id: name for name, id in world.ids.items()}
    return [[names[member] for member in step["members"]] for step in row.escalated]


def test_the_page_says_what_is_in_the_way_and_who_sees_to_it(world: World) -> None:
    text = page(world).text
    assert "One impediment is in the way" in text
    assert "No test machine Team B Jonas" in text.replace("J Jonas", "Jonas").replace("JO Jonas", "Jonas")
    assert "Slow build A faster machine" in text
    assert "Nothing is in the way" in page(world, f"?of={world.ids['Redesign']}").text


def test_until_its_day_it_goes_to_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-20T20:00:00+00:00")
    assert escalate_due() == 0


def test_past_its_day_it_goes_along_the_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-22T09:00:00+00:00")
    assert escalate_due() == 1
    assert passed_on(world) == [["Tomas"]]
    assert escalate_due() == 0
    assert "overdue since" in page(world).text
    assert "then Tomas" in page(world).text
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-24T09:00:00+00:00")
    escalate_due()
    assert passed_on(world)[0] == ["Tomas"]
    assert len(passed_on(world)) <= 2


def test_a_later_day_starts_it_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-22T09:00:00+00:00")
    escalate_due()
    world.do("impediment.edit", impediment=world.ids["No test machine"], due="2027-04-01")
    assert passed_on(world) == []
    assert escalate_due() == 0


def test_what_is_out_of_the_way_goes_to_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.do("impediment.resolve", impediment=world.ids["No test machine"])
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-04-22T09:00:00+00:00")
    assert escalate_due() == 0


def test_what_makes_no_sense_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="This day has passed"):
        world.do("impediment.edit", impediment=world.ids["No test machine"], due="2027-03-09")
    with pytest.raises(Refused, match="out of the way already"):
        world.do("impediment.resolve", impediment="Slow build")
