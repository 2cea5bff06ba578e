"""Every page fits: on a phone, at twice the size, and on paper without what is only for a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from tests.entrypoints.routes import pages

HOME = "/ledgerline/"
WIDTHS = {"a phone": 390, "a screen at 200 %": 640}
BEYOND = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
ON_SCREEN = "nav, .side, .dock, .filters, .btn, [role=toolbar], .toasts"
NOT_ON_PAPER = f"""() => [...document.querySelectorAll({ON_SCREEN!r})]
    .filter(each => each.checkVisibility() && each.getClientRects().length)
    .map(each => `${{each.tagName}} ${{each.className}} ${{each.textContent.trim().slice(0, 30)}}`)"""


def test_no_page_is_wider_than_a_phone_or_twice_the_size_nor_prints_its_navigation(
    enter: Callable[..., Page],
) -> None:
    page = enter("priya", reduced_motion="reduce")
    broken = [f"{address}: {fault}" for address in _addresses(page) for fault in _faults(page, address)]
    assert not broken, "\n" + "\n".join(broken)


def _addresses(page: Page) -> list[str]:
    """Every page of the workspace, and one of each kind of item and of proposal."""
    rows = page.request.get(f"/api/v1{HOME}items?limit=200").json()["rows"]
    keys = {row["kind"]: row["key"] for row in rows}.values()
    areas = [route.filled(workspace="ledgerline") for route in pages() if route.parts == ["workspace"]]
    found = [*areas, *(f"{HOME}i/{key}" for key in keys), f"{HOME}PR-1"]
    return [address for address in found if _is_page(page, address)]


def _is_page(page: Page, address: str) -> bool:
    answer = page.request.get(address)
    return answer.status == 200 and "<!doctype html" in answer.text()[:200].lower()


def _faults(page: Page, address: str) -> Iterator[str]:
    page.goto(address)
    usual = page.viewport_size
    assert usual is not None
    for what, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        if beyond := page.evaluate(BEYOND):
            yield f"{beyond} px too wide for {what}"
    page.set_viewport_size(usual)
    page.emulate_media(media="print")
    if printed := page.evaluate(NOT_ON_PAPER):
        yield f"prints {printed[:3]}"
    page.emulate_media(media="screen")
