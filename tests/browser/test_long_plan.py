"""A plan too long for one page, by keyboard alone: every row, an edit in the middle and its undo, folding."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.plans import plan
from pilothouse.engine.document import write_plan

TASKS = 1000
HELD = 25
LINKED = "LONG-2"
MINUTE = 60_000
FOCUSED = "() => Number(document.activeElement.closest('tr')?.getAttribute('aria-rowindex') ?? 0)"


@pytest.fixture
def site(own_server: str, demo_data: Path, tmp_path: Path) -> str:
    """A server whose plan has some hundred rows more than the demo's."""
    file = tmp_path / "long.json"
    file.write_text(json.dumps(write_plan(plan(TASKS, people=4))))
    program = Path(sys.executable).parent / "pilothouse"
    subprocess.run(
        [program, "import", file, "--as", "priya@ledgerline.example", "--prefix", "LONG"],
        env={**os.environ, "PILOTHOUSE_DATA": str(tmp_path / "data")},
        check=True,
        capture_output=True,
    )
    return own_server


def _hold(page: Page, key: str, times: int) -> None:
    """Press a key so many times on end and wait until the focus has gone as many rows on."""
    at = page.evaluate(FOCUSED)
    for _ in range(times):
        page.keyboard.press(key)
    page.wait_for_function(f"row => ({FOCUSED})() === row", arg=at + times)


def _press(page: Page, key: str, row: int) -> None:
    """Press a key and wait until the focus is in that row."""
    page.keyboard.press(key)
    page.wait_for_function(f"row => ({FOCUSED})() === row", arg=row)


def _link(page: Page) -> None:
    """D asks what the row waits for; whoever decides that is asked."""
    page.keyboard.press("d")
    field = page.locator("#peek").get_by_label("Waits for")
    expect(field).to_be_focused()
    page.keyboard.type(LINKED)
    for _ in range(12):
        if page.locator("#peek button.primary:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#peek")).to_be_hidden(timeout=MINUTE)
    expect(page.locator("#toasts")).to_contain_text(re.compile("wait for|Suggested"))


def test_every_row_an_edit_its_undo_and_folding_by_keyboard(enter: Callable[..., Page]) -> None:
    page = enter("tomas")
    page.goto("/ledgerline/plan")
    table = page.get_by_role("treegrid", name="Plan")
    last = int(table.get_attribute("aria-rowcount") or 0)
    assert last > TASKS
    page.locator("tr[data-id][tabindex='0']").focus()
    for row in range(3, last + 1, HELD):
        _hold(page, "ArrowDown", min(HELD, last + 1 - row))
    assert page.locator("tr[data-id]").count() < TASKS
    _press(page, "Home", 2)
    _press(page, "Control+End", last)
    for step in range(1, 4):
        _press(page, "PageUp", last - 10 * step)

    row = page.locator("tr:focus")
    name = row.get_attribute("data-key") or ""
    left = page.locator(f"tr[data-key='{name}'] [data-edit-url]").nth(1)
    before = left.inner_text()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("td[data-editing] input:focus")).to_be_visible()
    for part in ("0.1", "0.2", "0.3"):
        page.keyboard.type(part)
        page.keyboard.press("Enter" if part == "0.3" else "Tab")
    expect(page.locator("#toasts")).to_contain_text("Undo")
    expect(left).not_to_have_text(before, timeout=MINUTE)
    assert page.evaluate(FOCUSED) == last - 30
    page.keyboard.press("z")
    expect(left).to_have_text(before, timeout=MINUTE)

    _link(page)
    assert page.evaluate(FOCUSED) == last - 30

    _press(page, "Control+Home", 2)
    group = page.locator("tr[aria-expanded=true]").first
    group.focus()
    at = page.evaluate(FOCUSED)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("tr:focus")).to_have_attribute("aria-expanded", "false")
    expect(table).not_to_have_attribute("aria-rowcount", str(last))
    assert page.evaluate(FOCUSED) == at
    page.keyboard.press("ArrowRight")
    expect(table).to_have_attribute("aria-rowcount", str(last))
