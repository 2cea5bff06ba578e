"""Assumptions: what is taken for granted, and what was found when somebody looked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.when.risks.models import Assumption
from pilothouse.who.changes import columns, in_words
from pilothouse.who.fields import MemberRef, Minted, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item

AssumptionRef = Annotated[str, RefTo("risks.assumption")]
Statement = Annotated[Title, Hint(label="What is taken for granted")]
Otherwise = Annotated[Text, Hint(label="What follows if it is not so", rows=2)]
Owner = Annotated[MemberRef | None, Hint(label="Who finds out")]
CheckBy = Annotated[date | None, Hint(label="By when")]


class AddAssumption(Command, name="assumption.add", permission="member", subject="unit"):
    """Write down an assumption."""

    id: Minted = Field(default_factory=uuid4)
    title: Statement
    unit: Annotated[UnitRef, Hint(label="Assumption of")]
    otherwise: Otherwise = ""
    owner: Owner = None
    check_by: CheckBy = None

    def apply(self, ctx: Scope) -> None:
        item = open_item(ctx, Assumption.kind, self.id, ctx.get(self.unit), self.title)
        row = Assumption(item=item, otherwise=self.otherwise, check_by=self.check_by)
        row.owner = ctx.get(self.owner) if self.owner else None
        ctx.save(row)

    def sentence(self, ctx: Scope) -> str:
        return f"wrote down the assumption {self.title}"


class EditAssumption(Command, name="assumption.edit", permission="own work"):
    """Change an assumption."""

    assumption: AssumptionRef
    title: Annotated[Title, Hint(label="What is taken for granted")] = ""
    unit: Annotated[UnitRef, Hint(label="Assumption of")] = ""
    otherwise: Otherwise = ""
    owner: Owner = None
    check_by: CheckBy = None
    example: ClassVar[dict[str, Any]] = {"otherwise": "We write one ourselves", "check_by": "2027-04-01"}

    def apply(self, ctx: Scope) -> None:
        row: Assumption = ctx.get(self.assumption)
        changes = columns(self, "otherwise", "check_by")
        if "owner" in self.given():
            changes["owner"] = ctx.get(self.owner) if self.owner else None
        if self.unit:
            ctx.update(row.item, unit=ctx.get(self.unit))
        ctx.update(row.item, **columns(self, "title"))
        ctx.update(row, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the assumption {ctx.title(self.assumption)}"


class CheckAssumption(Command, name="assumption.check", permission="own work"):
    """Say whether an assumption holds."""

    assumption: AssumptionRef
    state: Annotated[
        Literal["holds", "broken", "open"],
        Hint(label="It", help="Broken: raise a risk from it. Open: to be looked at again."),
    ]
    found: Annotated[Text, Hint(label="What was found", rows=2)] = ""
    example: ClassVar[dict[str, Any]] = {"state": "broken", "found": "They stopped selling it"}

    def apply(self, ctx: Scope) -> None:
        row: Assumption = ctx.get(self.assumption)
        if row.state == self.state:
            ctx.refuse(f"That stands there already: {row} is said to be {row.state}.", "state")
        checked = None if self.state == "open" else ctx.now
        ctx.update(row, state=self.state, found=self.found, checked_at=checked)

    def sentence(self, ctx: Scope) -> str:
        said = {"holds": "holds", "broken": "is broken", "open": "is to be looked at again"}[self.state]
        return f"said that the assumption {ctx.title(self.assumption)} {said}"


class DeleteAssumption(Command, name="assumption.delete", permission="own work"):
    """Delete an assumption."""

    assumption: AssumptionRef

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.assumption))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the assumption {ctx.title(self.assumption)}"
