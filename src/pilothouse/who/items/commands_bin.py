"""The bin: bringing things back, and emptying it when their time is over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from pydantic import PrivateAttr

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.base import Permission
from pilothouse.who.items.bin import DAYS
from pilothouse.who.items.models import ONES_OWN, Binned, Item
from pilothouse.who.items.restoring import bring_back, let_go, over

BinnedRef = Annotated[str, RefTo("items.binned")]


class RestoreItem(Command, name="item.restore", permission="member"):
    """Restore from the bin.

    Whoever may delete it may bring it back."""

    binned: Annotated[BinnedRef, Hint(label="What was deleted", help="Its key, such as LED-12.")]
    _with: int = PrivateAttr(default=0)

    def families(self, ctx: Scope) -> tuple[str, ...]:
        family = ctx.get(self.binned).family
        return (family,) if family else ()

    def needs(self, ctx: Scope) -> Permission | None:
        permission: Permission = ctx.get(self.binned).permission or "member"
        return permission

    def workers(self, subject: Any) -> Collection[UUID]:
        return (subject.by_id,)

    def apply(self, ctx: Scope) -> None:
        back = bring_back(ctx, ctx.get(self.binned))
        self._with = max(sum(isinstance(row, Item) for row in back) - 1, 0)

    def sentence(self, ctx: Scope) -> str:
        binned: Binned = ctx.get(self.binned)
        more = f" and {self._with} more that went with it" if self._with else ""
        if binned.table in ONES_OWN:
            return f"restored a {binned.kind} of their own"
        return f"restored {binned.kind} {binned.key or binned.title}{more}"


class EmptyBin(Command, name="bin.purge", permission="system"):
    """Let go of what lay in the bin too long."""

    _count: int = PrivateAttr(default=0)

    def apply(self, ctx: Scope) -> None:
        for binned in over(ctx)[:200]:
            if Binned.everything.filter(pk=binned.pk).exists():
                self._count += let_go(ctx, binned)

    def sentence(self, ctx: Scope) -> str:
        return f"emptied the bin of {self._count} that lay there for {DAYS} days"
