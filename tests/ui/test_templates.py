"""What the shell and the macros promise about their markup."""

import re
from collections import Counter

import pytest

from pilothouse.ui.assets import DIST, UI
from tests.ui import story
from tests.ui.render import render

pytestmark = pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="not built: make assets")
PAGES = ["plan", "feature", "decisions", "form"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_one_main_and_no_id_twice(page: str) -> None:
    html = render(page)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_reference_inside_a_page_leads_somewhere(page: str) -> None:
    html = render(page)
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    wanted = {
        name
        for names in re.findall(r'(?:for|aria-describedby|aria-labelledby)="([^"]+)"', html)
        for name in names.split()
    }
    wanted |= set(re.findall(r'href="#([^"]+)"', html))
    assert wanted - ids == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_form_that_writes_carries_the_token(page: str) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', render(page), re.DOTALL)
    assert [form for form in forms if "csrfmiddlewaretoken" not in form] == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_nothing_that_the_content_security_policy_refuses(page: str) -> None:
    html = render(page)
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style", html) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_every_icon_that_a_page_uses_exists() -> None:
    names = {path.stem for path in (UI / "icons").glob("*.svg")}
    used = {name for page in PAGES for name in re.findall(r'href="#i-([\w-]+)"', render(page))}
    assert used - names == set()


def test_text_of_people_is_escaped() -> None:
    html = render("form", headline="<script>alert(1)</script>")
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_error_stands_in_the_summary_and_at_its_field_in_the_same_words() -> None:
    html = render("form")
    words = "Put the shorter estimate first, for example 5 to 8."
    assert html.count(words) == 2
    assert '<a href="#f-effort">' in html
    assert 'aria-describedby="f-effort-error" aria-invalid="true"' in html


def test_the_impact_has_one_order_and_folds_what_no_option_changes() -> None:
    html = render("feature")
    heads = re.findall(
        r'<tr(?: class="(\w+)")?><th scope="row">([^<]+)',
        html.split('class="impact options"')[1].split("</table>")[0],
    )
    assert heads == [
        ("", "Release, P50"),
        ("", "Release, P85"),
        ("", "Chance by 26 Feb"),
        ("", "Cost at completion"),
        ("", "Goal 1 by June"),
        ("unchanged", "Risk exposure"),
    ]
    assert "1 unchanged" in html


def test_only_the_areas_that_exist_are_shown_and_the_current_one_is_marked() -> None:
    html = render("plan")
    assert html.count('aria-current="page"') >= 2
    assert "Budget" not in html.split("</nav>")[0]


def test_the_sample_of_every_kind_of_field_keeps_what_was_typed() -> None:
    html = render("form")
    assert {kind["kind"] for kind in story.WIDGETS} == {
        "text", "textarea", "range", "number", "date", "select", "radio", "checkbox", "ref", "hidden",
    }  # fmt: skip
    assert re.search(r'value="todo" selected', html)
    assert re.search(r'name="effort.likely" value="6"', html)
    assert re.search(r'value="p3" selected', html)
