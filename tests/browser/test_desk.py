"""The Desk and the palette by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Enter = Callable[..., Page]


@pytest.fixture
def site(module_server: str) -> str:
    return module_server


def test_a_decision_is_asked_about_put_off_by_keys(enter: Enter) -> None:
    jonas = enter("jonas")
    expect(jonas).to_have_url(re.compile("/desk$"))
    lines = jonas.locator("#inbox > :is(section, article)")
    before = lines.count()
    assert before
    first = jonas.locator("#inbox section").first.locator(":is(h2, h3)").first.get_attribute("id")
    jonas.keyboard.press("j")
    expect(lines.first.locator("h3 a")).to_be_focused()

    jonas.keyboard.press("q")
    jonas.get_by_label("Your question or answer").fill("Who asked for it?")
    jonas.keyboard.press("Tab")
    jonas.keyboard.press("Enter")
    expect(jonas).to_have_url(re.compile("/desk$"))
    expect(jonas.locator("#inbox")).to_contain_text("Who asked for it?")

    jonas.keyboard.press("h")
    jonas.locator("input[type=date]").fill("2026-11-25")
    jonas.keyboard.press("Enter")
    expect(jonas).to_have_url(re.compile("/desk$"))
    expect(lines).to_have_count(before - 1)
    expect(jonas.locator(f"#card-{first}")).to_have_count(0)
    expect(jonas.locator("main")).to_contain_text("until Wed 25 Nov")


def test_the_palette_finds_goes_and_does_by_keys(enter: Enter) -> None:
    maya = enter("maya")
    maya.goto("/ledgerline/goals")
    maya.keyboard.press("Control+k")
    field = maya.get_by_role("combobox", name="Find or do")
    expect(field).to_be_focused()
    options = maya.get_by_role("option")

    maya.keyboard.type("templ mig")
    expect(options.filter(has_text="LED-").first).to_contain_text("Template migration")
    chosen = field.get_attribute("aria-activedescendant")
    expect(maya.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    maya.keyboard.press("Tab")
    expect(maya.locator("#palette-on")).to_have_text(re.compile("LED-"))
    maya.keyboard.type("estim")
    expect(options.first).to_contain_text("Estimate a feature")
    expect(field).to_be_focused()
    maya.keyboard.press("Enter")
    expect(maya).to_have_url(re.compile(r"/do/feature.estimate\?subject=LED-"))
    expect(maya.locator("h1")).to_have_text("Estimate a feature")

    maya.goto("/ledgerline/goals")
    maya.keyboard.press("Control+k")
    maya.keyboard.type("@tomas")
    expect(options).to_have_count(1)
    maya.keyboard.press("Escape")
    expect(field).to_have_count(0)


def test_on_a_phone_one_decision_is_a_card_with_large_buttons(enter: Enter) -> None:
    ingrid = enter("ingrid", viewport={"width": 390, "height": 844}, has_touch=True)
    accept: Any = ingrid.get_by_role("button", name="Accept").first.bounding_box()
    assert accept["height"] >= 44
    width = ingrid.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
