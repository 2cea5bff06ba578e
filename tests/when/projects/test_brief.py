"""The brief of a project: problem, goals, success criteria and scope, edited where they stand."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import parse
from pilothouse.when.schedule.models import Project
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World
from tests.signed_in import Page, browser


def page(world: World, path: str = "/brief", who: str = "Maya") -> Page:
    return Page(browser(world, who).get(f"/acme/projects/{world.ids['Redesign']}{path}"))


def said(world: World, **texts: Any) -> None:
    world.do("project.edit", project=world.ids["Redesign"], **texts)


def test_it_reads_as_a_document_with_a_point_for_each_line(world: World) -> None:
    said(
        world,
        problem="Invoices take an hour.",
        criteria="- Five minutes for the first\n* Nobody on the old one\n\n",
        in_scope="The editor",
        out_of_scope="Payments",
    )
    world.do("project.goals", project=world.ids["Redesign"], goals=[world.ids["Get paid sooner"]])
    shown = page(world)
    assert "Problem Invoices take an hour." in shown.text
    assert "<li>Five minutes for the first</li><li>Nobody on the old one</li></ul>" in shown.html
    assert "In scope The editor" in shown.text
    assert "Out of scope Payments" in shown.text
    assert shown.links["Get paid sooner"].endswith(world_key(world, "Get paid sooner"))
    assert "Not said yet" not in shown.text
    assert "Get paid sooner" in page(world, "").text, "the page of the project names its goals too"


def world_key(world: World, name: str) -> str:
    from tests.registry.world import head

    return head(world, name).key


def test_it_says_what_nobody_has_said_yet(world: World) -> None:
    said(world, problem="Invoices take an hour.", criteria="Five minutes")
    assert "Not said yet: what it delivers, what it leaves alone." in page(world).text


def test_each_part_is_edited_where_it_stands(world: World) -> None:
    said(world, in_scope="The editor\nThe preview")
    edits = page(world).edits
    for field in ("brief", "problem", "criteria", "in_scope", "out_of_scope"):
        assert any("project.edit" in url and f"only={field}" in url for url in edits), field
    client = browser(world, "Maya")
    form = client.get(next(url for url in edits if "only=in_scope" in url)).content.decode()
    assert "The editor\nThe preview" in form


def test_goals_that_were_chosen_are_ticked_in_the_form_and_can_be_taken_out(world: World) -> None:
    redesign, goal = world.ids["Redesign"], world.ids["Get paid sooner"]
    world.do("project.goals", project=redesign, goals=[goal])
    form = browser(world, "Maya").get(page(world).links["Choose goals"]).content.decode()
    assert form.count("checked") == 1
    world.do("project.goals", project=redesign, goals=[])
    assert "It serves no goal yet." in page(world).text


def test_what_a_project_is_for_is_not_the_project_manager_s_alone_to_say(world: World) -> None:
    edit = parse("project.edit", {"project": world.ids["Redesign"], "in_scope": "Everything"})
    assert submit(edit, world.viewer("Priya"), "test").status == "proposed"
    assert Project.everything.get(unit=world.ids["Redesign"]).in_scope == ""


def test_guests_and_made_up_projects_get_no_brief(world: World) -> None:
    assert page(world, who="Gast").status == 404
    assert browser(world, "Maya").get("/acme/projects/nothing/brief").status_code == 404
