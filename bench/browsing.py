"""The Plan of a thousand rows in Chromium: first paint, keys, bytes and nodes; how soon bars follow an edit,
here and in another browser; how quickly pages answer while dates are simulated.

Beside it, in the same run: the first paint of a bare list of fifty rows."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.house import at
from bench.plans import plan
from bench.web import environment, serving
from pilothouse.engine.document import write_plan
from tests.browser.visitor import DESKTOP, chromium, sign_in

ESTIMATE = "[data-edit-url*='task.estimate']"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
NODES = "() => document.querySelectorAll('*').length"
KEY = """() => new Promise((done) => {
    const begin = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})"""
WATCH = """() => {
    const bars = () => [...document.querySelectorAll('tr[data-id] .bars')].map((bar) => bar.innerHTML).join();
    const before = bars();
    addEventListener('keydown', (event) => {
        if (event.key === 'Enter') window.begun = Date.now();
    }, true);
    new MutationObserver(() => {
        if (!window.moved && bars() !== before) window.moved = Date.now();
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
ANSWERED = """async (times) => {
    const taken = [];
    while (taken.length < times) {
        const begin = performance.now();
        await (await fetch('/ledgerline/backlog')).text();
        taken.push(performance.now() - begin);
    }
    return taken;
}"""


def main() -> None:
    """Print milliseconds, and how many times the bare list's first paint the Plan's takes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tasks", type=int, default=1000)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pilothouse-bench-") as folder:
        data = Path(folder, "data")
        _story(data, given.tasks)
        with serving(str(data)) as address, sync_playwright() as driver, chromium(driver) as browser:
            found = measure(browser, f"http://{address}", given.times)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:44} {value:9.1f}")


def measure(browser: Browser, url: str, times: int) -> dict[str, float]:
    """What a person at a desk sees of it, in milliseconds where nothing else is said."""
    page = browser.new_context(base_url=url, viewport=DESKTOP, locale="en-GB").new_page()
    sign_in(page, "tomas")
    page.goto("/ledgerline/plan")
    page.locator("#computed", has_text="computed").wait_for(timeout=120_000)
    bare, paint = _painted(page, "/bare/list", times), _painted(page, "/ledgerline/plan", times)
    html = page.context.request.get("/ledgerline/plan").body()
    page.locator("[role=treegrid] tr[data-id][tabindex='0']").focus()
    keys = sorted(page.evaluate(KEY) for _ in range(10 * times))
    other = browser.new_context(base_url=url, viewport=DESKTOP, locale="en-GB").new_page()
    sign_in(other, "priya")
    edits = [_edited(page, other, 1 + number % 2 / 10) for number in range(times)]
    return {
        "bare list of 50, first paint": bare,
        "plan, first paint": paint,
        "plan, first paint / bare": paint / bare,
        "key to next frame, p75": at(keys, 0.75),
        "edit to new bars, p95": at(sorted(one.here for one in edits), 0.95),
        "edit to new bars in another browser, p95": at(sorted(one.there for one in edits), 0.95),
        "backlog while dates are simulated, p95": at(sorted(t for one in edits for t in one.answers), 0.95),
        "plan, kB gzipped": len(gzip.compress(html)) / 1000,
        "plan, DOM nodes": float(page.evaluate(NODES)),
    }


def _painted(page: Page, path: str, times: int) -> float:
    def once() -> float:
        page.goto(path)
        page.wait_for_function(PAINTED)
        return float(page.evaluate(PAINTED))

    once()
    return median(once() for _ in range(times))


@dataclass(frozen=True)
class Edit:
    """Milliseconds from Enter to the first bar that moved, and those of pages asked for right after."""

    here: float
    there: float
    answers: list[float]


def _edited(page: Page, other: Page, days: float) -> Edit:
    for one in (page, other):
        one.goto("/ledgerline/plan?first=100")
        one.locator("#computed", has_text="computed").wait_for(timeout=120_000)
    row = page.locator("tr[data-key^='LONG']", has=page.locator(ESTIMATE)).first
    page.locator(f"#{row.get_attribute('id')} {ESTIMATE}").click()
    page.locator("td[data-editing] input:focus").wait_for()
    for one in (page, other):
        one.evaluate(WATCH)
    for times, key in ((1, "Tab"), (2, "Tab"), (3, "Enter")):
        page.keyboard.type(f"{times * days:.1f}")
        page.keyboard.press(key)
    moved = [
        one.wait_for_function("() => window.moved", timeout=60_000).json_value() for one in (page, other)
    ]
    begun = page.evaluate("() => window.begun")
    return Edit(moved[0] - begun, moved[1] - begun, page.evaluate(ANSWERED, 8))


def _story(data: Path, tasks: int) -> None:
    """The demo's people and a project of so many tasks beside theirs."""
    program, env = Path(sys.executable).with_name("pilothouse"), environment(str(data))
    file = data.with_name("plan.json")
    file.write_text(json.dumps(write_plan(plan(tasks))))
    run: Callable[..., object] = lambda *words: subprocess.run(  # noqa: E731
        [program, *words], env=env, check=True, stdout=subprocess.DEVNULL
    )
    run("load-demo")
    run("import", file, "--as", "priya@ledgerline.example", "--prefix", "LONG")


if __name__ == "__main__":
    os.environ.setdefault("PILOTHOUSE_LOG", "ERROR")
    main()
