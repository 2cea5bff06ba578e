"""What the definition of done asks of an item, and what of it is still open."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import Scope
from pilothouse.how.engineering.models import DoneCheck, DoneMark, Waiver
from pilothouse.who.changes import listed
from pilothouse.who.items.models import Item


def checks_of(ctx: Scope, unit: Any) -> list[DoneCheck]:
    """The definition of done that holds in a unit: that of the nearest one that has any."""
    for each in ctx.rights.chain(unit):
        if found := list(ctx.find(DoneCheck, unit=each).order_by("position")):
            return found
    return []


def open_checks(ctx: Scope, item: Item, unit: Any) -> list[DoneCheck]:
    """The checks that neither hold for an item nor were waived."""
    settled = {
        check
        for model in (DoneMark, Waiver)
        for check in ctx.find(model, item=item).values_list("done_check_id", flat=True)
    }
    return [check for check in checks_of(ctx, unit) if check.pk not in settled]


def refuse_undone(ctx: Scope, item: Item, unit: Any) -> None:
    """Refuse to call an item done while checks are open, naming them."""
    missing = [str(check) for check in open_checks(ctx, item, unit)]
    if missing:
        few = [*missing[:4], f"{len(missing) - 4} more"] if len(missing) > 5 else missing
        named = f"{listed(few)} {'is' if len(missing) == 1 else 'are'} still open"
        words = f"{item.key} does not meet the definition of done: {named}."
        ctx.refuse(f"{words} Tick what holds on its page, or ask there to waive it.", "task")
