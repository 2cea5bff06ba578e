"""Saved views: a page's address under a name, one's own until it is shown to others."""

from __future__ import annotations

from typing import Any

from pilothouse.who.items.saved_views import saved_views
from tests.registry.world import World
from tests.signed_in import Page, browser

LATE = "view=table&stage=later"


def save(world: World, who: str, shared: str = "private") -> Any:
    form = {"name": "Later ones", "page": "roadmap", "query": LATE, "shared": shared}
    return browser(world, who).post("/acme/do/view.save", form | {"next": f"/acme/roadmap?{LATE}"})


def names(world: World, who: str) -> list[str]:
    return [row["title"] for row in saved_views(world.viewer(who), "roadmap")]


def test_a_view_is_one_s_own_until_it_is_shown_to_a_team_or_to_all(world: World) -> None:
    known = names(world, "Priya")
    assert save(world, "Maya").status_code == 303
    assert "Later ones" in names(world, "Maya")
    assert names(world, "Jonas") == names(world, "Priya") == known
    view = next(
        row["id"] for row in saved_views(world.viewer("Maya"), "roadmap") if row["title"] == "Later ones"
    )
    browser(world, "Maya").post("/acme/do/view.share", {"view": view, "shared": "team"})
    assert "Later ones" in names(world, "Jonas"), "Jonas and Maya are in one team"
    assert names(world, "Priya") == known
    assert names(world, "Gast") == []


def test_a_changed_view_says_so_and_offers_to_keep_or_reset_it(world: World) -> None:
    save(world, "Maya")
    client = browser(world, "Maya")
    page = Page(client.get(f"/acme/roadmap?{LATE}"))
    link = page.links["Later ones"]
    assert 'class="views-dot"' not in Page(client.get(link)).html
    changed = Page(client.get(f"{link}&goal=none"))
    assert 'class="views-dot"' in changed.html
    assert changed.links["Reset"] == link
    view = link.rpartition("saved=")[2]
    client.post("/acme/do/view.change", {"view": view, "query": f"{LATE}&goal=none"})
    assert 'class="views-dot"' not in Page(client.get(f"{link}&goal=none")).html


def test_only_its_owner_changes_or_deletes_a_view(world: World) -> None:
    save(world, "Maya", "workspace")
    view = saved_views(world.viewer("Maya"), "roadmap")[0]["id"]
    assert browser(world, "Jonas").post("/acme/do/view.delete", {"view": view}).status_code == 403
    assert browser(world, "Maya").post("/acme/do/view.delete", {"view": view}).status_code == 303
    assert "Later ones" not in names(world, "Maya")
