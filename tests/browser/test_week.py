"""A working week of seven people, each in a browser of their own: every day the server has a later clock.

Nobody loads a page anew to see what another did, and nobody needs more than the product itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.server import NOW, serving
from tests.browser.visitor import sign_in

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (
    NOW,
    *(f"2026-11-{day}T08:00:00+00:00" for day in (24, 25, 26, 27)),
)
MINUTE = 60_000
STRANGER = "noor"
CAST = ("maya", "jonas", "tomas", "priya", "ingrid", "sofia", "lena")
FEATURE, TASK, RISK = "Invoice by post", "Choose a letter printer", "The letter printer strikes"
GUIDANCE = "First-run guidance"


@pytest.fixture
def site() -> str:
    """Each day has an address of its own."""
    return "about:blank"


class Person:
    """Somebody at their browser: ``page`` stays open from Monday to Friday."""

    def __init__(self, page: Page) -> None:
        self.page, self.url = page, ""

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/ledgerline/{path}")

    def follow(self, name: str | re.Pattern[str], inside: str = "main") -> None:
        self.page.locator(inside).get_by_role("link", name=name).first.click()

    def fill(self, **fields: str) -> None:
        """Fill a form by the names of its fields; ``__`` stands for the dot of a range's part.

        Of a long list a box finds the name; a short one is chosen from."""
        for name, value in fields.items():
            field = self.page.locator(f"main form [name='{name.replace('__', '.')}']").first
            if field.evaluate("field => field.localName") != "select":
                field.fill(value)
                continue
            option = field.locator("option", has_text=value).first
            if field.is_visible():
                field.select_option(option.get_attribute("value"))
            else:
                box = (field.get_attribute("id") or "").removesuffix("-value")
                self.page.locator(f"#{box}").fill(option.inner_text())

    def save(self) -> None:
        self.page.locator("main form button.primary").first.click()

    def accept(self) -> None:
        """Accept the proposal that is open, once more where its figures moved meanwhile."""
        accept, toasts = self.page.get_by_role("button", name="Accept"), self.page.locator("#toasts")
        accept.click()
        expect(toasts).to_contain_text(re.compile("decide again|agreed|accepted"), timeout=MINUTE)
        if "decide again" in toasts.inner_text():
            accept.click()

    def sees(self, words: str | re.Pattern[str], inside: str = "main") -> None:
        expect(self.page.locator(inside).first).to_contain_text(words, timeout=MINUTE)


def test_seven_people_and_a_week(
    demo_data: Path, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_data, data)
    cast: dict[str, Person] = {}
    with serving(data, MONDAY) as url:
        for name in (*CAST, STRANGER):
            page = new_context(base_url=url).new_page()
            if name != STRANGER:
                sign_in(page, name)
            cast[name] = Person(page)
    for moment, day in (
        (MONDAY, _monday_they_plan),
        (TUESDAY, _tuesday_they_work),
        (WEDNESDAY, _wednesday_something_changes),
        (THURSDAY, _thursday_somebody_comes),
        (FRIDAY, _friday_they_look_back),
    ):
        with serving(data, moment) as url:
            for person in cast.values():
                person.url = url
            day(**cast)


def _monday_they_plan(maya: Person, jonas: Person, tomas: Person, lena: Person, **_: Person) -> None:
    """Jonas asks for a feature, Maya agrees, Tomás makes a task of it and gives it to Lena."""
    for one in (jonas, tomas):
        one.open("backlog")
    jonas.follow("New feature")
    jonas.fill(title=FEATURE, unit="Ledgerline Invoices", problem="A tenth of customers want paper.")
    jonas.save()
    jonas.sees("Maya", "#toasts")
    maya.open("decisions")
    maya.follow(re.compile(FEATURE))
    maya.accept()
    tomas.sees(FEATURE)
    key = _key(tomas.page.get_by_role("link", name=FEATURE, exact=True))

    lena.open("desk")
    tomas.open(f"do/task.add?feature={key}&next=/ledgerline/boards")
    tomas.fill(
        title=TASK, skill="frontend", effort__optimistic="1", effort__likely="2", effort__pessimistic="4"
    )
    tomas.save()
    tomas.follow(TASK)
    tomas.follow("the schedule chooses somebody")
    tomas.page.get_by_label("Lena Fischer").check()
    tomas.save()
    tomas.sees("Lena Fischer")
    lena.sees("1", "a[href$='/notices']")
    lena.open("notices")
    lena.sees(TASK)


def _tuesday_they_work(lena: Person, tomas: Person, priya: Person, **_: Person) -> None:
    """Lena starts, logs, asks and is blocked; who is asked is told, and the board shows it."""
    tomas.open("boards")
    lena.open("desk")
    lena.follow(GUIDANCE)
    lena.follow("Start")
    lena.save()
    tomas.sees(GUIDANCE, "[data-column=doing]")
    lena.sees("Put back")
    lena.follow("Log hours")
    lena.fill(hours="6", note="Drew the first two steps")
    lena.save()
    lena.sees("6 h")
    lena.page.locator("main textarea[name=text]").last.fill("@Tomás Ferreira may it speak of taxes?")
    lena.page.get_by_role("button", name="Comment", exact=True).click()
    lena.sees("may it speak of taxes?")
    lena.follow("Mark as blocked")
    lena.fill(blocked_why="Nobody knows whether it may speak of taxes", unblocker="Tomás")
    lena.save()
    tomas.sees("Nobody knows whether it may speak of taxes")

    tomas.open("notices")
    tomas.follow(f"Lena Fischer commented on {GUIDANCE}.")
    tomas.sees("may it speak of taxes?")
    tomas.page.locator("main textarea[name=text]").last.fill("It may.")
    tomas.page.get_by_role("button", name="Comment", exact=True).click()
    lena.sees("It may.")
    lena.follow("No longer blocked")
    lena.save()
    expect(lena.page.locator("main")).not_to_contain_text("No longer blocked")

    priya.open("risks")
    priya.follow("Raise a risk")
    priya.fill(title=RISK, unit="Redesign", probability="30")
    priya.fill(delay__optimistic="2", delay__likely="4", delay__pessimistic="8")
    priya.page.get_by_label(re.compile(TASK)).check()
    priya.save()
    priya.open("risks")
    priya.sees(RISK)


def _wednesday_something_changes(
    maya: Person, tomas: Person, priya: Person, ingrid: Person, **_: Person
) -> None:
    """Sam is ill: dates move on every open page. What Maya wants is Ingrid's to decide, and she does."""
    ingrid.open("forecast")
    before = ingrid.page.locator("main").inner_text()
    tomas.open("people")
    tomas.follow("Record leave")
    tomas.fill(member="Sam Okafor", first="2026-11-25", last="2026-12-11", kind="Sick")
    tomas.save()
    ingrid.page.wait_for_function(
        "before => document.querySelector('main').innerText !== before", arg=before, timeout=MINUTE
    )
    priya.open("PR-2")
    priya.accept()
    priya.sees("waits for Ingrid")
    maya.open("PR-2")
    ingrid.open("decisions")
    ingrid.page.get_by_label("Your words").first.fill("Not while Sam is ill")
    ingrid.page.get_by_role("button", name="Decline with reason").first.click()
    maya.sees("declined")
    maya.sees("Not while Sam is ill")


