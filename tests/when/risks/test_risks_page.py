"""The Risks page: the heaviest first, with what each would delay, and edits in place."""

from __future__ import annotations

import pytest

from pilothouse.when.risks.register import cell
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


def test_a_cell_of_the_matrix_narrows_the_list(world: World) -> None:
    heavy = {"delay": {"optimistic": 40, "likely": 80, "pessimistic": 160}, "probability": 0.5}
    world.do("risk.raise", title="Migration fails", unit=world.ids["Redesign"], **heavy)
    page = Page(browser(world, "Priya").get(f"/acme/risks?cell={cell(0.5, heavy['delay'])}"))
    assert "Migration fails" in page.part("risks").text
    assert "Provider changes" not in page.part("risks").text


@pytest.mark.parametrize(
    "chance, days, where",
    [(0.05, 0.5, "1-1"), (0.1, 1, "2-2"), (0.69, 9.9, "4-4"), (0.7, 10, "5-5"), (1, 99, "5-5")],
)
def test_bounds_of_the_matrix_belong_to_the_higher_class(chance: float, days: float, where: str) -> None:
    assert cell(chance, {"likely": days * 8}) == where
    assert cell(chance, None) == ""


def test_risks_are_narrowed_by_owner_and_state_and_come_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilothouse.when.risks.register.PAGE", 2)
    for n in range(3):
        world.do("risk.raise", title=f"Risk {n}", unit=world.ids["Redesign"], probability=0.1)
    assert "1 to 2 of 4" in risks(world).text
    assert "3 to 4 of 4" in Page(browser(world, "Priya").get("/acme/risks?page=2")).text
    world.do("risk.edit", risk=world.ids["Risk 1"], owner=world.ids["Tomas"])
    mine = Page(browser(world, "Priya").get("/acme/risks?owner=Tomas")).part("risks").text
    assert "Risk 1" in mine
    assert "Risk 2" not in mine
    assert "No risk has all of this" in Page(browser(world, "Priya").get("/acme/risks?state=happened")).text
