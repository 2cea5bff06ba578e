"""Who is asked follows the matrix: the same edit in five presets, and one on either side of a limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Enter = Callable[..., Page]
ASKED = {
    "scrum": "Tomás Ferreira",
    "gitlab": "Tomás Ferreira",
    "predictive": "Priya Raman",
    "startup": "Priya Raman and Tomás Ferreira",
    "seed-default": "Priya Raman",
}
"""Who decides the date of a milestone."""


@pytest.fixture
def site(own_server: str) -> str:
    """Nobody else reads who decides here."""
    return own_server


def test_the_same_edit_asks_whom_the_preset_names(enter: Enter) -> None:
    sofia, sven = enter("sofia"), enter("sven")
    sven.goto("/ledgerline/forecast")
    milestone = sven.get_by_role("link", name="Beta with twenty customers").get_attribute("href") or ""
    for day, (preset, asked) in enumerate(ASKED.items(), 1):
        sofia.goto(f"/ledgerline/decisions/rights/start?preset={preset}")
        sofia.get_by_role("button", name="Start from").click()
        expect(sofia.locator("#toasts")).to_contain_text("set who decides")
        sven.goto(f"/ledgerline/do/milestone.set_target?subject={milestone.rpartition('=')[2]}")
        sven.locator("input[name=target]").fill(f"2030-03-0{day}")
        sven.locator("main form button[type=submit]").first.click()
        expect(sven.locator("main")).to_contain_text(f"This is not in effect yet. {asked} decide")


def test_below_a_limit_one_decides_alone_and_above_it_others_are_asked(enter: Enter) -> None:
    sofia, tomas = enter("sofia"), enter("tomas")
    _limit(sofia, days="1")
    _estimate(tomas, likely="17.5")
    expect(tomas.locator("#toasts")).to_contain_text("estimated Converter and checks")
    _estimate(tomas, likely="40")
    expect(tomas.locator("#toasts")).to_contain_text("not yet in effect. Ingrid Sørensen decides")

    _limit(sofia, days="90")
    _estimate(tomas, likely="40")
    expect(tomas.locator("#toasts")).to_contain_text("estimated Converter and checks")


def _limit(page: Page, days: str) -> None:
    """Set how much later an estimate may make things before others are asked."""
    page.goto("/ledgerline/decisions/rights")
    page.get_by_role("link", name="Change who decides estimates").click()
    for name, limit in {"alone_days": days, "alone_cost": "100", "alone_effort": "100"}.items():
        page.locator(f"input[name={name}]").fill(limit)
    page.locator("main form button.primary").click()
    expect(page.locator("#toasts")).to_contain_text("changed who decides estimates")


def _estimate(page: Page, likely: str) -> None:
    page.goto("/ledgerline/plan")
    row = page.locator("tr", has=page.get_by_role("link", name="Converter and checks", exact=True))
    page.goto(row.locator("[data-edit-url*='task.estimate'] a").get_attribute("href") or "")
    page.get_by_label("Likely").fill(likely)
    page.get_by_label("At worst").fill("60")
    page.locator("main form button.primary").click()
