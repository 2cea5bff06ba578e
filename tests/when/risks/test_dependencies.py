"""Dependencies of the register: only those between units, with the way to the risk they are."""

from __future__ import annotations

from uuid import uuid4

from tests.registry.world import EFFORT, World
from tests.signed_in import Page, browser


def page(world: World, who: str = "Priya") -> Page:
    return Page(browser(world, who).get("/acme/risks/dependencies"))


def across(world: World) -> None:
    spare, theirs = world.ids["Spare project"], {"id": str(uuid4()), "title": "Their interface"}
    world.do("task.add", unit=spare, effort=EFFORT, **theirs)
    world.do("task.link", after=world.ids["First task"], before=theirs["id"])


def test_what_waits_inside_a_unit_is_no_matter_of_the_register(world: World) -> None:
    assert "No unit waits for another" in page(world).text


def test_what_waits_for_another_unit_is_told_with_both(world: World) -> None:
    across(world)
    found = page(world)
    assert "One dependency between units" in found.text
    assert "First task Invoices Their interface Spare project" in found.text
    form = Page(browser(world, "Priya").get(found.links["Raise a risk"]))
    assert "Their interface is late" in form.html


def test_a_guest_is_told_of_none(world: World) -> None:
    across(world)
    assert "Their interface" not in page(world, "Gast").text
