"""The Risks page: the heaviest first, with what each would delay, and edits in place."""

from __future__ import annotations

from tests.registry.world import World, head
from tests.signed_in import Page, browser


def risks(world: World, who: str = "Priya") -> Page:
    return Page(browser(world, who).get("/acme/risks"))


def test_a_risk_weighs_its_chance_times_its_likely_delay(world: World) -> None:
    page = risks(world)
    assert "One open risk weighs 0.6 days" in page.text
    assert "0.6 d 30% 1–5 d First task" in page.text
    assert page.links["First task"] == f"/acme/tasks/{head(world, 'First task').key}"
    assert head(world, "Provider changes").key in page.ids


def test_the_heaviest_goes_first_and_what_is_over_last(world: World) -> None:
    heavy = {"delay": {"optimistic": 40, "likely": 80, "pessimistic": 160}, "probability": 0.5}
    world.do("risk.raise", title="Migration fails", unit=world.ids["Redesign"], **heavy)
    world.do("risk.raise", title="Was nothing", unit=world.ids["Redesign"], **heavy)
    world.do("risk.edit", risk=world.ids["Was nothing"], state="closed")
    text = risks(world).part("risks").text
    places = [text.index(t) for t in ("Migration fails", "Provider changes", "Was nothing")]
    assert places == sorted(places)
    assert "the heaviest is “Migration fails”" in risks(world).text
    assert "5.6 days" in risks(world).text, "what is over weighs nothing"


def test_without_risks_it_asks_for_a_pre_mortem(world: World) -> None:
    world.do("risk.delete", risk=world.ids["Provider changes"])
    page = risks(world)
    assert "No open risk is written down" in page.text
    assert "Imagine the release went badly" in page.text


def test_a_stakeholder_can_suggest_a_better_figure(world: World) -> None:
    page, client = risks(world, "Stella"), browser(world, "Stella")
    assert {client.get(url).status_code for url in page.edits} == {200}


def test_a_guest_sees_no_risks(world: World) -> None:
    assert "Provider changes" not in risks(world, "Gast").text
