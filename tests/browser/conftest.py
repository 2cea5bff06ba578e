"""Journeys in a real browser against a real server.

``page`` is a stranger's page and ``enter("maya")`` a signed-in one, on the server that all journeys share. A
module whose journeys change what others read overrides ``site``: with ``own_server``, a fresh copy each, or
with ``module_server``, one copy for the module.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.server import serving
from tests.browser.visitor import DESKTOP, Complaints, chromium, sign_in
from tests.made_once import copy_of

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
FAILED = pytest.StashKey[bool]()
expect.set_options(timeout=20_000)  # a machine that does other things, too, is slower, not wrong
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture(scope="package")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo story, as a server left it that was started once and stopped."""
    return copy_of(tmp_path_factory, "demo", _told) / "data"


def _told(folder: Path) -> None:
    with serving(folder / "data"):
        pass


@pytest.fixture(scope="package")
def server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server that journeys share: they may read there, and change what nobody else reads."""
    yield from _copy_served(demo_data, tmp_path_factory.mktemp("shared"))


@pytest.fixture
def own_server(demo_data: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server for this test alone."""
    yield from _copy_served(demo_data, tmp_path)


@pytest.fixture(scope="module")
def module_server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server for the journeys of one module."""
    yield from _copy_served(demo_data, tmp_path_factory.mktemp("module"))


def _copy_served(demo_data: Path, folder: Path) -> Iterator[str]:
    data = folder / "data"
    shutil.copytree(demo_data, data)
    with serving(data) as url:
        yield url


@pytest.fixture
def site(server: str) -> str:
    """Where the pages of this test are."""
    return server


@pytest.fixture
def new_context(
    browser: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of its own for each person: no cookies, German time and British English unless said."""
    complaints, contexts = Complaints(), []

    def make(**options: object) -> BrowserContext:
        usual = {"base_url": site, "viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Berlin"}
        context = browser.new_context(**{**usual, **options})
        context.set_default_timeout(30_000)
        complaints.listen(context)
        contexts.append(context)
        return context

    yield make
    with ExitStack() as closing:
        for number, context in enumerate(contexts):
            closing.callback(context.close)
            if request.node.stash.get(FAILED, False):
                _picture(context, request.node.name, number)
    assert complaints.heard == []


def _picture(context: BrowserContext, test: str, number: int) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test)
    for index, page in enumerate(context.pages):
        page.screenshot(path=RESULTS / f"{name}-{number}-{index}.png", full_page=True)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """The page of somebody who has not signed in."""
    return new_context().new_page()


@pytest.fixture
def enter(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """``enter("priya")``: the page of a person who has just signed in; options are the browser's."""

    def enter(who: str, **options: object) -> Page:
        page = new_context(**options).new_page()
        sign_in(page, who)
        return page

    return enter
