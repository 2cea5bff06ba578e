"""The bin: an item goes there with what hangs on it, and comes back with it; what would be left hanging is
named first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from pilothouse.commands import Scope
from pilothouse.who.changes import derived, listed
from pilothouse.who.items.models import Binned, Item, ItemRow
from pilothouse.who.rows import Row

CONTAINERS = frozenset({"parent", "feature"})
"""Foreign keys by which an item lies in another and goes with it."""
DAYS = 30
"""How long the bin keeps what is in it."""


def bin_item(ctx: Scope, row: ItemRow) -> list[str]:
    """Bin an item, what lies in it and their sub-rows; the keys of the items binned.

    Refuses, naming them, when other items refer to it."""
    going = list(_with_contents(ctx, row))
    ids = {one.pk for one in going}
    others = [other for one in going for other, field in _item_rows(ctx, one) if other.pk not in ids]
    if others:
        _still_needed(ctx, row, [called(other) for other in others])
    gone = [part for one in going for part in (*_bin_parts(ctx, one), *_bin_parts(ctx, one.item))]
    for one in going:
        ctx.delete(one)
        ctx.delete(one.item)
    _note(ctx, row, [*(part for one in going for part in (one, one.item)), *gone])
    return [one.item.key for one in going]


def bin_row(ctx: Scope, row: Any, *parts: Any, stay: Iterable[Any] = ()) -> None:
    """Bin a row that is no item, with its rows in the tables ``parts``.

    Refuses, naming them, when rows of other tables refer to it, but for those that may ``stay``."""
    gone: list[Any] = []
    for model, field in referring(row):
        rows = list(ctx.find(model, **{field: row}))
        if model in parts:
            gone += rows
        elif rows and not model.lasting and model not in stay:
            _still_needed(ctx, row, [called(one) for one in rows])
    for one in (*gone, row):
        ctx.delete(one)
    _note(ctx, row, [row, *gone])


def _note(ctx: Scope, row: Any, gone: list[Any]) -> None:
    """Write down who put it there, when, what went with it and who decides about that."""
    item = row.item if isinstance(row, ItemRow) else None
    about = getattr(row, "item", None)
    command = ctx.command
    times = Binned.everything.filter(workspace=ctx.workspace, row=row.pk).count()
    binned = Binned(id=derived(row.pk, "bin", times), table=row._meta.label_lower, row=row.pk)
    binned.kind = item.kind if item else str(row._meta.verbose_name)
    binned.key, binned.title = item.key if item else "", (str(item) if item else called(row))[:500]
    binned.item_id = about.pk if isinstance(about, Item) else None
    binned.unit, binned.by_id, binned.at = row.unit_of_decision(), ctx.actor.member, ctx.now
    binned.family = next(iter(command.families(ctx)), "")
    binned.permission = "" if binned.family else (command.needs(ctx) or "")
    binned.rows = [list(one) for one in dict.fromkeys((one._meta.label_lower, str(one.pk)) for one in gone)]
    ctx.save(binned)


def called(row: Any) -> str:
    """How people call a row: an item by its key too, what has no name of its own by what it is of."""
    item = row if isinstance(row, Item) else row.item if isinstance(row, ItemRow) else None
    if item is not None:
        return f"{item.key} {item}"
    if getattr(type(row), "__str__", None) is not getattr(Model, "__str__", None):
        return str(row)
    ends = (field for field in row._meta.concrete_fields if field.is_relation and field.name != "workspace")
    owner = next((end for field in ends if (end := getattr(row, field.name)) is not None), "something")
    return f"{row._meta.verbose_name} of {owner}"


def _still_needed(ctx: Scope, row: Any, names: list[str]) -> None:
    few = names[:5] + ([f"{len(names) - 5} more"] if len(names) > 5 else [])
    ctx.refuse(f"{row} is still needed by {listed(few)}. Point those elsewhere or delete them first.")


def _with_contents(ctx: Scope, row: ItemRow) -> Iterator[ItemRow]:
    yield row
    for other, field in _item_rows(ctx, row):
        if field in CONTAINERS:
            yield from _with_contents(ctx, other)


def _item_rows(ctx: Scope, row: Any) -> Iterator[tuple[ItemRow, str]]:
    """Items that refer to this one, with the field they do it by."""
    for model, field in referring(row):
        if issubclass(model, ItemRow):
            for other in ctx.find(model, **{field: row}).select_related("item"):
                yield other, field


def _bin_parts(ctx: Scope, row: Any) -> Iterator[Any]:
    """Bin sub-rows (assignments, links, words), which mean nothing without it; those that went."""
    for model, field in referring(row):
        if not issubclass(model, ItemRow | Item) and not (model.lasting and model is not Binned):
            for part in ctx.find(model, **{field: row}):
                yield from _bin_parts(ctx, part)
                ctx.delete(part)
                yield part


def referring(row: Any) -> Iterator[tuple[Any, str]]:
    """(table, field) of all that may refer to such a row, those that give it no name for that included."""
    for relation in row._meta.get_fields(include_hidden=True):
        if relation.concrete or not relation.auto_created:
            continue
        if issubclass(relation.related_model, Row) and not relation.related_model.derived:
            yield relation.related_model, relation.field.name
