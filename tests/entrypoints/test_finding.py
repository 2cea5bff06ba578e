"""The palette's lines and the search page: what may be seen and done, and nothing else."""

from __future__ import annotations

import re

import pytest

from pilothouse.commands import all_commands
from pilothouse.entrypoints.web.palette import commands_offered
from tests.registry.world import World, head
from tests.signed_in import Page, browser
from tests.small_world import built as built
from tests.small_world import world as world

pytestmark = pytest.mark.django_db


def lines(world: World, query: str, who: str = "Maya") -> dict[str, str]:
    html = browser(world, who).get(f"/acme/find?{query}").content.decode()
    found = re.findall(r'role="option".*?data-href="(.*?)".*?<span>(.*?)(?:<small>.*?)?</span>', html)
    return {label: href.replace("&amp;", "&") for href, label in found}


def test_areas_are_offered_first_and_by_the_beginning_of_their_name(world: World) -> None:
    assert lines(world, "")["Desk"] == "/acme/desk"
    assert next(iter(lines(world, "q=dec"))) == "Decisions"


def test_things_are_found_with_what_can_be_done_to_them(world: World) -> None:
    key = head(world, "First feature").key
    found = lines(world, "q=first+feat")
    assert found["First feature"] == f"/acme/i/{key}"
    assert f"/acme/plan/why/{key}" in found.values()
    on = lines(world, f"on={key}&q=estim")
    assert next(iter(on.values())) == f"/acme/do/feature.estimate?subject={key}"


def test_every_command_with_a_form_is_offered_to_who_may_send_it(world: World) -> None:
    people = {
        n
        for n, c in all_commands().items()
        if c.meta.permission != "system" and c.__module__.startswith("pilothouse.")
    }
    sam = {c.meta.name for c in commands_offered(world.viewer("Sam"))}
    stella = {c.meta.name for c in commands_offered(world.viewer("Stella"))}
    steward = {n for n in people if all_commands()[n].meta.permission == "steward"}
    assert {"task.add", "proposal.snooze", "unit.add"} <= sam <= people
    assert stella == sam - steward
    offered = lines(world, "q=%3E", "Sam")
    assert "/acme/do/task.add" in offered.values()


def test_an_angle_offers_commands_an_at_people_and_a_hash_keys(world: World) -> None:
    assert all("/do/" in href for href in lines(world, "q=%3Eadd").values())
    assert lines(world, "q=%40sam") == {"Sam": f"/acme/people#{world.ids['Sam']}"}
    key = head(world, "First task").key
    assert next(iter(lines(world, f"q=%23{key.partition('-')[2]}"))) == "First task"


def test_a_guest_is_offered_what_is_shared_and_what_anyone_may_do(world: World) -> None:
    assert "First feature" not in lines(world, "q=first", "Gast")
    assert lines(world, f"on={head(world, 'First feature').key}", "Gast").get("Estimate a feature") is None
    assert {c.meta.permission for c in commands_offered(world.viewer("Gast"))} <= {"anyone"}


def test_without_scripts_the_same_is_a_page(world: World) -> None:
    page = Page(browser(world, "Maya").get("/acme/search?q=first"))
    assert "things for “first”" in page.text
    assert "Tasks" in page.text
    assert page.links["First feature"].endswith(head(world, "First feature").key)
    assert "/acme/search" in Page(browser(world, "Maya").get("/acme/desk")).html
    empty = Page(browser(world, "Maya").get("/acme/search?q=zzzz"))
    assert "Nothing is called “zzzz”" in empty.text
    assert Page(browser(world, "Maya").get("/acme/search")).status == 200


def test_what_was_typed_is_text(world: World) -> None:
    page = Page(browser(world, "Maya").get("/acme/search?q=%3Cscript%3Ealert(1)%3C/script%3E"))
    assert "<script>alert" not in page.html
