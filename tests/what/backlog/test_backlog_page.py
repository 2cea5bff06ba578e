"""The Backlog: features in order with goal, effort, release and dates, moved up and down without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.commands import lens, parse
from pilothouse.what.backlog.listing import full_before
from pilothouse.what.backlog.queries import features
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.proposals.queries import proposals
from tests.registry.world import EFFORT, World, head
from tests.signed_in import Page, browser

ORDER = ["First feature", "Second feature", "Third feature"]


def backlog(world: World, who: str = "Jonas") -> Page:
    return Page(browser(world, who).get("/acme/backlog"))


def press(world: World, who: str, title: str, where: str) -> Any:
    """Send a line of the menu beside a feature, as a browser without scripts does."""
    client = browser(world, who)
    html = client.get("/acme/backlog").content.decode()
    menu = next(m for m in re.findall(r"<details.*?</details>", html, re.S) if f'"Move {title}"' in m)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', menu))
    before = {label: key for key, label in re.findall(r'name="before" value="([^"]*)">([^<]*)<', menu)}
    return client.post("/acme/do/backlog.order", fields | {"before": before[where]})


def order(world: World) -> list[str]:
    return [row["title"] for row in features(world.viewer("Maya"), {})]


def test_features_stand_in_their_order_with_all_that_is_known(world: World) -> None:
    page = backlog(world)
    assert [page.text.index(title) for title in ORDER] == sorted(page.text.index(title) for title in ORDER)
    assert "First feature Get paid sooner 24 3–15 d 1.0" in page.text
    assert "Third feature no goal score 1–5 d" in page.text
    assert page.links["Second feature"] == f"/acme/features/{head(world, 'Second feature').key}"
    assert "Three features in order" in page.text


@pytest.mark.parametrize(
    "title, where, then",
    [
        ("Second feature", "Up", ["Second feature", "First feature", "Third feature"]),
        ("First feature", "Down", ["Second feature", "First feature", "Third feature"]),
        ("Second feature", "To the bottom", ["First feature", "Third feature", "Second feature"]),
    ],
)
def test_who_decides_the_order_moves_a_feature(world: World, title: str, where: str, then: list[str]) -> None:
    assert press(world, "Jonas", title, where).status_code == 303
    assert order(world) == then


def test_the_order_of_somebody_else_becomes_a_proposal(world: World) -> None:
    press(world, "Stella", "Second feature", "Up")
    assert order(world) == ORDER
    assert any(row.mine and row.asks == ["backlog.order"] for row in proposals(world.viewer("Stella")))


def test_the_first_cannot_go_up_nor_the_last_down(world: World) -> None:
    with pytest.raises(KeyError, match="Up"):
        press(world, "Jonas", "First feature", "Up")
    with pytest.raises(KeyError, match="Down"):
        press(world, "Jonas", "Third feature", "Down")


def test_a_filter_narrows_the_list_and_is_the_address(world: World) -> None:
    goal = head(world, "Get paid sooner").key
    page = Page(browser(world, "Jonas").get(f"/acme/backlog?goal={goal}"))
    assert "First feature" in page.text
    assert "Third feature" not in page.text
    without = Page(browser(world, "Jonas").get("/acme/backlog?goal=none"))
    assert "Third feature" in without.text
    assert "First feature" not in without.text
    assert "No feature has all of this" in Page(browser(world, "Jonas").get("/acme/backlog?state=done")).text


def test_a_long_backlog_is_paged_and_moves_reach_over_the_edge(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilothouse.what.backlog.listing.PAGE", 2)
    first = browser(world, "Jonas").get("/acme/backlog")
    assert "Third feature" not in Page(first).text
    assert "1 to 2 of 3" in Page(first).text
    assert press(world, "Jonas", "Second feature", "Down").status_code == 303
    assert order(world) == ["First feature", "Third feature", "Second feature"]
    second = Page(browser(world, "Jonas").get("/acme/backlog?page=2"))
    assert "Second feature" in second.text
    assert "First feature" not in second.text


def test_a_page_recalled_for_another_browser_carries_that_browser_s_token(world: World) -> None:
    assert press(world, "Jonas", "Second feature", "Up").status_code == 303
    assert press(world, "Jonas", "Second feature", "Down").status_code == 303
    strict = [browser(world, "Jonas", enforce_csrf_checks=True) for _ in range(2)]
    tokens = [
        re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', c.get("/acme/backlog").content.decode())
        for c in strict
    ]
    for client, found in zip(strict, tokens, strict=True):
        sent = {"feature": world.ids["Third feature"], "csrfmiddlewaretoken": found[-1]}
        assert client.post("/acme/do/backlog.order", sent).status_code == 303


def test_scores_that_lie_far_apart_ask_to_be_talked_about(world: World) -> None:
    feature = world.ids["First feature"]
    for who, reach in (("Maya", 400), ("Jonas", 100)):
        factors = {"reach": reach, "impact": 2, "confidence": 0.5, "effort": 4}
        submit(parse("feature.score", {"feature": feature} | factors), world.viewer(who), "test")
    page = backlog(world)
    assert "talk 25" in page.text.replace("\u202f", " ")
    assert 'aria-label="from 24 to 100"' in page.html


@pytest.mark.parametrize(
    "days, line",
    [
        ((5, 5, 5), None),
        ((5, 5, 9), "third"),
        ((5, 9, 5), "second"),
        ((9, 9, 9), None),
        ((None, 5, 9), "third"),
    ],
)
def test_the_plan_is_full_before_the_first_that_comes_too_late(
    days: tuple[int | None, ...], line: str | None
) -> None:
    names = ("first", "second", "third")
    rows = [
        {"key": name, "state": "planned", "known": {"p50_day": f"2027-06-{day:02}"} if day else {}}
        for name, day in zip(names, days, strict=True)
    ]
    assert full_before(rows, {"target": "2027-06-07"}) == line


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
