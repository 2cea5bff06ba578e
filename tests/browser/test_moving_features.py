"""Moving a feature up the roadmap by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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
