"""Assumptions: looked at by a day; one that is broken asks for a risk."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused
from tests.registry.world import World
from tests.signed_in import Page, browser

BANK = "The bank keeps its interface"


def page(world: World) -> Page:
    return Page(browser(world, "Priya").get("/acme/risks/assumptions"))


def test_it_waits_until_its_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "One assumption is to be looked at" in page(world).text
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-04-02T09:00:00+00:00")
    assert "One assumption is to be looked at, one past its day" in page(world).text


def test_a_broken_one_offers_the_risk_it_is(world: World) -> None:
    world.do("assumption.edit", assumption=world.ids[BANK], otherwise="We rebuild the import")
    world.do("assumption.check", assumption=world.ids[BANK], state="broken", found="Version 2 in May")
    found = page(world)
    assert "one broken" in found.text
    form = Page(browser(world, "Priya").get(found.links["Raise a risk"]))
    assert form.status == 200
    assert "We rebuild the import" in form.html
    assert f"Not so: {BANK}" in form.html


def test_one_that_holds_is_kept_with_what_was_found(world: World) -> None:
    world.do("assumption.check", assumption=world.ids[BANK], state="holds", found="They said so")
    assert "No assumption waits" in page(world).text
    assert "They said so" in page(world).text
    with pytest.raises(Refused, match="stands there already"):
        world.do("assumption.check", assumption=world.ids[BANK], state="holds")
