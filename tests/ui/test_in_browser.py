"""The scripts and styles in a real browser, under the strict content security policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pilothouse.ui.assets import DIST
from tests.axe import violations
from tests.ui.site import Site, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="not built: make assets"),
]
PAGES = ["plan", "feature", "decisions", "form"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield started
        started.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page that fails the test when the console complains, refusals of the policy included."""
    context = browser.new_context(base_url=site.address, viewport={"width": 1440, "height": 950})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield opened
    context.close()
    assert [text for text in complaints if "422" not in text] == []


def focused(page: Page) -> str:
    """The text of the focused element."""
    return str(page.evaluate("document.activeElement.innerText.trim()"))


def first_row(page: Page) -> None:
    """Puts the focus on the first row, once the grid is ready."""
    row = page.locator('[role=treegrid] tbody tr[tabindex="0"]')
    row.focus()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_accessibility_violation_that_axe_finds(page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(f"/{name}")
    assert violations(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1024])
def test_no_page_is_wider_than_its_window(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_grid_is_walked_by_keyboard_and_a_cell_edited_and_left_again(page: Page, site: Site) -> None:
    page.goto("/plan")
    first_row(page)
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert focused(page) == "5–9 d"
    page.keyboard.press("F2")
    expect(page.get_by_label("At best")).to_be_focused()
    page.keyboard.press("Escape")
    assert focused(page) == "5–9 d"
    page.keyboard.press("Enter")
    page.get_by_label("At best").fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("gridcell", name="1–4 d")).to_be_visible()
    assert focused(page) == "1–4 d"
    assert site.saved == 1


def test_a_refused_edit_keeps_its_form_open(page: Page) -> None:
    page.goto("/plan")
    page.get_by_role("link", name="5–9 d").click()
    page.get_by_label("At best").fill("9")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-wrong]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="5–9 d")).to_be_visible()


def test_folding_hides_rows_and_survives_a_live_update(page: Page, site: Site) -> None:
    page.goto("/plan")
    page.get_by_role("button", name="Fold Guided invoice editor").click()
    expect(page.get_by_text("Live preview", exact=True)).to_be_hidden()
    site.rows[5]["p85"] = "1 Apr"
    site.tell(revision=8, changed=["task:7"], plan=True)
    expect(page.get_by_role("gridcell", name="1 Apr")).to_be_visible()
    expect(page.get_by_text("Live preview", exact=True)).to_be_hidden()


def test_a_live_update_changes_values_and_keeps_focus_typing_and_scroll(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 1000, "height": 420})
    page.goto("/plan")
    page.get_by_role("link", name="8–15 d").click()
    page.get_by_label("Likely").fill("33")
    before = page.evaluate("scrollY")
    site.rows[1]["p50"] = "3 Dec"
    site.tell(revision=9, changed=[], plan=True)
    expect(page.locator("#row-live-preview").get_by_role("gridcell", name="3 Dec")).to_be_attached()
    expect(page.get_by_label("Likely")).to_be_focused()
    expect(page.get_by_label("Likely")).to_have_value("33")
    assert page.evaluate("scrollY") == before


def test_selecting_a_row_keeps_its_chain_and_draws_its_links(page: Page) -> None:
    page.goto("/plan")
    page.locator("#row-converter-and-checks td").nth(2).click()
    expect(page.locator("tr[data-in-chain]")).to_have_count(3)
    expect(page.locator(".dep.chosen")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("tr[data-in-chain]")).to_have_count(0)


def test_z_undoes_the_last_toast_with_the_token(page: Page, site: Site) -> None:
    page.goto("/plan")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.locator("#headline").focus()
    page.keyboard.press("z")
    expect(page.get_by_text("Undone")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert site.undone == ["token-of-the-sample"]


def test_keys_are_for_the_page_but_not_while_typing(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("Why").press_sequentially("?z")
    expect(page.get_by_label("Why")).to_have_value("?z")
    page.locator("#headline").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_chord_goes_to_an_area(page: Page) -> None:
    page.goto("/form")
    page.goto("/plan")
    page.locator("#headline").focus()
    with page.expect_request("**/ledgerline/backlog"):
        page.route("**/ledgerline/backlog", lambda route: route.fulfill(body="Backlog"))
        page.keyboard.press("g")
        page.keyboard.press("b")
    # A context closed while its page waits for an intercepted answer may never close.
    expect(page.get_by_text("Backlog", exact=True)).to_be_visible()


def test_the_theme_is_kept_and_set_before_the_first_paint(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/plan")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.get_by_role("button", name="Theme: follows the system").click()
    page.get_by_role("button", name="Theme: light").click()
    page.goto("/plan", wait_until="commit")
    page.wait_for_selector("html[data-theme=dark]", state="attached")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_the_sidebar_is_a_drawer_on_phones(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/plan")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="More").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_without_scripts_everything_is_read_and_edits_are_links(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/plan")
    expect(page.get_by_text("Live preview", exact=True)).to_be_visible()
    page.get_by_role("link", name="5–9 d").click()
    expect(page.get_by_label("At best")).to_be_visible()
    context.close()
