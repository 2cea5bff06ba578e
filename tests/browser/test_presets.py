"""Who is asked follows the matrix: five presets, one after the other, and the same edit in each."""

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
def site(module_server: str) -> str:
    """Nobody else reads who decides here."""
    return module_server


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
