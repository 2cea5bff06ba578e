"""The Desk: the blocks of one's roles, as one arranged them, with what needs one now."""

from __future__ import annotations

import pytest

from pilothouse.commands import parse
from pilothouse.together.overview.blocks import merged
from pilothouse.together.overview.waiting import waiting
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Option
from pilothouse.who.decisions.rights.presets import preset
from tests.registry.world import World, head
from tests.signed_in import Page, browser

pytestmark = pytest.mark.django_db


def desk(world: World, who: str) -> Page:
    return Page(browser(world, who).get("/acme/desk"))


def test_the_workspace_opens_with_the_desk(world: World) -> None:
    assert browser(world, "Maya").get("/acme/").headers["Location"] == "/acme/desk"


def test_a_decision_is_shown_with_what_can_be_said_to_it(world: World) -> None:
    page = desk(world, "Maya")
    assert "Stella's wish" in page.text
    assert "Why me?" in page.text
    for command in ("proposal.accept", "proposal.decline", "proposal.ask", "proposal.snooze"):
        assert f"/acme/do/{command}" in page.html, command
    assert "decisions are yours" in page.text or "decision is yours" in page.text


def test_nothing_waiting_says_so_and_when_the_next_is_expected(world: World) -> None:
    maya = world.viewer("Maya")
    for one in waiting(maya):
        put_off = {"proposal": one.row.key, "until": "2027-03-11"}
        submit(parse("proposal.snooze", put_off), maya, "test")
    page = desk(world, "Maya")
    assert "Nothing waits for you. Next decision expected: PR-1, until Thu 11 Mar." in page.text


def test_what_holds_people_up_comes_first(world: World) -> None:
    edit = parse(
        "task.estimate",
        {"task": world.ids["First task"], "effort": {"optimistic": 8, "likely": 9, "pessimistic": 10}},
    )
    submit(edit, world.viewer("Stella"), "test", suggest=True, title="Shorter work")
    idle = [{"id": str(world.viewer("Stella").member), "name": "Stella Voss", "hours": 20.0}]
    with guard.opened():
        waits = {"on": "2027-03-10", "days": 5.0, "tasks": 1, "people": idle, "later": []}
        Option.everything.filter(change_set__title="Shorter work").update(
            impact={"lines": [], "waiting": waits}
        )
    rows = waiting(world.viewer("Tomas"))
    assert rows[0].row.title == "Shorter work"
    assert rows[0].held.blocks
    assert "It holds up 2.5 days a week of Stella." in desk(world, "Tomas").text


def test_engineers_see_their_next_work_first_and_start_it(world: World) -> None:
    world.do("role.give", unit=world.ids["Acme"], role="engineer", member=world.ids["Nora"])
    world.do("task.assign", task=world.ids["Second task"], members=[world.ids["Nora"]])
    page = desk(world, "Nora")
    assert page.text.index("Your next work") < page.text.index("Waiting for you")
    assert "Next for you: Second task" in page.text
    browser(world, "Nora").post(
        "/acme/do/task.start", {"task": head(world, "Second task").key, "next": "/acme/desk"}
    )
    page = desk(world, "Nora")
    assert "Second task is under way" in page.text
    assert "/acme/do/task.finish" in page.html


def test_roles_merge_in_the_order_of_the_preset() -> None:
    data = preset("seed-default")
    desks = data["desk"]
    first, second = (role for role in data["roles"] if role in ("engineering_manager", "project_manager"))
    both = merged({second, first}, data)
    assert both[: len(desks[first])] == desks[first]
    assert set(both) == {*desks[first], *desks[second]}
    assert merged(set(), data)[:2] == ["work", "waiting"]


def test_blocks_are_hidden_moved_and_shown_again_without_scripts(world: World) -> None:
    maya = browser(world, "Maya")

    def press(field: str, value: str, was: str) -> None:
        said = {"shown": field, f"was.{field}": f'"{was}"', field: value, "next": "/acme/desk"}
        assert maya.post("/acme/do/preferences.set", said).status_code == 303

    assert "Goal tree" in desk(world, "Maya").text
    press("desk_hidden", "goals", "")
    assert "Goal tree" not in desk(world, "Maya").text
    press("desk_order", "since,waiting", "")
    text = desk(world, "Maya").text
    assert text.index("what moved, and why") < text.index("Stella's wish")
    press("desk_hidden", "", "goals")
    assert "Goal tree" in desk(world, "Maya").text
    assert (
        "Goal tree" in desk(world, "Jonas").text
        or "goals" not in preset("seed-default")["desk"]["product_owner"]
    )


def test_a_guest_sees_what_is_shared_alone(world: World) -> None:
    page = desk(world, "Gast")
    assert "Nothing is shared with you yet" in page.text
    assert "Waiting for you" not in page.text
    assert "First feature" not in page.text
    assert "Backlog" not in page.text, "guests have no sidebar"
    assert page.links["Gast"] == "/acme/me"


def test_a_guest_begins_with_the_shared_roadmap_of_the_units_they_are_in(world: World) -> None:
    other = world.ids["Spare product"]
    world.do(
        "feature.add", title="Elsewhere", unit=other, effort={"optimistic": 8, "likely": 8, "pessimistic": 8}
    )
    for name in ("First feature", "Elsewhere", "Get paid sooner"):
        world.do("item.share", item=world.ids[name], visibility="shared")
    everything = desk(world, "Gast").text
    assert "One being worked on, one later" in everything
    assert "Elsewhere" in everything
    world.do("unit.members", unit=world.ids["Spare product"], members=[world.ids["Gast"]])
    page = desk(world, "Gast")
    assert "> One later Now 0" in page.part("headline").text
    assert "Later 1 Elsewhere" in page.text
    assert "Goals 1 Get paid sooner" in page.text
    assert "Features 1 First feature" in page.text, (
        "what is shared elsewhere is not hidden, only not the roadmap"
    )
    assert "Second feature" not in page.html


def test_every_desk_answers_with_the_same_few_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    for who in ("Jonas", "Tomas", "Priya", "Ingrid", "Stella", "Nora"):
        client = browser(world, who)
        with django_assert_max_num_queries(60):  # type: ignore[operator]
            assert client.get("/acme/desk").status_code == 200
