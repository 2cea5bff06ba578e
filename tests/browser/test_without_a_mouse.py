"""The story of the Plan with a keyboard and nothing else: from signing in to deciding."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import PASSWORD

MINUTE = 60_000
TASK = "Autosave and offline draft"
OPEN = 2
"""Proposals of the demo story that wait for Priya."""
FAR = 150
"""So many steps with Tab or an arrow are enough on any page."""


@pytest.fixture
def site(module_server: str) -> str:
    return module_server


class Keys:
    """A person who has no mouse: goes where the focus goes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.focused = page.locator(":focus")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def until(self, key: str, there: Locator) -> None:
        """Press a key until the focus is there. Fails where it never comes there."""
        for _ in range(FAR):
            if there.evaluate_all("all => all.some(each => each === document.activeElement)"):
                return
            self.press(key)
        raise AssertionError(f"{FAR} times {key} never leads to {there}")


def test_tomas_edits_and_links_and_priya_decides_without_a_mouse(new_context: Callable[..., Any]) -> None:
    tomas, priya = (Keys(new_context(reduced_motion="reduce").new_page()) for _ in range(2))
    _sign_in(tomas, "tomas")
    tomas.press("g", "p")
    expect(tomas.page).to_have_url(re.compile("/plan$"))
    _widen_and_take_back(tomas)
    _link(tomas)
    _sign_in(priya, "priya")
    _accept(priya)


def _sign_in(keys: Keys, who: str) -> None:
    page = keys.page
    page.goto("/sign-in")
    keys.until("Tab", page.locator("input[name=email]"))
    keys.write(f"{who}@ledgerline.example")
    keys.until("Tab", page.locator("input[name=password]"))
    keys.write(PASSWORD)
    keys.press("Enter")
    expect(page).not_to_have_url(re.compile("/sign-in"))


def _row(page: Page) -> Locator:
    return page.locator("[role=treegrid] tbody tr", has=page.get_by_role("link", name=TASK, exact=True))


def _to_row(keys: Keys) -> None:
    page = keys.page
    page.locator("[role=treegrid] tbody tr[tabindex='0']").wait_for()
    keys.until("Tab", page.locator("[role=treegrid] tbody tr"))
    keys.press("Home")
    keys.until("ArrowDown", _row(page))


def _widen_and_take_back(keys: Keys) -> None:
    page = keys.page
    left = _row(page).locator("[data-edit-url*='task.estimate']")
    _to_row(keys)
    keys.until("ArrowRight", left)
    keys.press("Enter")
    expect(left.get_by_label("At best")).to_be_focused()
    keys.until("Tab", left.get_by_label("At worst"))
    keys.write("16")
    keys.press("Enter")
    expect(left).to_have_text(re.compile("6–16"), timeout=MINUTE)
    expect(left).to_be_focused()
    keys.press("z")
    expect(left).to_have_text(re.compile("6–13"), timeout=MINUTE)


def _link(keys: Keys) -> None:
    """D asks for what the row waits for; Priya, who decides that, is asked."""
    page = keys.page
    earlier = page.locator("[role=treegrid] tr[data-key]:has(td:text-is('done'))").first
    keys.press("d")
    field = page.locator("#peek").get_by_label("Waits for")
    expect(field).to_be_focused()
    keys.write(earlier.get_attribute("data-key") or "")
    keys.until("Tab", page.locator("#peek").locator("button.primary"))
    keys.press("Enter")
    expect(page.locator("#peek")).to_be_hidden(timeout=MINUTE)


def _accept(keys: Keys) -> None:
    page = keys.page
    keys.press("g", "i")
    expect(page).to_have_url(re.compile("/decisions$"))
    entries = page.locator("#inbox > *")
    expect(entries).to_have_count(OPEN + 1, timeout=MINUTE)
    keys.press("j")
    keys.until("j", entries.get_by_role("link"))
    keys.press("Enter")
    expect(page).to_have_url(re.compile(r"/PR-\d+$"))
    keys.until("Tab", page.get_by_role("button", name="Accept"))
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("accepted", timeout=MINUTE)
    keys.press("g", "i")
    expect(entries).to_have_count(OPEN, timeout=MINUTE)
