"""Moving a card across the board by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Enter = Callable[..., Page]


@pytest.fixture
def site(module_server: str) -> str:
    """What these journeys move, nobody else reads."""
    return module_server


def test_a_card_is_walked_to_and_moved_by_keyboard_and_by_the_dialog(enter: Enter) -> None:
    page = enter("tomas")
    page.goto("/ledgerline/boards")
    column = page.get_by_role("region", name="In progress")
    before = column.get_by_role("listitem").count()
    first = (
        page.get_by_role("region", name="To do").get_by_role("listitem").filter(has_not_text="waits").first
    )
    title = first.get_attribute("data-title") or ""
    card = page.locator(f'.task-card[data-title="{title}"]')
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(card).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(card).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(column.get_by_role("listitem").filter(has_text=title)).to_be_focused()
    expect(column.get_by_role("listitem")).to_have_count(before + 1)
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name=f"Move {title}")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(card).to_be_focused()
    page.keyboard.press("m")
    dialog.get_by_role("button", name=re.compile("Finish")).press("Enter")
    done = page.get_by_role("region", name=re.compile("Done"))
    expect(done.get_by_role("listitem").filter(has_text=title)).to_be_visible()
    expect(dialog).to_have_count(0)
