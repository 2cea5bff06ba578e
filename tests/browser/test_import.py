"""Bringing in a plan made elsewhere: looked at first, then stored, then dated and explained."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import TALL

Enter = Callable[..., Page]
MINUTE = 60_000
FIXTURES = Path(__file__).parents[1] / "interchange" / "fixtures"
REAL = Path(__file__).parents[3] / "shared" / "data" / "msproject"


@pytest.fixture
def site(module_server: str) -> str:
    """What these journeys bring in, no other module reads."""
    return module_server


def _look(page: Page, file: Path) -> None:
    """Choose a file and let it be looked at."""
    page.goto("/ledgerline/import")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def _counts(page: Page, kind: str) -> list[str]:
    """New, changed and unchanged rows of a kind, as the dry run tells them."""
    return page.get_by_role("row", name=re.compile(f"^{kind}")).get_by_role("cell").all_inner_texts()


def _tasks(page: Page) -> int:
    answer = page.request.get("/api/v1/ledgerline/tasks?limit=200")
    assert answer.ok, answer.text()
    return len(answer.json()["rows"])


def _row(page: Page, title: str) -> Locator:
    return page.locator("[role=treegrid] tr", has=page.get_by_role("link", name=title, exact=True))


def _expect_dates(page: Page, title: str) -> None:
    """The page follows the computation by itself."""
    expect(_row(page, title).locator("a[data-peek]")).to_have_count(2, timeout=2 * MINUTE)


def test_a_project_file_comes_in_with_dates_that_say_why(enter: Enter) -> None:
    priya = enter("priya", viewport=TALL)
    before = _tasks(priya)
    _look(priya, FIXTURES / "site.xml")
    expect(priya.locator("h1")).to_have_text("New site would become a project with 5 tasks")
    assert _counts(priya, "Tasks") == ["5", "0", "0"]
    expect(priya.locator("main")).to_contain_text("Lag in percent: the hours it is now [Dry]")
    assert _tasks(priya) == before

    priya.get_by_role("button", name="Import", exact=True).click()
    expect(priya.locator("#toasts")).to_contain_text("You imported New site: 5 tasks")
    assert _tasks(priya) == before + 5
    priya.goto("/ledgerline/plan")
    _expect_dates(priya, "Dry")
    _row(priya, "Dry").locator("a[data-peek]").first.click()
    why = priya.get_by_role("complementary", name="Details")
    expect(why.get_by_role("heading", level=2).first).to_contain_text("because it waits for Paint")
    expect(why.locator(".reasons li").first).to_contain_text("Dry waits for Paint")
    why.locator(".reasons").get_by_role("link", name="Paint").first.click()
    expect(priya.locator("h1")).to_contain_text("Paint is likely done on")

    _look(priya, FIXTURES / "site.xml")
    expect(priya.locator("h1")).to_have_text("Nothing in site.xml has changed since it was imported")
    assert _counts(priya, "Tasks") == ["0", "0", "5"]
    assert _tasks(priya) == before + 5


def test_a_real_file_of_another_program_comes_in_with_dates(enter: Enter, tmp_path: Path) -> None:
    packed = REAL / "New Product.xml.gz"
    if not packed.exists():
        pytest.skip(f"needs the real Project file {packed.name}, which is kept beside the repository")
    file = tmp_path / "New Product.xml"
    file.write_bytes(gzip.decompress(packed.read_bytes()))
    priya = enter("priya", viewport=TALL)
    before = _tasks(priya)
    _look(priya, file)
    expect(priya.locator("h1")).to_contain_text("would become a project with 30 tasks")
    expect(priya.locator("main")).to_contain_text("Cost per use of a person: left out [Howard Thompson]")
    assert _tasks(priya) == before

    priya.get_by_role("button", name="Import", exact=True).click()
    expect(priya.locator("#toasts")).to_contain_text("You imported Project1: 30 tasks, 12 milestones")
    assert _tasks(priya) == before + 30
    priya.goto("/ledgerline/plan")
    _expect_dates(priya, "Assemble first batch")
    _row(priya, "Assemble first batch").locator("a[data-peek]").first.click()
    expect(priya.locator("#peek .reasons a").first).to_be_visible()
    _look(priya, file)
    expect(priya.locator("h1")).to_contain_text("Nothing in New Product.xml has changed")


def test_twelve_faults_are_twelve_messages_and_nothing_is_stored(enter: Enter) -> None:
    priya = enter("priya")
    before = _tasks(priya)
    _look(priya, FIXTURES / "twelve_faults.xml")
    messages = priya.get_by_role("alert").get_by_text(re.compile(r"^line \d+, "))
    expect(messages).to_have_count(12)
    expect(messages.nth(1)).to_contain_text("“two days” is not a duration. Write one like PT8H0M0S.")
    expect(priya.locator("main")).to_contain_text("Nothing was stored")
    expect(priya.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    assert _tasks(priya) == before


def test_what_cannot_be_read_is_refused_with_the_way_out(enter: Enter, tmp_path: Path) -> None:
    binary = tmp_path / "Roadworks.mpp"
    binary.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    priya = enter("priya")
    _look(priya, binary)
    expect(priya.get_by_role("alert")).to_contain_text(
        "“Roadworks.mpp” looks like a Microsoft Project file (.mpp). Open it in Microsoft Project, choose "
        "File, Save As, XML format, and import that file."
    )
