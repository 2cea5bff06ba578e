"""The Goals page: the tree with measures, how they stand, and the features that carry them."""

from __future__ import annotations

import pytest

from pilothouse.why.strategy import views
from tests.registry.world import World, head
from tests.signed_in import Page, browser


def goals(world: World, who: str = "Ingrid") -> Page:
    return Page(browser(world, who).get("/acme/goals"))


def test_a_goal_stands_with_its_measure_and_what_carries_it(world: World) -> None:
    page = goals(world)
    assert "Days to pay 28 → 20 20% of the way" in page.text
    assert "First feature −4 to −1" in page.text
    assert page.links["First feature"] == f"/acme/features/{head(world, 'First feature').key}"
    assert head(world, "Get paid sooner").key in page.ids, "addresses of goals lead here"


def test_a_goal_that_serves_another_stands_below_it(world: World) -> None:
    world.do(
        "goal.add", title="Fewer reminders", unit=world.ids["Invoices"], parent=world.ids["Get paid sooner"]
    )
    page = goals(world)
    places = [page.text.index(t) for t in ("Get paid sooner", "Fewer reminders", "Spare goal")]
    assert places == sorted(places)
    assert f'id="{head(world, "Fewer reminders").key}" data-depth="1"' in page.html


@pytest.mark.parametrize(
    "value, headline",
    [
        (25, "The one measure moves towards its target"),
        (33, "The one measure goes the wrong way"),
        (19, "The one measure has reached its target"),
    ],
)
def test_the_title_says_how_the_measures_stand(world: World, value: float, headline: str) -> None:
    world.do("measure.drop", measure=world.ids["Spare measure"])
    world.do("measure.record", measure=world.ids["Days to pay"], on="2027-03-09", value=value)
    page = goals(world)
    assert headline in page.text
    assert f"Days to pay: 30, 28, {value}, target 20" in page.html


def test_a_goal_without_a_measure_asks_for_one(world: World) -> None:
    assert "Not measured yet." in goals(world).text


def test_of_many_goals_and_features_a_page_shows_some_and_leads_to_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 1)
    monkeypatch.setattr(views, "FEW", 0)
    page = goals(world)
    assert "1 to 1 of 2" in page.text
    assert "First feature" not in page.text
    more = next(link for words, link in page.links.items() if words.endswith("that carry Get paid sooner"))
    assert more == f"/acme/i/{head(world, 'Get paid sooner').key}"
    assert "Spare goal" in Page(browser(world, "Ingrid").get("/acme/goals?page=2")).text


def test_a_guest_sees_no_goals(world: World) -> None:
    page = goals(world, "Gast")
    assert "No goal is set yet" in page.text
    assert "Get paid sooner" not in page.text
