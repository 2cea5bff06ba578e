"""Take pictures of every page of the main navigation into shots/, light and dark, wide and on a phone."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.server import serving
from tests.browser.visitor import DESKTOP, chromium, sign_in

SHOTS = Path("shots")
PHONE: ViewportSize = {"width": 390, "height": 844}
LOOKS: dict[str, ViewportSize] = {"light": DESKTOP, "dark": DESKTOP, "phone": PHONE}


def addresses(page: Page) -> list[str]:
    """What the navigation of the first page leads to, that page included, in its order."""
    links = page.locator("nav a[href^='/']").evaluate_all("links => links.map(link => link.pathname)")
    return list(dict.fromkeys([re.sub(r"^https?://[^/]+", "", page.url), *links]))


def take(browser: Browser, site: str, look: str, who: str) -> None:
    """Sign in and take one picture a page, in one look."""
    context = browser.new_context(
        base_url=site,
        viewport=LOOKS[look],
        color_scheme="dark" if look == "dark" else "light",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.screenshot(path=SHOTS / f"sign-in-{look}.png")
    sign_in(page, who)
    for address in addresses(page):
        page.goto(address)
        page.screenshot(path=SHOTS / f"{address.strip('/').replace('/', '-') or 'home'}-{look}.png")
    context.close()


def main(who: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="pilothouse-shots-") as folder,
        serving(Path(folder) / "data") as site,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        for look in LOOKS:
            take(browser, site, look, who)
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}/")


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["priya"])
