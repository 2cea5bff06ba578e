"""Take pictures of every page into shots/, light and dark, wide and on a phone: areas, items of each kind."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.server import serving
from tests.browser.visitor import DESKTOP, chromium, sign_in

SHOTS = Path("shots")
PHONE: ViewportSize = {"width": 390, "height": 844}
LOOKS: dict[str, ViewportSize] = {"light": DESKTOP, "dark": DESKTOP, "phone": PHONE}
FOLLOWED = ("features", "tasks", "i", "projects", "releases", "people", "PR-")
"""From the first link of an area to such a page a picture is taken, too."""
OWN = ("me", "notices", "decisions/log", "decisions/rights", "search?q=invoice")


def addresses(page: Page) -> list[str]:
    """What the navigation of the first page leads to, that page included, in its order."""
    links = paths(page, "nav a[href^='/']")
    return list(dict.fromkeys([re.sub(r"^https?://[^/]+", "", page.url), *links]))


def paths(page: Page, links: str) -> list[str]:
    """Where links lead, without their questions; links in a chart have no ``pathname``."""
    found = page.locator(links).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [urlsplit(link).path for link in found]


STEWARDS = {"sofia": ("settings",)}
"""Pages that open only to somebody else."""


def take(browser: Browser, site: str, look: str, who: str) -> None:
    """Sign in and take one picture a page, in one look."""
    context = visiting(browser, site, look)
    page = context.new_page()
    page.goto("/sign-in")
    page.screenshot(path=SHOTS / f"sign-in-{look}.png")
    sign_in(page, who)
    areas = addresses(page)
    slug = areas[0].split("/")[1]
    inside: dict[str, str] = {}
    for address in areas:
        page.goto(address)
        snap(page, address, look)
        inside |= followed(page, slug)
    for name, address in inside.items() | {(own, f"/{slug}/{own}") for own in OWN}:
        page.goto(address)
        snap(page, name, look)
    context.close()
    for other, pages in STEWARDS.items():
        context = visiting(browser, site, look)
        page = context.new_page()
        sign_in(page, other)
        for name in pages:
            page.goto(f"/{slug}/{name}")
            snap(page, name, look)
        context.close()


def visiting(browser: Browser, site: str, look: str) -> BrowserContext:
    """A browser of one look in which nobody has signed in."""
    scheme: Literal["dark", "light"] = "dark" if look == "dark" else "light"
    return browser.new_context(base_url=site, viewport=LOOKS[look], color_scheme=scheme, locale="en-GB")


def followed(page: Page, slug: str) -> dict[str, str]:
    """The first page of each kind that this one leads to, by a name for its picture."""
    found: dict[str, str] = {}
    for link in paths(page, f"main a[href^='/{slug}/']"):
        inside = link.removeprefix(f"/{slug}/")
        kind = next((kind for kind in FOLLOWED if inside.startswith(kind) and inside != kind), None)
        if kind:
            found.setdefault(f"{page.url.rsplit('/', 1)[-1]}-{kind.strip('-')}", link)
    return found


def snap(page: Page, name: str, look: str) -> None:
    """One picture, named after its page."""
    page.screenshot(path=SHOTS / f"{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-') or 'home'}-{look}.png")


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
