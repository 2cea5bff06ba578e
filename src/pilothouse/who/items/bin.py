"""Putting an item into the bin with what hangs on it; what would be left hanging is named first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pilothouse.commands import Scope
from pilothouse.who.changes import listed
from pilothouse.who.items.models import Item, ItemRow

CONTAINERS = frozenset({"parent", "feature"})
"""Foreign keys by which an item lies in another and goes with it."""


def bin_item(ctx: Scope, row: ItemRow) -> list[str]:
    """Bin an item, what lies in it and their sub-rows; the keys of the items binned.

    Refuses, naming them, when other items refer to it."""
    going = list(_with_contents(ctx, row))
    ids = {one.pk for one in going}
    others = [other for one in going for other, field in _item_rows(ctx, one) if other.pk not in ids]
    if others:
        names = listed([f"{other.item.key} {other}" for other in others[:5]])
        ctx.refuse(f"{row} is still needed by {names}. Point those elsewhere or delete them first.")
    for one in going:
        _bin_parts(ctx, one)
        _bin_parts(ctx, one.item)
        ctx.delete(one)
        ctx.delete(one.item)
    return [one.item.key for one in going]


def _with_contents(ctx: Scope, row: ItemRow) -> Iterator[ItemRow]:
    yield row
    for other, field in _item_rows(ctx, row):
        if field in CONTAINERS:
            yield from _with_contents(ctx, other)


def _item_rows(ctx: Scope, row: Any) -> Iterator[tuple[ItemRow, str]]:
    """Items that refer to this one, with the field they do it by."""
    for model, field in _referring(row):
        if issubclass(model, ItemRow):
            for other in ctx.find(model, **{field: row}).select_related("item"):
                yield other, field


def _bin_parts(ctx: Scope, row: Any) -> None:
    """Bin sub-rows (assignments, links, values), which mean nothing without it."""
    for model, field in _referring(row):
        if not issubclass(model, ItemRow | Item):
            for part in ctx.find(model, **{field: row}):
                _bin_parts(ctx, part)
                ctx.delete(part)


def _referring(row: Any) -> Iterator[tuple[Any, str]]:
    for relation in row._meta.related_objects:
        if getattr(relation.related_model, "derived", False) is False:
            yield relation.related_model, relation.field.name
