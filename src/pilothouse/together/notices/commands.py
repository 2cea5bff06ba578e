"""Choosing what not to be told."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.together.notices.models import KINDS, Mute
from pilothouse.who.fields import ItemRef, Minted

MuteRef = Annotated[str, RefTo("notices.mute")]


class MuteItem(Command, name="notice.mute_item", permission="member"):
    """Tell me no more about this."""

    id: Minted = Field(default_factory=uuid4)
    item: ItemRef

    def apply(self, ctx: Scope) -> None:
        key = {"member": ctx.actor.member, "item": ctx.get(self.item)}
        if ctx.find(Mute, **key).exists():
            ctx.refuse("You are not told about this already.", "item")
        ctx.save(Mute(id=self.id, member_id=ctx.actor.member, item=key["item"]))

    def sentence(self, ctx: Scope) -> str:
        return f"muted {ctx.title(self.item)}"


class MuteKind(Command, name="notice.mute_kind", permission="member"):
    """Tell me no more of this kind."""

    id: Minted = Field(default_factory=uuid4)
    kind: Annotated[
        Literal["waits", "decided", "review", "shared", "mention", "assigned", "date", "comment", "changed"],
        Hint(help="A proposal that waits for you stays on your Desk all the same."),
    ]
    example: ClassVar[dict[str, Any]] = {"kind": "date"}

    def apply(self, ctx: Scope) -> None:
        if ctx.find(Mute, member=ctx.actor.member, kind=self.kind).exists():
            ctx.refuse("You are not told of this kind already.", "kind")
        ctx.save(Mute(id=self.id, member_id=ctx.actor.member, kind=self.kind))

    def sentence(self, ctx: Scope) -> str:
        return f"muted notices: {KINDS[self.kind].lower()}"


class Unmute(Command, name="notice.unmute", permission="member"):
    """Tell me again."""

    mute: MuteRef

    def apply(self, ctx: Scope) -> None:
        row: Mute = ctx.get(self.mute)
        ctx.delete(row)

    def sentence(self, ctx: Scope) -> str:
        return f"is told again: {ctx.title(self.mute)}"
