"""All changes: what was done at once together, narrowed by the address, taken back in place."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.commands import parse
from pilothouse.who.decisions.decision_log import all_changes
from pilothouse.who.decisions.gate.submit import submit, submit_many
from tests.registry.world import World, head
from tests.signed_in import Page, browser


def changes(world: World, query: str = "", who: str = "Maya") -> Page:
    return Page(browser(world, who).get(f"/acme/history{query}"))


def test_what_was_done_at_once_stands_together_and_is_undone_at_once(world: World) -> None:
    titles = {"First feature": "Billing", "Second feature": "Reminders"}
    renames = [parse("item.rename", {"item": world.ids[old], "title": new}) for old, new in titles.items()]
    submit_many(renames, world.viewer("Maya"), "test")
    page = changes(world)
    assert re.search(r"\d+ changes today, the last one by Maya", page.text)
    first = page.html[page.html.index('id="group-') :].partition("</li>\n")[0]
    group = re.search(r'action="(/acme/undo/[^"]+)"', page.html)
    assert group
    assert "Maya" in first
    assert browser(world, "Maya").post(group[1], {"next": "/acme/history"}).status_code == 303
    assert head(world, "First feature").title == "First feature"
    assert head(world, "Second feature").title == "Second feature"


@pytest.mark.parametrize(
    "query, there, gone",
    [
        ("?who={Stella}", "suggested", "added the task First task"),
        ("?about=risk", "Provider changes", "First task to"),
        ("?about=not:skill", "First task", "added the skill"),
        ("?item={First task}", "assigned First task to Jonas", "Second task to"),
        ("?to=2020-01-01", "No change has all of this", "First task"),
        ("?from=nonsense&who=nobody", "No change has all of this", "First task"),
    ],
)
def test_filters_are_the_address(
    world: World, query: str, there: str, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_changes, "AT_ONCE", 500)
    task = head(world, "First task")
    page = changes(world, query.replace("{Stella}", world.ids["Stella"]).replace("{First task}", task.key))
    found = page.part("changes").text
    assert there in found
    assert gone not in found


def test_the_record_is_paged_and_no_group_is_cut(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_changes, "AT_ONCE", 7)
    seen: list[str] = []
    address = "/acme/history"
    while address:
        page = Page(browser(world, "Maya").get(address))
        seen += re.findall(r'id="group-([^"]+)"', page.html)
        address = page.links.get("Earlier", "").replace("&amp;", "&")
    assert len(seen) == len(set(seen)) > 20


def test_a_guest_is_told_of_no_change(world: World) -> None:
    assert "Nothing has changed yet" in changes(world, who="Gast").text


def test_more_changes_ask_the_database_no_more(world: World) -> None:
    client = browser(world, "Maya")
    counts = []
    for _ in range(2):
        client.get("/acme/history")
        with CaptureQueriesContext(connection) as caught:
            client.get("/acme/history")
        counts.append(len(caught))
        for name in "abc":
            submit(parse("skill.add", {"name": f"{name}{len(counts)}"}), world.viewer("Sam"), "test")
    assert counts[0] == counts[1] <= 20
