"""Moving a feature up the roadmap by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

Enter = Callable[..., Page]


@pytest.fixture
def site(own_server: str) -> str:
    """What this journey moves, nobody else reads."""
    return own_server


def test_a_feature_is_moved_up_the_roadmap_by_keyboard_and_taken_back(enter: Enter) -> None:
    page = enter("jonas")
    page.goto("/ledgerline/roadmap?group=release")
    rows = page.locator(".road-rows > li")
    titles = rows.evaluate_all("rows => rows.map(row => row.dataset.title)")
    moved, above = titles[3], titles[2]
    page.get_by_role("button", name=f"Move {moved}").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.nth(2)).to_have_attribute("data-title", moved)
    expect(rows.nth(3)).to_have_attribute("data-title", above)
    expect(page.get_by_role("button", name=f"Move {moved}").first).to_be_focused()
    page.keyboard.press("z")
    expect(rows.nth(3)).to_have_attribute("data-title", moved)


def test_a_key_pressed_before_the_scripts_have_come_still_counts(enter: Enter) -> None:
    page = enter("jonas")
    waiting: list[Route] = []
    page.route("**/order-*.js", lambda route: waiting.append(route))
    with page.expect_request("**/order-*.js"):
        page.goto("/ledgerline/roadmap?group=release")
    rows = page.locator(".road-rows > li")
    moved = rows.nth(3).get_attribute("data-title")
    assert moved
    page.get_by_role("button", name=f"Move {moved}").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    waiting[0].continue_()
    expect(rows.nth(1)).to_have_attribute("data-title", moved)


def test_keys_pressed_while_rows_are_drawn_anew_all_count(enter: Enter) -> None:
    page = enter("jonas")
    page.add_init_script(
        "delete Element.prototype.moveBefore"
    )  # not every browser moves a row with its focus
    page.goto("/ledgerline/roadmap?group=release")
    rows = page.locator(".road-rows > li")
    titles = rows.evaluate_all("rows => rows.map(row => row.dataset.title)")
    moved = titles[4]
    _hold_back_the_first_page(page)
    page.get_by_role("button", name=f"Move {moved}").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.nth(1)).to_have_attribute("data-title", moved)
    expect(page.get_by_role("button", name=f"Move {moved}").first).to_be_focused()
    assert rows.evaluate_all("rows => rows.map(row => row.dataset.title)") == [
        titles[0], moved, *titles[1:4], *titles[5:],
    ]  # fmt: skip


def _hold_back_the_first_page(page: Page) -> None:
    """The first page that is drawn anew arrives only after one that was asked for later."""
    held: list[tuple[Route, APIResponse]] = []
    let_go: list[Route] = []

    def answer(route: Route) -> None:
        response = route.fetch()
        if not held:
            held.append((route, response))
            return
        route.fulfill(response=response)
        if not let_go:
            late, stale = held[0]
            let_go.append(late)
            late.fulfill(response=stale)

    page.route("**/roadmap?group=release", answer)
