"""Impediments: raised by anyone, seen to by one, passed on when the day has come."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.how.delivery.impediments.escalating import next_in_line
from pilothouse.how.delivery.models import Impediment
from pilothouse.who import clock
from pilothouse.who.changes import columns, in_words, listed
from pilothouse.who.fields import MemberRef, Minted, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item

ImpedimentRef = Annotated[str, RefTo("delivery.impediment")]
Effect = Annotated[Text, Hint(label="What it does to the work", rows=2)]
Owner = Annotated[MemberRef, Hint(label="Who sees to it", help="They are told.")]
Due = Annotated[date | None, Hint(label="Until", help="After this day it goes to the next in line.")]


class RaiseImpediment(Command, name="impediment.raise", permission="member", subject="unit"):
    """Raise an impediment."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[UnitRef, Hint(label="In the way of")]
    effect: Effect = ""
    owner: Owner
    due: Due = None
    example: ClassVar[dict[str, Any]] = {"due": "2027-04-01"}

    def apply(self, ctx: Scope) -> None:
        item = open_item(ctx, Impediment.kind, self.id, ctx.get(self.unit), self.title)
        row = Impediment(item=item, owner=ctx.get(self.owner), raised_at=ctx.now)
        row.effect, row.due = self.effect, _still_to_come(ctx, self.due)
        ctx.save(row)

    def sentence(self, ctx: Scope) -> str:
        return f"raised the impediment {self.title}"


class EditImpediment(Command, name="impediment.edit", permission="own work"):
    """Change an impediment.

    A later day starts it anew: it goes to nobody else until then."""

    impediment: ImpedimentRef
    title: Title = ""
    effect: Effect = ""
    owner: Owner = ""
    due: Due = None
    unit: Annotated[UnitRef, Hint(label="In the way of")] = ""
    example: ClassVar[dict[str, Any]] = {"effect": "Nobody can test", "due": "2027-04-01"}

    def apply(self, ctx: Scope) -> None:
        row: Impediment = ctx.get(self.impediment)
        changes = columns(self, "effect", "due")
        if "due" in changes and changes["due"] != row.due:
            changes |= {"due": _still_to_come(ctx, self.due), "escalated": []}
        if "owner" in self.given():
            changes["owner"] = ctx.get(self.owner)
        if self.unit:
            ctx.update(row.item, unit=ctx.get(self.unit))
        ctx.update(row.item, **columns(self, "title"))
        ctx.update(row, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the impediment {ctx.title(self.impediment)}"


class ResolveImpediment(Command, name="impediment.resolve", permission="own work"):
    """Say that an impediment is out of the way."""

    impediment: ImpedimentRef
    resolution: Annotated[Text, Hint(label="What helped", rows=2)] = ""

    def apply(self, ctx: Scope) -> None:
        row: Impediment = ctx.get(self.impediment)
        if row.state != "open":
            ctx.refuse(f"{row} is out of the way already.", "impediment")
        ctx.update(row, state="resolved", resolved_at=ctx.now, resolution=self.resolution)

    def sentence(self, ctx: Scope) -> str:
        return f"said that {ctx.title(self.impediment)} is out of the way"


class ReopenImpediment(Command, name="impediment.reopen", permission="own work"):
    """Say that an impediment is in the way again."""

    impediment: ImpedimentRef
    example: ClassVar[dict[str, Any]] = {"impediment": "Slow build"}

    def apply(self, ctx: Scope) -> None:
        row: Impediment = ctx.get(self.impediment)
        if row.state == "open":
            ctx.refuse(f"{row} is in the way as it is.", "impediment")
        ctx.update(row, state="open", resolved_at=None, resolution="")

    def sentence(self, ctx: Scope) -> str:
        return f"said that {ctx.title(self.impediment)} is in the way again"


class DeleteImpediment(Command, name="impediment.delete", permission="own work"):
    """Delete an impediment."""

    impediment: ImpedimentRef

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.impediment))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the impediment {ctx.title(self.impediment)}"


class EscalateImpediment(Command, name="impediment.escalate", permission="system"):
    """Pass an overdue impediment on to the next in line."""

    impediment: ImpedimentRef

    def apply(self, ctx: Scope) -> None:
        row: Impediment = ctx.get(self.impediment)
        step = next_in_line(ctx.rights, row)
        if step is None:
            ctx.refuse(f"Nobody is left to pass {row} on to.", "impediment")
        ctx.update(row, escalated=[*row.escalated, {**step, "at": ctx.now.isoformat()}])

    def sentence(self, ctx: Scope) -> str:
        row: Impediment = ctx.get(self.impediment)
        names = listed(ctx.rights.names_of(row.escalated[-1]["members"]))
        return f"passed the impediment {ctx.title(self.impediment)} on to {names}"


def _still_to_come(ctx: Scope, day: date | None) -> date | None:
    if day is not None and day < clock.today(ctx.workspace.timezone):
        ctx.refuse("This day has passed. Choose today or a later one.", "due")
    return day
