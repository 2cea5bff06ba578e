"""Every page and dialog can be used by everybody, as far as a machine can check: no rule of axe is broken.

Pages are found from the URL configuration, the rest from the links on them; a new one is looked at by itself.
Each is judged whole in light, and again in dark by the rules about colours: the rest is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from pilothouse.commands import all_commands
from pilothouse.entrypoints.shapes import has_form, shapes_of
from tests.axe import violations
from tests.browser.visitor import sign_in
from tests.entrypoints.routes import pages

HOME = "/ledgerline/"
OF_COLOURS = ("color-contrast", "link-in-text-block")
PHONE = {"width": 390, "height": 844}
ON_A_PHONE = ("plan", "desk", "backlog", "feature", "proposal")
MOST = 120
"""Pages looked at: a site that links for ever ends here, and says so."""

Broken = dict[str, list[str]]


def test_no_page_breaks_a_rule_in_light_or_dark(new_context: Callable[..., Any]) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    broken: Broken = {}
    for address in ("/sign-in", "/reset", "/join/nothing"):
        _judge(page, address, broken)
    sign_in(page, "priya")
    seen = [name for name, _ in _walk(page, broken)]
    assert {"plan", "decisions", "item feature", "item task", "proposal"} <= set(seen), seen
    assert len(seen) < MOST
    assert not any(broken.values()), _told(broken)


def _told(broken: Broken) -> str:
    """Each fault once, with the pages it is on."""
    where: dict[str, list[str]] = {}
    for address, found in broken.items():
        for fault in found:
            where.setdefault(fault, []).append(address)
    return "\n" + "\n".join(f"{fault}\n    on {', '.join(on)}" for fault, on in where.items())


def _walk(page: Page, broken: Broken) -> Iterator[tuple[str, str]]:
    """Each sort of page once: areas, then whatever they link to. Forms are derived alike: those of
    ``_forms`` stand for all."""
    kinds = _kinds(page)
    waiting = [
        *(f"{HOME}i/{key}" for key in kinds),
        *(route.filled(workspace="ledgerline") for route in pages() if route.parts == ["workspace"]),
        *(f"{HOME}do/{name}" for name in _forms()),
        "/you",
    ]
    done: set[str] = set()
    while waiting and len(done) < MOST:
        address = waiting.pop(0)
        if (name := _sort(address, kinds)) in done:
            continue
        done.add(name)
        if _judge(page, address, broken, phone=name in ON_A_PHONE):
            links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
            waiting += [
                link for link in links if _sort(link, kinds) not in done | {""} and "/do/" not in link
            ]
            yield name, address


def _forms() -> list[str]:
    """Commands whose forms have, together, every kind of field."""
    missing = {
        shape.kind for command in all_commands().values() for shape in shapes_of(command) if shape.typed
    }
    chosen = []
    for name, command in all_commands().items():
        kinds = {shape.kind for shape in shapes_of(command) if shape.typed} & missing
        if kinds and has_form(command):
            chosen.append(name)
            missing -= kinds
    return chosen


def _kinds(page: Page) -> dict[str, str]:
    """A key of every kind of item, with its kind."""
    rows = page.request.get(f"/api/v1{HOME}items?limit=200").json()["rows"]
    return {key: kind for kind, key in {row["kind"]: row["key"] for row in rows}.items()}


def _sort(address: str, kinds: dict[str, str]) -> str:
    """What stands for all pages of that sort: the name of the route, the kind of an item, the command."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path.startswith((HOME, "/you")):
        return ""
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ""
    view = re.search(r"(?:^|&)(view|tab|overlay)=[\w-]*", parts.query)
    what = (
        match.kwargs.get("command") or kinds.get(match.kwargs.get("key", ""))
        if match.url_name in ("do", "item")
        else ""
    )
    return " ".join(filter(None, (match.url_name, what, view and view[0])))


def _judge(page: Page, address: str, broken: Broken, *, phone: bool = False) -> bool:
    """Whether there is a page at all; what it breaks is noted."""
    answer = page.request.get(address)
    if answer.status == 405 or "<!doctype html" not in answer.text()[:200].lower():
        return False  # a file, a part of a page, or nothing to look at
    assert answer.status < 500, address
    page.goto(address)
    broken[address] = violations(page)
    page.emulate_media(color_scheme="dark")
    broken[f"{address} in dark"] = violations(page, OF_COLOURS)
    page.emulate_media(color_scheme="light")
    if phone:
        usual = page.viewport_size
        page.set_viewport_size(PHONE)
        broken[f"{address} on a phone"] = violations(page)
        page.set_viewport_size(usual or PHONE)
    return True


def test_no_dialog_breaks_a_rule_in_light_or_dark(new_context: Callable[..., Any]) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    sign_in(page, "priya")
    broken: Broken = {}
    for name, address, open_it in DIALOGS:
        page.goto(HOME + address)
        open_it(page)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            broken[f"{name} in {colours}"] = violations(page, () if colours == "light" else OF_COLOURS)
        page.emulate_media(color_scheme="light")
    assert not any(broken.values()), _told(broken)


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("invoice")
    page.locator("dialog[open] [role=option]").first.wait_for()


def _sheet(page: Page) -> None:
    page.locator("[role=treegrid] tbody tr[tabindex='0']").wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def _peek(page: Page) -> None:
    page.locator("[role=treegrid] tbody tr[tabindex='0']").focus()
    page.keyboard.press("Space")
    page.locator("#peek:not([hidden]) :is(h1, h2, h3)").first.wait_for()


def _edit(page: Page) -> None:
    page.locator("[role=treegrid] tbody tr[tabindex='0']").wait_for()
    page.locator("[data-edit-url*='task.estimate']").first.dblclick()
    page.get_by_label("At best").wait_for()


def _move(page: Page) -> None:
    page.locator("a[data-move-to]").first.evaluate("link => link.click()")
    page.locator("dialog[open]").wait_for()


DIALOGS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("palette", "decisions", _palette),
    ("keys", "plan", _sheet),
    ("peek", "plan", _peek),
    ("edit in place", "plan", _edit),
    ("move", "backlog", _move),
)
