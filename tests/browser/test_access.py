"""Everybody can use the pages: by keyboard alone and on a phone. What a machine checks: test_accessible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import TALL, sign_in

Enter = Callable[..., Page]
MINUTE = 60_000
PHONE = {"width": 390, "height": 844}
TASK = "Autosave and offline draft"
FIXED_PAGES = (
    "plan",
    "plan?overlay=PR-1",
    "decisions",
    "decisions/mine",
    "decisions/open",
    "decisions/log",
    "decisions/rights",
    "PR-2",
    "forecast",
    "import",
    "goals",
    "backlog",
    "roadmap",
    "boards",
    "projects",
    "releases",
    "risks",
    "people",
    "do/task.add",
)


@pytest.fixture
def site(module_server: str) -> str:
    """What these journeys change, no other module reads."""
    return module_server


def _pages(page: Page) -> Iterator[str]:
    """Go to every page once; its address."""
    page.goto("/ledgerline/backlog")
    feature = page.get_by_role("link", name="Guided invoice editor").get_attribute("href")
    page.goto("/ledgerline/plan")
    task = page.get_by_role("link", name=TASK, exact=True).get_attribute("href") or ""
    form = _left(page).locator("a").get_attribute("href")
    for address in (feature, task, task.replace("/i/", "/plan/why/"), form, *FIXED_PAGES):
        answer = page.goto(str(address) if str(address).startswith("/") else f"/ledgerline/{address}")
        assert answer is not None
        assert answer.ok, f"{address} answered {answer.status}"
        yield str(address)


def _left(page: Page) -> Locator:
    return _row(page).locator("[data-edit-url*='task.estimate']")


def _row(page: Page) -> Locator:
    return page.locator("tr", has=page.get_by_role("link", name=TASK, exact=True))


def test_no_page_is_wider_than_a_phone(new_context: Callable[..., Any]) -> None:
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto("/sign-in")
    widths = {"sign-in": _width(page)}
    sign_in(page, "priya")
    widths |= {address: _width(page) for address in _pages(page)}
    assert {address: width for address, width in widths.items() if width > PHONE["width"]} == {}


def _width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def _focus(page: Page) -> str:
    """The text of what has the focus."""
    return str(page.evaluate("document.activeElement.innerText.split('\\n')[0].trim()"))


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _grid_ready(page: Page) -> None:
    page.goto("/ledgerline/plan")
    page.locator("[role=treegrid] tbody tr[tabindex='0']").wait_for()


def test_the_first_tab_leads_past_the_menu(enter: Enter) -> None:
    page = enter("priya")
    page.goto("/ledgerline/plan")
    _press(page, "Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    _press(page, "Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_plan_is_walked_with_arrow_keys(enter: Enter) -> None:
    page = enter("priya", viewport=TALL)
    _grid_ready(page)
    rows = page.locator("[role=treegrid] tbody tr:not([hidden])")
    rows.first.focus()
    _press(page, "ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    _press(page, "ArrowRight")
    expect(rows.nth(1).locator("th")).to_be_focused()
    _press(page, "ArrowRight", "ArrowDown")
    expect(rows.nth(2).locator("td").first).to_be_focused()
    _press(page, "Home", "ArrowLeft")
    expect(rows.nth(2)).to_be_focused()
    _press(page, "ArrowLeft")
    expect(rows.nth(1)).to_be_focused()
    grid = page.get_by_role("treegrid")
    unfolded = grid.get_attribute("aria-rowcount") or ""
    _press(page, "ArrowLeft")
    expect(rows.nth(1)).to_have_attribute("aria-expanded", "false")
    expect(grid).not_to_have_attribute("aria-rowcount", unfolded)
    assert int(grid.get_attribute("aria-rowcount") or "") < int(unfolded)
    _press(page, "ArrowRight")
    expect(grid).to_have_attribute("aria-rowcount", unfolded)
    expect(rows.nth(1)).to_have_attribute("aria-expanded", "true")
    _press(page, "End")
    expect(rows.last).to_be_focused()
    _press(page, "Home", "Shift+ ")
    expect(rows.first).to_have_attribute("aria-selected", "true")


def test_a_range_is_edited_in_its_cell_and_the_focus_stays(enter: Enter) -> None:
    page = enter("tomas")
    _grid_ready(page)
    _row(page).focus()
    _press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(_left(page)).to_be_focused()

    _press(page, "Enter")
    expect(_left(page).get_by_label("At best")).to_be_focused()
    page.keyboard.type("5")
    _press(page, "Escape")
    expect(_left(page)).to_have_text(re.compile("6–13"))
    expect(_left(page)).to_be_focused()

    _press(page, "Enter")
    expect(_left(page).get_by_label("At best")).to_be_focused()
    _press(page, "Tab", "Tab")
    page.keyboard.type("15")
    _press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text(f"You estimated {TASK}")
    expect(_left(page)).to_have_text(re.compile("6–15"))
    expect(_left(page)).to_be_focused()

    _press(page, "z")
    expect(_left(page)).to_have_text(re.compile("6–13"), timeout=MINUTE)
    expect(_left(page)).to_be_focused()


def test_the_keys_of_a_page_are_told_and_can_be_turned_off(enter: Enter) -> None:
    page = enter("priya")
    _grid_ready(page)
    page.locator("[role=treegrid] tbody tr").first.focus()
    _press(page, "?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Why this date?")
    sheet.get_by_label("Use single keys").uncheck()
    _press(page, "Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator("[role=treegrid] tbody tr").first).to_be_focused()
    _press(page, "?")
    expect(sheet).to_have_count(0)


def test_the_inbox_is_worked_through_by_keyboard(enter: Enter) -> None:
    """J and K walk, A opens what was told in one line, and accepts only what is shown in full."""
    page = enter("priya")
    page.goto("/ledgerline/decisions")
    entries = page.locator("#inbox > *")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("If accepted")
    _press(page, "j", "j")
    expect(entries.nth(1).get_by_role("link")).to_be_focused()
    _press(page, "k")
    expect(entries.first.get_by_role("link").first).to_be_focused()
    _press(page, "j", "a")
    expect(page).to_have_url(re.compile("/PR-2$"))
    expect(page.get_by_role("button", name="Accept")).to_be_visible()

    page.goto("/ledgerline/decisions")
    _press(page, "j", "a")
    expect(page.locator("#toasts")).to_contain_text("accepted")
    expect(entries).to_have_count(1)
