"""The Rights page: who decides in any unit, what differs there, what to know, and how it came to be."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import parse
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import MatrixRow
from tests.registry.world import World, head
from tests.signed_in import Page, browser

RIGHTS = "/acme/decisions/rights"


def page(world: World, address: str = RIGHTS, who: str = "Sam") -> Page:
    return Page(browser(world, who).get(address))


def row(world: World, family: str, band: str = "normal") -> str:
    rows = MatrixRow.everything.filter(workspace=world.workspace, version__unit__kind="organisation")
    return str(rows.order_by("-version__number").filter(family=family, band=band).first().pk)


def changed(world: World, **values: Any) -> None:
    world.do("rights.set", row=row(world, "estimate.set"), **values)


def test_all_kinds_of_decisions_are_listed_by_the_question_they_answer(world: World) -> None:
    shown = page(world)
    assert shown.status == 200
    for name in ("The vision", "Estimates", "Closing a project", "Promotions", "Who decides what"):
        assert name in shown.text
    assert "estimate.set-normal" in shown.ids


def test_it_says_which_roles_nobody_holds_and_who_stands_in(world: World) -> None:
    text = page(world).text
    assert "The people partner must agree to" in text
    assert "nobody holds that role here" in text
    world.do("role.end", holder=str(_holding(world, "project_manager")))
    text = page(world).text
    assert "Nobody is project manager here: the engineering manager, Tomas, stands in" in text
    assert "Everything in Acme has somebody to decide it, for one role a stand-in" in text


def _holding(world: World, role: str) -> Any:
    from pilothouse.who.people.models import RoleHolder

    return RoleHolder.everything.get(workspace=world.workspace, role=role).pk


def test_a_project_shows_what_differs_and_what_it_inherits(world: World) -> None:
    changed(world, unit=world.ids["Redesign"], decides="sponsor")
    shown = page(world, f"{RIGHTS}?unit={world.ids['Redesign']}")
    assert "the sponsor decides, not the engineering manager" in shown.text
    assert "as in Acme" in shown.text
    assert any("rights.inherit" in url for url in shown.links.values())
    assert "the sponsor decides, not" not in page(world).text


def test_without_a_script_a_unit_is_chosen_by_a_form(world: World) -> None:
    shown = page(world)
    assert 'name="unit"' in shown.html
    assert "Spare project (1 of its own)" in shown.text


def test_versions_tell_what_changed_when_by_whom_and_with_whose_agreement(world: World) -> None:
    changed(world, alone_days=2)
    command = parse(
        "rights.set", {"row": row(world, "backlog.order"), "decides": "product_manager", "consults": []}
    )
    proposal = submit(command, world.viewer("Maya"), "test").proposal
    submit(parse("proposal.accept", {"proposal": proposal}), world.viewer("Sam"), "test")
    shown = page(world, f"{RIGHTS}/versions?unit={world.ids['Acme']}")
    assert "Who decides in Acme changed 2 times" in shown.text
    assert "The product manager decides, not the product owner" in shown.text
    assert f"{proposal} with the agreement of Sam" in shown.text
    both = page(world, f"{RIGHTS}/versions?unit={world.ids['Acme']}&a=1&b=3")
    assert "Estimates" in both.part("between").text


def test_a_unit_without_a_matrix_of_its_own_says_so(world: World) -> None:
    shown = page(world, f"{RIGHTS}/versions?unit={world.ids['Redesign']}")
    assert "Redesign has no matrix of its own" in shown.text


def test_a_preset_shows_its_difference_before_it_is_taken(world: World) -> None:
    shown = page(world, f"{RIGHTS}/start?preset=gitlab")
    assert "Nobody is product owner or project manager in it" in shown.text
    assert "The engineering manager decides, not the project manager" in shown.text
    client = browser(world, "Sam")
    sent = {"unit": world.ids["Acme"], "preset": "gitlab", "next": RIGHTS}
    answer = client.post("/acme/do/rights.set_up", sent)
    assert answer.status_code == 303
    assert "decides as in GitLab already" in page(world, f"{RIGHTS}/start?preset=gitlab").text


def test_what_a_role_answers_for_stands_beside_the_matrix(world: World) -> None:
    world.do("rights.duties", role="sponsor", answers_for="The money and the tea")
    assert "The money and the tea" in page(world).part("roles").text


def test_guests_are_told_nothing(world: World) -> None:
    client = browser(world, "Gast")
    assert "product manager" not in client.get(RIGHTS).content.decode()
    assert client.get(f"{RIGHTS}/versions").status_code == 404
    assert client.get(f"{RIGHTS}/start").status_code == 404


def test_a_unit_of_another_workspace_is_none(world: World) -> None:
    assert page(world, f"{RIGHTS}/versions?unit=11111111-1111-4111-8111-111111111111").status == 404


def test_people_see_what_their_roles_answer_for(world: World) -> None:
    shown = page(world, f"/acme/people/{world.ids['Jonas']}", "Jonas")
    assert "One person, not a committee" in shown.text
    assert shown.links["Product owner"].endswith("/decisions/rights#role-product_owner")


def test_every_item_leads_to_who_decides_about_it(world: World) -> None:
    key = head(world, "Provider changes").key
    shown = page(world, f"/acme/i/{key}")
    assert shown.links["Who decides?"] == f"/acme/decisions/who?about={key}"


def test_a_request_leads_to_the_rule_behind_it(world: World) -> None:
    shown = page(world, "/acme/PR-1", "Maya")
    assert shown.links["The rule and who else is asked"] == "/acme/decisions/who?about=PR-1"
    answer = page(world, "/acme/decisions/who?about=PR-1", "Maya")
    assert answer.status == 200
    assert "Stella's wish" in answer.text
    assert "product.goals-normal" in answer.html
