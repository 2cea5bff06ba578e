"""A person at a browser: Chromium as the system provides it, and signing in."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect

CHROMIUM = Path(os.environ.get("PILOTHOUSE_CHROMIUM", "/usr/bin/chromium"))
MISSING = f"Chromium is needed at {CHROMIUM}. Type: make setup   (or: apt-get install chromium)"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PASSWORD = "pilothouse-demo"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
TALL: ViewportSize = {"width": 1440, "height": 3600}
"""High enough for every row of a small plan: a long one is drawn as far as one sees."""
LOOPBACK = {"127.0.0.1", "localhost", ""}


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser. Raises RuntimeError with the command to type where there is none."""
    if not CHROMIUM.exists():
        raise RuntimeError(MISSING)
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    try:
        yield browser
    finally:
        browser.close()


def sign_in(page: Page, who: str) -> None:
    """Sign in as one of the demo's cast, by first name in small letters: ``sign_in(page, "maya")``."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(f"{who}@ledgerline.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).not_to_have_url(re.compile("/sign-in"))


class Complaints:
    """What no page may do: throw an error in a script, or ask another machine for anything."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        context.on("weberror", lambda error: self.heard.append(f"script error: {error.error}"))
        context.on("request", lambda request: self._request(request.url))
        context.on("console", lambda message: self._console(message.type, message.text))

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            self.heard.append(f"asked another machine: {url}")

    def _console(self, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.heard.append(f"against the content security policy: {text}")


def whole(page: Page) -> None:
    """Wait until every row of the Plan is there, on a screen tall enough for all of them."""
    page.wait_for_function(
        """() => {
            const grid = document.querySelector("[role=treegrid]");
            const rows = grid.querySelectorAll("tbody tr[aria-rowindex]").length;
            return grid.dataset.window && rows === Number(grid.getAttribute("aria-rowcount")) - 1;
        }"""
    )
