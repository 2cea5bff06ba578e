"""Seven people and one decision: suggested, consulted about, contradicted, overdue, decided by the next.

Ninety days later it is looked back on. The server is stopped in between and started again on a later day."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.server import NOW, serving
from tests.browser.visitor import sign_in

NEXT_MONDAY, NINETY_DAYS_ON = "2026-11-30T08:00:00+00:00", "2027-02-28T08:00:00+00:00"
PROPOSAL = "/ledgerline/PR-3"
MINUTE = 60_000


@pytest.fixture
def site() -> str:
    """Each day has an address of its own."""
    return "about:blank"


def test_seven_people_and_one_decision(
    demo_data: Path, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_data, data)

    def on(url: str) -> Callable[[str], Page]:
        def enter(who: str) -> Page:
            page = new_context(base_url=url).new_page()
            sign_in(page, who)
            return page

        return enter

    with serving(data, NOW) as url:
        _suggested_and_talked_over(on(url))
    with serving(data, NEXT_MONDAY) as url:
        _overdue_and_decided(on(url))
    with serving(data, NINETY_DAYS_ON) as url:
        _looked_back_on(on(url))


def _suggested_and_talked_over(enter: Callable[[str], Page]) -> None:
    sven, maya, jonas, tomas, priya = map(enter, ("sven", "maya", "jonas", "tomas", "priya"))
    sven.goto("/ledgerline/backlog")
    portal = sven.get_by_role("link", name="Customer portal", exact=True).get_attribute("href") or ""
    sven.goto(f"/ledgerline/do/release.add_feature?feature={portal.rpartition('/')[2]}")
    release = sven.get_by_label("Release")
    everyone = release.locator("option", has_text="Release to everyone").get_attribute("value")
    release.select_option(everyone)
    sven.get_by_label("Why").fill("Clients ask us for copies of old invoices every day.")
    sven.locator("main form button[type=submit]").first.click()
    expect(sven.locator("main")).to_contain_text("This is not in effect yet. Ingrid Sørensen decides")
    expect(sven.locator(".impact")).to_contain_text("Cost at completion")
    sven.get_by_role("link", name="See the suggestion").click()
    expect(sven.locator("h1")).to_have_text("Add Customer portal to Release to everyone")
    expect(sven.locator("main")).to_contain_text("Clients ask us for copies")

    tomas.goto(PROPOSAL)
    tomas.get_by_label("Your words").fill("Half of it can be done with the mails we send already")
    tomas.get_by_role("button", name="I object").click()
    expect(tomas.locator("main")).to_contain_text("Tomás Ferreira objects")

    jonas.goto(PROPOSAL)
    jonas.get_by_role("link", name="Dissent").click()
    jonas.locator("main textarea").fill("Reminders bring more for less")
    jonas.locator("main form button[type=submit]").first.click()
    expect(jonas.locator("main")).to_contain_text("Jonas Weber dissents")

    for one in (maya, priya):
        one.goto(PROPOSAL)
        one.get_by_role("button", name="Accept").click()
        expect(one.locator("#toasts")).to_contain_text("agreed")
    expect(sven.locator("main")).to_contain_text("waits for Ingrid", timeout=MINUTE)


def _overdue_and_decided(enter: Callable[[str], Page]) -> None:
    """Ingrid let the day pass: Sofia, next in line, may decide, and both are told."""
    sofia, ingrid = enter("sofia"), enter("ingrid")
    ingrid.goto(PROPOSAL)
    expect(ingrid.locator("main")).to_contain_text("Ingrid Sørensen or Sofia Lund, not yet", timeout=MINUTE)
    expect(ingrid.locator("main")).to_contain_text("stays accountable")
    sofia.goto(PROPOSAL)
    sofia.get_by_text("Why me?").click()
    expect(sofia.locator(".why-me")).to_contain_text("Ingrid had until Wednesday 25 Nov")
    sofia.get_by_role("button", name="Accept").click()
    expect(sofia.locator("#toasts")).to_contain_text("accepted")
    expect(ingrid.locator("main")).to_contain_text("was accepted", timeout=MINUTE)


def _looked_back_on(enter: Callable[[str], Page]) -> None:
    """Whoever suggested it is asked what came of it; the forecast's figures and the score stand beside."""
    sven, ingrid = enter("sven"), enter("ingrid")
    look_back = sven.locator("#block-reviews").get_by_role("link", name=re.compile("Look back"))
    expect(look_back).to_be_visible(timeout=MINUTE)
    look_back.click()
    expect(sven.locator("main").get_by_role("link", name="Add Customer portal")).to_be_visible()
    sven.get_by_label("How did it turn out?").select_option(label="Worse")
    sven.get_by_label(re.compile("What happened")).fill("Nobody had time for it: invoices came first.")
    sven.locator("main form button[type=submit]").first.click()
    ingrid.goto("/ledgerline/decisions/log")
    expect(ingrid.locator("h1")).to_contain_text("looked back on")
    ingrid.get_by_role("link", name="Add Customer portal to Release to everyone").first.click()
    record = ingrid.locator("main")
    for words in ("Tomás Ferreira", "Jonas Weber", "Reminders bring more for less", "Nobody had time for it"):
        expect(record).to_contain_text(words)
    expect(ingrid.locator("#came")).to_contain_text("At the look back")
