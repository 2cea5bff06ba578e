"""Ten inputs, each changed by the person who decides it: what depends on it moves, the rest stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import TALL, whole

Enter = Callable[..., Page]
MINUTE = 60_000
READINGS = {
    "dates": ("plan", "[role=treegrid]"),
    "load": ("plan", "table.heat"),
    "chances": ("forecast", "[aria-labelledby=all-head]"),
    "headline": ("forecast", ".headrow"),
    "cost": ("forecast", "[aria-labelledby=rest-head] dl > div:first-child"),
    "feature": ("features/LED-11", "#chain"),
    "goals": ("goals", "#goals"),
    "proposal": ("PR-2", "main"),
    "backlog": ("backlog", "main"),
    "risks": ("risks", "h1"),
    "people": ("people", "#people"),
    "rights": ("decisions/rights", "main"),
}
"""What is read: a page and the part of it that tells the numbers."""


@pytest.fixture
def site(module_server: str) -> str:
    """What these people change, no other module reads."""
    return module_server


@dataclass(frozen=True)
class Input:
    """Who changes it, how, which readings must move and which must not."""

    name: str
    who: str
    change: Callable[[Page], None]
    moves: tuple[str, ...]
    stays: tuple[str, ...]


def _form(page: Page, command: str) -> Locator:
    """The form of a command, from the page on which it is offered."""
    link = page.locator(f"main a[href*='/do/{command}?']").first
    page.goto(link.get_attribute("href") or "")
    return page.locator("main form")


def _task(page: Page, title: str) -> None:
    page.goto("/ledgerline/plan")
    page.goto(page.get_by_role("link", name=title, exact=True).get_attribute("href") or "")


def _person(page: Page, name: str) -> Locator:
    page.goto("/ledgerline/people")
    return page.get_by_role("row", name=re.compile(name))


def _save(page: Page) -> None:
    page.locator("main form button.primary").click()


def widen_a_range(page: Page) -> None:
    _task(page, "Autosave and offline draft")
    _form(page, "task.estimate").get_by_label("At worst").fill("22")
    _save(page)


def move_a_feature_up(page: Page) -> None:
    page.goto("/ledgerline/backlog")
    page.locator("summary[aria-label='Move Payment reminders']").click()
    page.get_by_role("button", name="Up", exact=True).click()


def give_a_task_to_somebody(page: Page) -> None:
    _task(page, "Offline queue")
    _form(page, "task.assign").get_by_label("Sam Okafor").check()
    _save(page)


def record_leave(page: Page) -> None:
    link = _person(page, "Kofi Mensah").get_by_role("link", name=re.compile("Add leave"))
    page.goto(link.get_attribute("href") or "")
    page.get_by_label("First day").fill("2026-12-08")
    page.get_by_label("Last day").fill("2026-12-10")
    _save(page)


def close_for_a_day(page: Page) -> None:
    page.goto("/ledgerline/do/calendar.day")
    page.get_by_label("Calendar").select_option(label="Standard week")
    page.get_by_label("Day", exact=True).fill("2026-12-14")
    page.get_by_label("What it is called").fill("Works outing")
    _save(page)


def doubt_a_risk_less(page: Page) -> None:
    page.goto("/ledgerline/risks")
    row = page.get_by_role("row", name=re.compile("Long-tail templates"))
    page.goto(row.locator("td[data-edit-url*='only=probability'] a").get_attribute("href") or "")
    page.get_by_label("Chance").fill("10")
    _save(page)


def raise_a_rate(page: Page) -> None:
    link = _person(page, "Kofi Mensah").get_by_role("link", name=re.compile("Set what an hour"))
    page.goto(link.get_attribute("href") or "")
    page.get_by_label("Cost of an hour").fill("90")
    _save(page)


def let_work_wait(page: Page) -> None:
    _task(page, "Invite a bookkeeper")
    form = _form(page, "task.link")
    words = form.locator("select[name=before] option", has_text="Line recognition").inner_text()
    form.get_by_label("Waits for").fill(words)
    _save(page)


def need_two_people(page: Page) -> None:
    _task(page, "Who sent what")
    page.goto(page.locator("main").get_by_role("link", name="Edit", exact=True).get_attribute("href") or "")
    page.get_by_label("People needed").fill("2")
    _save(page)


def move_the_target(page: Page) -> None:
    page.goto("/ledgerline/do/release.set_target")
    page.get_by_label("Release").select_option(index=1)
    page.get_by_label("Target").fill("2027-03-26")
    _save(page)


INPUTS = (
    Input(
        "a range",
        "tomas",
        widen_a_range,
        ("dates", "chances", "feature", "goals", "backlog", "proposal"),
        ("risks", "people", "rights"),
    ),
    Input("the order", "jonas", move_a_feature_up, ("backlog", "dates"), ("risks", "people", "rights")),
    Input("who does it", "tomas", give_a_task_to_somebody, ("dates", "load"), ("risks", "people", "rights")),
    Input("leave", "tomas", record_leave, ("people", "dates", "load"), ("risks", "rights")),
    Input("a holiday", "sofia", close_for_a_day, ("dates", "load", "chances"), ("risks", "people", "rights")),
    Input("a risk", "priya", doubt_a_risk_less, ("risks", "chances", "cost"), ("people", "rights")),
    Input(
        "a rate", "priya", raise_a_rate, ("people", "cost"), ("dates", "load", "chances", "risks", "goals")
    ),
    Input("a dependency", "priya", let_work_wait, ("dates",), ("risks", "people", "rights")),
    Input("people needed", "tomas", need_two_people, ("dates", "load"), ("risks", "people", "rights")),
    Input(
        "the target",
        "priya",
        move_the_target,
        ("chances", "headline", "backlog"),
        ("load", "risks", "people"),
    ),
)


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: given.name)
def test_what_depends_on_an_input_follows_it_and_nothing_else_moves(enter: Enter, given: Input) -> None:
    page = enter(given.who, viewport=TALL)
    before = _read(page, given)
    given.change(page)
    expect(page.locator("#toasts")).to_contain_text(re.compile("^You "))
    after = _read(page, given)
    moved = {name for name in before if before[name] != after[name]}
    assert moved >= set(given.moves), f"{given.name} left as they were: {set(given.moves) - moved}"
    assert not moved & set(given.stays), f"{given.name} also moved: {moved & set(given.stays)}"


def _read(page: Page, given: Input) -> dict[str, str]:
    """The readings that matter, once the dates are those of the plan as it is now."""
    page.goto("/ledgerline/plan")
    expect(page.locator("#computed")).to_contain_text("computed", timeout=2 * MINUTE)
    found = {}
    for name in (*given.moves, *given.stays):
        address, part = READINGS[name]
        if not page.url.endswith(address):
            page.goto(f"/ledgerline/{address}")
        if address == "plan":
            whole(page)
        found[name] = page.locator(part).inner_text()
    return found
