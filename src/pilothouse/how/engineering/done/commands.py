"""What must hold before work is done: saying it, seeing to it, and letting work be done without it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.how.engineering.done.standing import open_checks
from pilothouse.how.engineering.models import DoneCheck, DoneMark, Waiver
from pilothouse.who.changes import derived, put
from pilothouse.who.fields import ItemRef, Minted, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.kinds import row_of
from pilothouse.who.items.models import Item
from pilothouse.who.items.ranks import ranks_after

DoneCheckRef = Annotated[str, RefTo("engineering.donecheck")]
WaiverRef = Annotated[str, RefTo("engineering.waiver")]
MOST, LONGEST = 30, 300


class DefineDone(Command, name="done.define", family="definition_of_done.set"):
    """Set the definition of done.

    It holds for all work in the unit, but where a unit in it has its own. A line that stays as it was keeps
    what was ticked."""

    unit: Annotated[UnitRef, Hint(label="Of")]
    checks: Annotated[
        str,
        Field(max_length=20_000),
        Hint(label="Before work is done", rows=8, help="One check on a line. Empty: that of the unit above."),
    ]
    example: ClassVar[dict[str, Any]] = {"checks": "Tests pass\nA colleague has read it"}

    @classmethod
    def _lines(cls, text: str) -> list[str]:
        return list(dict.fromkeys(line.strip("-* \t") for line in text.splitlines() if line.strip("-* \t")))

    def apply(self, ctx: Scope) -> None:
        unit, lines = ctx.get(self.unit), self._lines(self.checks)
        if len(lines) > MOST:
            ctx.refuse(f"{MOST} checks are the most that anybody goes through. Say fewer.", "checks")
        if long := next((line for line in lines if len(line) > LONGEST), None):
            ctx.refuse(f"“{long[:40]}…” is too long: {LONGEST} characters at most.", "checks")
        for check in ctx.find(DoneCheck, unit=unit).exclude(text__in=lines):
            ctx.delete(check)
        for text, rank in zip(lines, ranks_after(None, len(lines)), strict=True):
            key = {"unit": unit, "text": text}
            put(ctx, DoneCheck, derived(unit.pk, "done", text), key, position=rank)

    def sentence(self, ctx: Scope) -> str:
        count = len(self._lines(self.checks))
        if not count:
            return f"took back the definition of done of {ctx.title(self.unit)}"
        what = "1 check" if count == 1 else f"{count} checks"
        return f"set the definition of done of {ctx.title(self.unit)} to {what}"


class MarkCheck(Command, name="done.mark", permission="own work", subject="item"):
    """Tick a check of the definition of done, or take the tick back."""

    item: ItemRef
    done_check: Annotated[DoneCheckRef, Hint(label="Check")]
    holds: Literal["yes", "no"] = "yes"
    example: ClassVar[dict[str, Any]] = {"item": "Next report", "done_check": "Tests pass"}

    def workers(self, subject: Any) -> Collection[UUID]:
        row = row_of(subject)
        return (*row.team_ids(), *row.open_to_ids()) if hasattr(row, "open_to_ids") else ()

    def unit_of_decision(self, ctx: Scope) -> Any:
        return row_of(ctx.get(self.item)).unit_of_decision()

    def apply(self, ctx: Scope) -> None:
        item, check = ctx.get(self.item), ctx.get(self.done_check)
        key = {"item": item, "done_check": check}
        if self.holds == "no":
            for mark in ctx.find(DoneMark, **key):
                ctx.delete(mark)
        else:
            put(ctx, DoneMark, derived(item.pk, "done", check.pk), key, by_id=ctx.author, at=ctx.now)

    def sentence(self, ctx: Scope) -> str:
        check, item = ctx.title(self.done_check), ctx.title(self.item)
        said = "holds" if self.holds == "yes" else "does not hold yet"
        return f"said that “{check}” {said} for {item}"


class WaiveCheck(Command, name="done.waive", family="definition_of_done.set", subject="item"):
    """Waive a check of the definition of done.

    Whoever sets the definition decides; it is a decision on the log."""

    logged: ClassVar[bool] = True
    id: Minted = Field(default_factory=uuid4)
    item: ItemRef
    done_check: Annotated[DoneCheckRef | None, Hint(label="Check", help="Empty: all that are open.")] = None
    reason: Annotated[
        str, Field(min_length=1, max_length=2000), Hint(label="Why it may be done without", rows=3)
    ]

    example: ClassVar[dict[str, Any]] = {"item": "Next report", "reason": "It is a draft"}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return row_of(ctx.get(self.item)).unit_of_decision()

    def apply(self, ctx: Scope) -> None:
        item: Item = ctx.get(self.item)
        missing = open_checks(ctx, item, self.unit_of_decision(ctx))
        wanted = [ctx.get(self.done_check)] if self.done_check else missing
        if not set(wanted) & set(missing):
            ctx.refuse("No such check is open, so there is nothing to waive.", "done_check")
        for check in wanted:
            values = {"reason": self.reason, "by_id": ctx.author, "at": ctx.now}
            key = {"item": item, "done_check": check}
            put(ctx, Waiver, derived(item.pk, "waiver", check.pk), key, **values)

    def sentence(self, ctx: Scope) -> str:
        what = (
            f"“{ctx.title(self.done_check)}”"
            if self.done_check
            else "all open checks of the definition of done"
        )
        return f"waived {what} for {ctx.title(self.item)}: {self.reason}"


class WithdrawWaiver(Command, name="waiver.withdraw", family="definition_of_done.set"):
    """Withdraw a waiver: the check must hold after all."""

    waiver: WaiverRef

    def unit_of_decision(self, ctx: Scope) -> Any:
        return row_of(ctx.get(self.waiver).item).unit_of_decision()

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.waiver))

    def sentence(self, ctx: Scope) -> str:
        waiver: Waiver = ctx.get(self.waiver)
        return f"withdrew the waiver of “{waiver.done_check}” for {waiver.item}"
