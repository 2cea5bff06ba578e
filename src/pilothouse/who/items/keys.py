"""Opening items: the base row with its key."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit

HIGHEST = 2**31 - 1


def open_item(ctx: Scope, kind: str, id: UUID, unit: Unit, title: str) -> Item:
    """A new item of ``kind`` in ``unit`` with the next key of the nearest unit that has a prefix."""
    keys = Keys(ctx, unit)
    item = keys.item(kind, id, title)
    keys.note()
    ctx.save(item)
    return item


class Keys:
    """Hands out the keys of many items of a unit, and notes once how far it came."""

    def __init__(self, ctx: Scope, unit: Unit) -> None:
        self.ctx, self.unit, self.holder = ctx, unit, _prefix_holder(ctx, unit)
        highest = ctx.highest(Item, "number", prefix=self.holder.prefix) or 0
        self.last = max(self.holder.last_number, highest)
        self._kept: set[int] = set()

    def keep(self, numbers: Iterable[int]) -> None:
        """Keep free numbers for items that bring them along; others get none of these."""
        wanted = {number for number in numbers if 0 < number <= HIGHEST}
        taken = self.ctx.find(Item, prefix=self.holder.prefix).values_list("number", flat=True)
        self._kept = wanted - set(taken if self.last else ())
        self.last = max(self.last, *self._kept, 0)

    def item(self, kind: str, id: UUID, title: str, number: int | None = None) -> Item:
        """A new item, not written yet; with its own number if that was kept for it, else with the next."""
        if number in self._kept:
            self._kept.discard(number)
        else:
            number = self.last = self.last + 1
        item = Item(id=id, unit=self.unit, kind=kind, prefix=self.holder.prefix, number=number, title=title)
        item.author_id = self.ctx.author
        return item

    def note(self) -> None:
        """Keep in mind the last number that was given."""
        self.ctx.update(self.holder, last_number=self.last)


def _prefix_holder(ctx: Scope, unit: Unit) -> Unit:
    holder: Unit | None = unit
    while holder is not None and not holder.prefix:
        holder = ctx.row(Unit, holder.parent_id) if holder.parent_id else None
    if holder is None:
        ctx.refuse(f"Give {unit.name} or a unit above it a key prefix first, such as LED.", "unit")
    return holder
