"""What others change arrives on an open page by itself and leaves the reader where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

Enter = Callable[..., Page]
MINUTE = 60_000
TASK = "Autosave and offline draft"
SMALL = {"width": 1200, "height": 640}


@pytest.fixture
def site(module_server: str) -> str:
    """What these people change, no other module reads."""
    return module_server


def _row(page: Page, title: str = TASK) -> Locator:
    return page.locator("[role=treegrid] tr", has=page.get_by_role("link", name=title, exact=True))


def _left(page: Page) -> Locator:
    return _row(page).locator("[data-edit-url*='task.estimate']")


def _plan(page: Page) -> Page:
    """The plan, once its dates are computed, its keys listen and so does the page."""
    with page.expect_request("**/stream*"):
        page.goto("/ledgerline/plan")
    page.locator("[role=treegrid] tbody tr[tabindex='0']").wait_for()
    expect(page.locator("#computed")).to_contain_text("computed", timeout=2 * MINUTE)
    return page


def _widen(page: Page, days: int) -> None:
    page.goto(_left(_plan(page)).locator("a").get_attribute("href") or "")
    page.get_by_label("At worst").fill(str(days))
    page.locator("main form button.primary").click()
    expect(page.locator("#toasts")).to_contain_text(f"estimated {TASK}")


def _stands(page: Page) -> dict[str, Any]:
    """Where the reader is: the focused cell, what is folded, how far each box is scrolled."""
    return dict(
        page.evaluate(
            """() => ({
                focus: [document.activeElement.closest("tr")?.id, document.activeElement.cellIndex],
                folded: [...document.querySelectorAll("tr[aria-expanded=false]")].map((row) => row.id),
                scroll: [scrollY, ...["#plan", "main"].map((box) => document.querySelector(box).scrollTop)],
                hidden: [...document.querySelectorAll("[role=treegrid] tr[hidden]")].map((row) => row.id),
            })"""
        )
    )


def test_a_change_of_another_leaves_focus_fold_and_scroll(enter: Enter) -> None:
    priya, tomas = _plan(enter("priya", viewport=SMALL)), enter("tomas")
    priya.evaluate("window.sameDocument = true")
    _row(priya, "Mobile capture").focus()
    priya.keyboard.press("ArrowLeft")
    expect(_row(priya, "Mobile capture")).to_have_attribute("aria-expanded", "false")
    expect(_row(priya, "Camera and crop")).to_be_hidden()
    _row(priya).focus()
    for _ in range(3):
        priya.keyboard.press("ArrowRight")
    expect(_left(priya)).to_be_focused()
    priya.evaluate("document.querySelector('#plan').scrollTop += 60; scrollBy(0, 60)")
    before, dates = _stands(priya), _row(priya, "Accessibility pass").inner_text()
    assert any(before["scroll"])

    _widen(tomas, 40)
    expect(_left(priya)).to_have_text("6–40 d", timeout=MINUTE)
    expect(_row(priya, "Accessibility pass")).not_to_have_text(dates, use_inner_text=True, timeout=2 * MINUTE)
    assert _stands(priya) == before
    expect(_left(priya)).to_be_focused()
    assert priya.evaluate("window.sameDocument")


def test_what_is_being_typed_stays_while_the_page_changes_around_it(enter: Enter) -> None:
    priya, tomas = _plan(enter("priya")), enter("tomas")
    started = _row(priya, "Line recognition")
    started.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        priya.keyboard.press(key)
    field = started.get_by_label("At best")
    expect(field).to_be_focused()
    field.fill("7,5")
    _widen(tomas, 14)
    expect(_left(priya)).to_have_text("6–14 d", timeout=MINUTE)
    expect(field).to_have_value("7,5")
    expect(field).to_be_focused()


def test_what_was_missed_without_a_connection_arrives_with_it(enter: Enter) -> None:
    priya, tomas = _plan(enter("priya")), enter("tomas")
    priya.context.set_offline(True)
    expect(priya.locator("#live-state")).to_be_visible()
    _widen(tomas, 17)
    expect(_left(priya)).not_to_have_text("6–17 d")
    priya.context.set_offline(False)
    expect(_left(priya)).to_have_text("6–17 d", timeout=MINUTE)
    expect(priya.locator("#live-state")).to_be_hidden()


def test_who_has_the_same_page_open_is_shown(enter: Enter) -> None:
    priya, tomas = _plan(enter("priya")), enter("tomas")
    expect(priya.locator("#present")).to_be_hidden()
    tomas.goto(priya.url)
    expect(priya.get_by_role("img", name="Tomás Ferreira is here too")).to_be_visible(timeout=MINUTE)
    expect(tomas.get_by_role("img", name="Priya Raman is here too")).to_be_visible(timeout=MINUTE)
    tomas.goto("about:blank")
    expect(priya.locator("#present")).to_be_hidden(timeout=MINUTE)


def test_a_part_that_could_not_be_fetched_is_asked_for_again(enter: Enter) -> None:
    priya, tomas = _plan(enter("priya")), enter("tomas")
    refused = []

    def refuse_once(route: Route) -> None:
        if route.request.headers.get("x-live") and not refused:
            refused.append(route.request.url)
            route.abort("connectionfailed")
        else:
            route.continue_()

    priya.route("**/*", refuse_once)
    _widen(tomas, 19)
    expect(_left(priya)).to_have_text("6–19 d", timeout=MINUTE)
    assert refused
    expect(priya.locator("#live-state")).to_be_hidden()


def test_while_dates_are_computed_the_page_says_so_and_keeps_the_old_ones(enter: Enter) -> None:
    priya, tomas = _plan(enter("priya")), enter("tomas")
    priya.evaluate(
        """() => {
            const grid = document.querySelector("[role=treegrid]");
            const told = document.body.dataset;
            new MutationObserver(() => {
                const state = document.querySelector("#computed").innerText;
                if (state.includes("computing")) told.computing = "seen";
                if (!grid.querySelector("tbody a[href*='/why/']")) told.dates = "gone";
            }).observe(document.querySelector(".app"), {subtree: true, childList: true, characterData: true});
        }"""
    )
    _widen(tomas, 21)
    expect(priya.locator("body[data-computing=seen]")).to_be_attached(timeout=MINUTE)
    expect(priya.locator("#computed")).to_contain_text("computed", timeout=2 * MINUTE)
    expect(priya.locator("#computed").get_by_role("progressbar")).to_be_hidden()
    expect(priya.locator("body[data-dates=gone]")).to_have_count(0)
