"""Opening items: the base row with its key."""

from __future__ import annotations

from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit


def open_item(ctx: Scope, kind: str, id: UUID, unit: Unit, title: str) -> Item:
    """A new item of ``kind`` in ``unit`` with the next key of the nearest unit that has a prefix."""
    holder = _prefix_holder(ctx, unit)
    last = ctx.find(Item, prefix=holder.prefix).order_by("-number").values_list("number", flat=True).first()
    number = max(holder.last_number, last or 0) + 1
    ctx.update(holder, last_number=number)
    item = Item(id=id, unit=unit, kind=kind, prefix=holder.prefix, number=number, title=title)
    item.author_id = ctx.author
    ctx.save(item)
    return item


def _prefix_holder(ctx: Scope, unit: Unit) -> Unit:
    holder: Unit | None = unit
    while holder is not None and not holder.prefix:
        holder = ctx.find(Unit, pk=holder.parent_id).first() if holder.parent_id else None
    if holder is None:
        ctx.refuse(f"Give {unit.name} or a unit above it a key prefix first, such as LED.", "unit")
    return holder
