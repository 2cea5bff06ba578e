"""The Backlog: features in order with goal, effort, release and dates, moved up and down without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.commands import lens
from pilothouse.what.backlog.queries import features
from pilothouse.who.decisions.queries import proposals
from tests.registry.world import EFFORT, World, head
from tests.signed_in import Page, browser

ORDER = ["First feature", "Second feature", "Third feature"]


def backlog(world: World, who: str = "Jonas") -> Page:
    return Page(browser(world, who).get("/acme/backlog"))


def press(world: World, who: str, label: str) -> Any:
    """Send the form of the button with that label, as a browser without scripts does."""
    client = browser(world, who)
    html = client.get("/acme/backlog").content.decode()
    form = next(f for f in re.findall(r"<form.*?</form>", html) if f'aria-label="{label}"' in f)
    return client.post("/acme/do/backlog.order", dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))


def order(world: World) -> list[str]:
    return [row["title"] for row in features(world.viewer("Maya"), {})]


def test_features_stand_in_their_order_with_all_that_is_known(world: World) -> None:
    page = backlog(world)
    assert [page.text.index(title) for title in ORDER] == sorted(page.text.index(title) for title in ORDER)
    assert "First feature Get paid sooner 3–15 d 1.0" in page.text
    assert "Third feature no goal 1–5 d" in page.text
    assert page.links["Second feature"] == f"/acme/features/{head(world, 'Second feature').key}"
    assert "Three features in order" in page.text


@pytest.mark.parametrize(
    "label, then",
    [
        ("Move Second feature up", ["Second feature", "First feature", "Third feature"]),
        ("Move First feature down", ["Second feature", "First feature", "Third feature"]),
        ("Move Second feature down", ["First feature", "Third feature", "Second feature"]),
    ],
)
def test_who_decides_the_order_moves_a_feature(world: World, label: str, then: list[str]) -> None:
    assert press(world, "Jonas", label).status_code == 303
    assert order(world) == then


def test_the_order_of_somebody_else_becomes_a_proposal(world: World) -> None:
    press(world, "Stella", "Move Second feature up")
    assert order(world) == ORDER
    assert any(row.mine and row.asks == ["backlog.order"] for row in proposals(world.viewer("Stella")))


def test_the_first_cannot_go_up_nor_the_last_down(world: World) -> None:
    html = backlog(world).html
    assert 'aria-label="Move First feature up"' not in html
    assert 'aria-label="Move Third feature down"' not in html


@pytest.mark.parametrize(
    "p85, headline",
    [
        ("2027-06-01", "Both features of 1.0 are safe to say by 30 Jun"),
        ("2027-07-01", "None of the two features of 1.0 is safe to say by 30 Jun"),
    ],
)
def test_the_title_says_what_the_next_release_will_hold(
    world: World, monkeypatch: pytest.MonkeyPatch, p85: str, headline: str
) -> None:
    dates = {"p50_day": "2027-05-20", "p85_day": p85}
    monkeypatch.setitem(lens._facets, "feature", [lambda viewer, ids: dict.fromkeys(ids, dates)])
    assert headline in backlog(world).text


def test_a_guest_sees_an_empty_backlog(world: World) -> None:
    page = backlog(world, "Gast")
    assert "Nothing is in the backlog yet" in page.text
    assert not any(title in page.text for title in ORDER)


def test_more_features_ask_the_database_no_more(world: World) -> None:
    client = browser(world, "Maya")
    before = queries(client)
    for number in range(5):
        world.do("feature.add", title=f"More {number}", unit=world.ids["Invoices"], effort=EFFORT)
    assert queries(client) == before <= 35


def queries(client: Any) -> int:
    client.get("/acme/backlog")
    with CaptureQueriesContext(connection) as caught:
        client.get("/acme/backlog")
    return len(caught)