def _thursday_somebody_comes(
    sofia: Person, noor: Person, jonas: Person, lena: Person, priya: Person, **_: Person
) -> None:
    """A new colleague comes in by link; work is finished; a risk has happened."""
    sofia.open("settings")
    sofia.follow("Invite somebody")
    sofia.fill(name="Noor Bakker", email="noor@ledgerline.example")
    sofia.save()
    noor.page.goto(sofia.page.get_by_label("Link", exact=True).input_value())
    for field in noor.page.locator("input[type=password]").all():
        field.fill("a harbour full of paper boats")
    noor.page.locator("form button.primary").first.click()
    expect(noor.page).to_have_url(re.compile("/ledgerline/"))

    jonas.open("boards")
    lena.open("desk")
    lena.follow(GUIDANCE)
    lena.follow("Finish")
    lena.save()
    jonas.sees(GUIDANCE, "[data-column=done]")

    priya.open("risks")
    priya.follow(RISK)
    priya.follow(re.compile("happened", re.IGNORECASE))
    priya.save()
    priya.open("risks/issues")
    priya.sees(RISK)


def _friday_they_look_back(maya: Person, jonas: Person, ingrid: Person, tomas: Person, **_: Person) -> None:
    """Whoever was away reads what happened, when all will be done, and what was decided."""
    ingrid.open("desk")
    ingrid.sees(re.compile(r"\d+ new"))
    tomas.open("people/today")
    tomas.sees("Sam Okafor")
    jonas.open("boards/flow")
    jonas.sees(re.compile("finished", re.IGNORECASE))
    maya.open("forecast")
    maya.sees(re.compile("safe to say", re.IGNORECASE))
    maya.open("decisions/log")
    maya.follow(re.compile("Add several currencies"))
    maya.sees("Not while Sam is ill")


def _key(link: Locator) -> str:
    return (link.first.get_attribute("href") or "").rpartition("/")[2]
