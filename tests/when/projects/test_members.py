"""Members from other units, and stakeholders that follow from the product."""

from __future__ import annotations

from tests.registry.world import World
from tests.signed_in import Page, browser


def page(world: World, project: str = "Redesign", who: str = "Priya") -> Page:
    return Page(browser(world, who).get(f"/acme/projects/{world.ids[project]}"))


def test_a_project_takes_people_from_other_units_who_stay_there(world: World) -> None:
    world.do("project.members", project=world.ids["Redesign"], members=[world.ids["Jonas"]])
    assert "Members 1 Change" in page(world).text
    assert "Jonas Team A" in page(world).text, "with the unit they are from"
    assert page(world, who="Jonas").status == 200, "who sees the project though their unit is another"
    assert "Jonas" in browser(world, "Priya").get("/acme/people").content.decode()


def test_the_form_has_those_ticked_who_belong_to_it(world: World) -> None:
    world.do("project.members", project=world.ids["Redesign"], members=[world.ids["Jonas"]])
    form = browser(world, "Priya").get(f"/acme/do/project.members?project={world.ids['Redesign']}")
    assert form.content.decode().count("checked") == 1


def test_whoever_decides_what_the_product_is_for_is_a_stakeholder_of_its_projects(world: World) -> None:
    assert "Maya product manager of Invoices" in page(world).part("members").text
    assert "Stakeholders" not in page(world, "Spare project").text, "which belongs to no product"


def test_a_project_that_delivers_a_release_has_the_product_s_stakeholders_wherever_it_lies(
    world: World,
) -> None:
    spare = world.ids["Spare project"]
    world.do("release.add", title="Side release", unit=world.ids["Invoices"], delivered_by=spare)
    assert "Maya product manager of Invoices" in page(world, "Spare project").text


def test_another_holder_of_the_role_is_the_stakeholder_then(world: World) -> None:
    world.do("role.give", unit=world.ids["Invoices"], role="product_manager", member=world.ids["Nora"])
    assert "Nora product manager of Invoices" in page(world).text
