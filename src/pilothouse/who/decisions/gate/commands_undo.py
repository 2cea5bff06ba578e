"""Undo: what was done is taken back, on record."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pilothouse.commands import Command, Hint, OnClosed, Refused, Scope
from pilothouse.who.decisions.gate.undo import entries_of, take_back
from pilothouse.who.decisions.models import Entry


class Undo(Command, name="history.undo", permission="member"):
    """Undo a change."""

    on_closed: ClassVar[OnClosed] = "reopens"
    group: Annotated[UUID, Hint(hidden=True)]

    def families(self, ctx: Scope) -> tuple[str, ...]:
        return tuple(dict.fromkeys(e.family for e in self._entries(ctx) if e.family))

    def unit_of_decision(self, ctx: Scope) -> Any:
        return next((e.unit for e in self._entries(ctx) if e.unit), None)

    def apply(self, ctx: Scope) -> None:
        entries = self._entries(ctx)
        plain = [e for e in entries if not e.family]
        if plain and not self.families(ctx) and any(e.actor_id != ctx.actor.member for e in plain):
            raise Refused("Only the person who did this can undo it.", status=403)
        take_back(ctx, entries)
        ctx.undoes = entries[0].pk

    def sentence(self, ctx: Scope) -> str:
        entries = self._entries(ctx, undone=True)
        return "undid: " + "; ".join(e.sentence for e in reversed(entries[:3]))

    def _entries(self, ctx: Scope, *, undone: bool = False) -> list[Entry]:
        if undone:
            return list(ctx.find(Entry, group=self.group).order_by("-revision"))
        return entries_of(ctx, self.group)
