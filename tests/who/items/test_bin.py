"""The bin: what was deleted, by whom, and back with all that went with it; after thirty days it is gone."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.models import RowChange
from pilothouse.who.items.lists import binned
from pilothouse.who.items.models import Binned, Comment, Item, ItemLabel
from tests.registry.conftest import tables
from tests.registry.world import World, head
from tests.signed_in import Page, browser
from tests.who.items.conftest import Act


def house() -> dict[str, Any]:
    """All rows but those of the bin itself."""
    found = tables()
    found.pop("items.binned")
    return found


def test_a_feature_comes_back_with_tasks_words_labels_and_files(world: World, act: Act) -> None:
    act("Maya", "comment.add", item=world.ids["First feature"], text="Keep this")
    feature, before = head(world, "First feature"), house()
    world.do("feature.delete", feature=str(feature.pk))
    assert not Task.everything.filter(feature=feature.pk, deleted_at=None).exists()
    told = next(row for row in binned(world.viewer("Maya"), {}) if row["key"] == feature.key)
    assert (told["by"], told["kind"]) == ("Sam", "feature")
    outcome = world.do("item.restore", binned=feature.key)
    assert "more that went with it" in outcome.sentence
    assert house() == before


def test_what_was_deleted_before_stays_deleted(world: World, act: Act) -> None:
    act("Maya", "comment.add", item=world.ids["First task"], text="Gone before")
    comment = Comment.everything.get(text="Gone before")
    act("Maya", "comment.delete", comment=str(comment.pk))
    world.do("task.delete", task=world.ids["First task"])
    world.do("item.restore", binned=Item.everything.get(pk=world.ids["First task"]).key)
    comment.refresh_from_db()
    assert comment.deleted_at is not None
    world.do("item.restore", binned=str(Binned.everything.get(row=comment.pk).pk))
    comment.refresh_from_db()
    assert comment.deleted_at is None


def test_what_lay_in_something_deleted_is_refused_with_its_name(world: World) -> None:
    third, inner = head(world, "Third task"), head(world, "Inner task")
    world.do("task.delete", task=str(inner.pk))
    world.do("task.delete", task=str(third.pk))
    with pytest.raises(Refused, match=f"{inner.key} Inner task cannot come back yet.*Third task"):
        world.do("item.restore", binned=inner.key)
    world.do("item.restore", binned=third.key)
    world.do("item.restore", binned=inner.key)


def test_a_part_whose_other_end_is_gone_stays_away(world: World) -> None:
    task = head(world, "First task")
    world.do("task.delete", task=str(task.pk))
    label = ItemLabel.everything.get(item=task, label__name="Urgent").label
    world.do("label.delete", label=str(label.pk))
    world.do("item.restore", binned=task.key)
    assert not ItemLabel.everything.filter(item=task, deleted_at=None).exists()
    assert Assignment.everything.filter(task=task.pk, deleted_at=None).exists()


def test_restoring_is_for_those_who_may_delete(world: World, act: Act) -> None:
    world.do("goal.delete", goal=world.ids["Spare goal"])
    key = head(world, "Spare goal").key
    assert act("Stella", "item.restore", binned=key).status == "proposed"
    assert act("Maya", "item.restore", binned=key).status == "applied"


def test_undoing_the_deletion_empties_the_bin_of_it(world: World) -> None:
    outcome = world.do("goal.delete", goal=world.ids["Spare goal"])
    world.do("history.undo", group=outcome.group)
    key = head(world, "Spare goal").key
    assert not any(row["key"] == key for row in binned(world.viewer("Maya"), {}))


def test_after_thirty_days_it_is_gone_but_history_knows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    feature = head(world, "First feature")
    world.do("feature.delete", feature=str(feature.pk))
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-04-08T09:00:00+00:00")
    carry_out(parse("bin.purge", {}), world.workspace)
    assert Item.everything.filter(pk=feature.pk).exists()
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-04-10T09:00:00+00:00")
    carry_out(parse("bin.purge", {}), world.workspace)
    assert not Item.everything.filter(pk=feature.pk).exists()
    gone = RowChange.everything.filter(row=feature.pk, model="items.item", after__isnull=True).get()
    assert (gone.before or {})["title"] == "First feature"


def test_the_page_tells_what_is_there_and_brings_it_back(world: World) -> None:
    world.do("goal.delete", goal=world.ids["Spare goal"])
    maya = browser(world, "Maya")
    page = Page(maya.get("/acme/bin?kind=goal"))
    assert "Spare goal" in page.text
    row = Binned.everything.get(row=world.ids["Spare goal"])
    assert maya.post("/acme/do/item.restore", {"binned": str(row.pk), "next": "/acme/bin"}).status_code == 303
    assert "Spare goal" not in Page(maya.get("/acme/bin?kind=goal")).part("binned").text
