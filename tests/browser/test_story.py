"""The story that must work, as the people in it click it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import TALL, whole

Enter = Callable[..., Page]
MINUTE = 60_000
FILE = Path(__file__).parent.parent / "interchange" / "fixtures"


@pytest.fixture
def enter(own_server: str, new_context: Callable[..., Any]) -> Enter:
    """Sign in on a server of this test's own: what one story changes, no other sees."""
    from .visitor import sign_in

    def enter(who: str, **options: Any) -> Page:
        page = new_context(base_url=own_server, **options).new_page()
        sign_in(page, who)
        return page

    return enter


def _left(page: Page, title: str) -> Any:
    return page.locator("tr", has=page.get_by_role("link", name=title, exact=True)).locator(
        "[data-edit-url*='task.estimate']"
    )


def _save(page: Page) -> None:
    page.locator("main form button.primary").click()


def _figures(page: Page) -> str:
    return page.locator("[role=treegrid]").inner_text()


def test_tomas_widens_a_range_and_takes_it_back(enter: Enter) -> None:
    """It applies, the forecast follows by itself on another open page, undo restores it."""
    tomas, priya = enter("tomas"), enter("priya", viewport=TALL)
    for page in (tomas, priya):
        page.goto("/ledgerline/plan")
    whole(priya)
    before = _figures(priya)
    tomas.goto(_left(tomas, "Autosave and offline draft").locator("a").get_attribute("href") or "")
    tomas.get_by_label("At worst").fill("40")
    _save(tomas)

    expect(tomas.locator("#toasts")).to_contain_text("Autosave and offline draft")
    expect(_left(priya, "Autosave and offline draft")).to_contain_text("40", timeout=MINUTE)
    priya.wait_for_function(
        "before => document.querySelector('[role=treegrid]').innerText.replace('6–40', '6–13') !== before",
        arg=before,
        timeout=MINUTE,
    )

    tomas.locator("#toasts").get_by_role("button", name=re.compile("Undo")).click()
    expect(_left(priya, "Autosave and offline draft")).to_contain_text("6–13", timeout=MINUTE)
    priya.wait_for_function(
        "before => document.querySelector('[role=treegrid]').innerText === before", arg=before, timeout=MINUTE
    )


def test_within_tolerance_priya_agrees_and_it_takes_effect(enter: Enter) -> None:
    maya, priya = enter("maya"), enter("priya", viewport=TALL)
    maya.goto("/ledgerline/PR-1")
    expect(maya.locator(".impact")).to_contain_text("Cost at completion")
    expect(maya.locator("main")).to_contain_text("waits for Priya")

    priya.goto("/ledgerline/PR-1")
    priya.get_by_role("button", name="Accept").click()
    expect(priya.locator("#toasts")).to_contain_text("accepted")
    expect(maya.locator("main")).to_contain_text("accepted", timeout=MINUTE)
    priya.goto("/ledgerline/plan")
    expect(priya.locator("[role=treegrid]")).to_contain_text("Recurring invoices")


def test_beyond_tolerance_it_waits_for_ingrid(enter: Enter) -> None:
    priya, ingrid = enter("priya"), enter("ingrid")
    priya.goto("/ledgerline/PR-2")
    expect(priya.locator("main")).to_contain_text("Ingrid")
    priya.get_by_role("button", name="Accept").click()
    priya.goto("/ledgerline/PR-2")
    expect(priya.locator("main")).to_contain_text("waits for Ingrid")
    ingrid.goto("/ledgerline/decisions")
    expect(ingrid.locator("main")).to_contain_text("Add several currencies")
    ingrid.get_by_label("Your words").fill("Not before the release")
    ingrid.get_by_role("button", name="Decline with reason").click()
    ingrid.goto("/ledgerline/PR-2")
    expect(ingrid.locator("main")).to_contain_text("declined")


def test_a_moved_base_is_shown_and_asked_again(enter: Enter) -> None:
    tomas, priya = enter("tomas"), enter("priya", java_script_enabled=False)
    priya.goto("/ledgerline/PR-1")
    tomas.goto("/ledgerline/plan")
    tomas.goto(_left(tomas, "Line recognition").locator("a").get_attribute("href") or "")
    tomas.get_by_label("At worst").fill("19")
    _save(tomas)
    expect(tomas.locator("#toasts")).to_contain_text("Line recognition")

    priya.get_by_role("button", name="Accept").click()
    expect(priya).to_have_url(re.compile("/PR-1$"))
    expect(priya.locator("#toasts")).to_contain_text("decide again")
    expect(priya.locator("main")).to_contain_text("waits for Priya")
    priya.get_by_role("button", name="Accept").click()
    expect(priya.locator("#toasts")).to_contain_text("accepted")


def test_a_stakeholder_reads_everything_and_changes_nothing_but_suggests(enter: Enter) -> None:
    sven = enter("sven")
    sven.goto("/ledgerline/plan")
    expect(sven.locator("h1")).not_to_be_empty()
    sven.goto(_left(sven, "Autosave and offline draft").locator("a").get_attribute("href") or "")
    sven.get_by_label("At worst").fill("30")
    _save(sven)
    expect(sven.locator("#toasts")).to_contain_text("Tomás")
    sven.goto("/ledgerline/plan")
    expect(_left(sven, "Autosave and offline draft")).to_contain_text("6–13")
    sven.goto("/ledgerline/decisions/mine")
    expect(sven.locator("main")).to_contain_text("Autosave and offline draft")


def test_editing_a_row_of_the_matrix_changes_who_is_asked(enter: Enter) -> None:
    sofia, sven = enter("sofia"), enter("sven")
    sofia.goto("/ledgerline/decisions/rights")
    sofia.get_by_role("link", name="Change who decides estimates").click()
    sofia.locator("select[name=decides]").select_option(label="stakeholder")
    sofia.get_by_role("button", name="Change who decides").click()
    expect(sofia.locator("#toasts")).to_contain_text("who decides")

    sven.goto("/ledgerline/plan")
    sven.goto(_left(sven, "Autosave and offline draft").locator("a").get_attribute("href") or "")
    sven.get_by_label("At worst").fill("14")
    _save(sven)
    sven.goto("/ledgerline/plan")
    expect(_left(sven, "Autosave and offline draft")).to_contain_text("6–14")


def test_it_reads_and_decides_without_javascript(enter: Enter) -> None:
    priya = enter("priya", java_script_enabled=False)
    for address in ("plan", "decisions", "decisions/log", "decisions/rights", "goals", "backlog", "risks"):
        priya.goto(f"/ledgerline/{address}")
        expect(priya.locator("h1")).not_to_be_empty()
    priya.goto("/ledgerline/PR-1")
    priya.get_by_role("button", name="Accept").click()
    expect(priya.locator("#toasts")).to_contain_text("accepted")
