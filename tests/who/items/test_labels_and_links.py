"""Labels on items of any kind, and links that show at both ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pilothouse.commands import Refused
from pilothouse.who.items.parts import labelled
from tests.registry.world import World, head
from tests.signed_in import Page, browser
from tests.who.items.conftest import Act

Hanging = Callable[..., dict[str, Any]]


def names(parts: dict[str, Any]) -> list[str]:
    return [label["name"] for label in parts["labels"]]


def test_merging_puts_the_other_label_on_all_that_had_the_first(
    world: World, act: Act, hanging: Hanging
) -> None:
    act("Maya", "label.put", item=world.ids["Spare goal"], label="Urgent")
    act("Maya", "label.put", item=world.ids["Spare goal"], label="Later")
    act("Maya", "label.merge", label="Urgent", into="Later")
    assert names(hanging("Spare goal")) == names(hanging("First task")) == ["Later"]
    assert labelled(world.viewer("Maya"), "later") >= {head(world, "First task").pk}


def test_a_restored_label_is_on_everything_again(world: World, act: Act, hanging: Hanging) -> None:
    act("Maya", "label.delete", label="Urgent")
    assert names(hanging("First task")) == []
    act("Maya", "item.restore", binned="Urgent")
    assert names(hanging("First task")) == ["Urgent"]


def test_one_name_means_one_label(world: World, act: Act) -> None:
    with pytest.raises(Refused, match="already"):
        act("Maya", "label.add", name="URGENT")


def test_a_link_shows_at_both_ends_in_words_that_fit(world: World, act: Act, hanging: Hanging) -> None:
    act(
        "Maya", "item.link", item=world.ids["Third feature"], other=world.ids["Spare goal"], kind="duplicates"
    )
    (here,), (there,) = hanging("Third feature")["links"], hanging("Spare goal")["links"]
    assert (here["how"], here["title"]) == ("duplicates", "Spare goal")
    assert (there["how"], there["title"]) == ("duplicated by", "Third feature")
    act("Maya", "item.unlink", link=there["link"])
    assert hanging("Third feature")["links"] == []


def test_labels_have_a_page(world: World) -> None:
    page = Page(browser(world, "Maya").get("/acme/labels"))
    assert "Two labels" in page.text
    assert "Urgent" in page.text
