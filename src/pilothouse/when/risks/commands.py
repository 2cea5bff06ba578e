"""Risks: raised by anyone, shaped and answered by those who decide about delivery."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Days, Hint, RefTo, Scope, Span
from pilothouse.commands.fields import PERCENT
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.when.risks.families import ABOVE, families_of
from pilothouse.when.risks.models import Risk, RiskTask
from pilothouse.who.changes import columns, in_words, set_list
from pilothouse.who.fields import MemberRef, Minted, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item

RiskRef = Annotated[str, RefTo("risks.risk")]
Category = Annotated[Literal["delivery", "product", "technical"], Hint(label="Kind")]
Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), Hint(label="Chance", unit=PERCENT)]
Residual = Annotated[Chance | None, Hint(label="Chance after the response")]
ResidualDelay = Annotated[Days | None, Hint(label="Delay after the response", unit="days")]
ResidualCost = Annotated[Span | None, Hint(label="Cost after the response", unit="money")]
ResponseKind = Annotated[
    Literal["", "avoid", "transfer", "mitigate", "accept", "escalate"], Hint(label="Kind of response")
]
ResponseCost = Annotated[
    Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None,
    Hint(label="Cost of the response", unit="money"),
]
Delay = Annotated[Days | None, Hint(label="Delay if it happens", unit="days")]
Cost = Annotated[Span | None, Hint(label="Cost if it happens", unit="money")]
Delayed = Annotated[list[TaskRef] | None, Hint(label="Tasks it would delay")]
DETAILS = (
    "category",
    "cause",
    "event",
    "effect",
    "probability",
    "delay",
    "cost",
    "owner",
    "trigger",
    "review_on",
)
ANSWER = (
    "response",
    "response_kind",
    "response_cost",
    "residual",
    "residual_delay",
    "residual_cost",
    "state",
)
OTHERS = ("risk.product", "risk.technical", ABOVE)


class RaiseRisk(Command, name="risk.raise", permission="member", subject="unit"):
    """Raise a risk."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[UnitRef, Hint(label="Risk of")]
    category: Category = "delivery"
    cause: Text = ""
    event: Text = ""
    effect: Text = ""
    probability: Chance = 0.2
    delay: Delay = None
    cost: Cost = None
    tasks: Delayed = None
    owner: MemberRef | None = None
    trigger: Annotated[Text, Hint(label="Sign that it begins", rows=2)] = ""
    review_on: Annotated[date | None, Hint(label="Look at it again on")] = None

    def apply(self, ctx: Scope) -> None:
        item = open_item(ctx, Risk.kind, self.id, ctx.get(self.unit), self.title)
        values: dict[str, Any] = columns(self, *DETAILS)
        values["owner"] = ctx.get(self.owner) if self.owner else None
        risk = ctx.save(Risk(item=item, **values))
        if self.tasks:
            set_list(ctx, RiskTask, {"risk": risk}, "task", self.tasks)

    def sentence(self, ctx: Scope) -> str:
        return f"raised the risk {self.title}"


class EditRisk(Command, name="risk.edit", family="risk.delivery"):
    """Change a risk or its response."""

    risk: RiskRef
    title: Title = ""
    category: Category = "delivery"
    cause: Text = ""
    event: Text = ""
    effect: Text = ""
    probability: Chance = 0.2
    delay: Delay = None
    cost: Cost = None
    tasks: Delayed = None
    owner: MemberRef | None = None
    trigger: Annotated[Text, Hint(label="Sign that it begins", rows=2)] = ""
    review_on: Annotated[date | None, Hint(label="Look at it again on")] = None
    response: Text = ""
    response_kind: ResponseKind = ""
    response_cost: ResponseCost = None
    residual: Residual = None
    residual_delay: ResidualDelay = None
    residual_cost: ResidualCost = None
    state: Literal["open", "happened", "closed"] = "open"
    other_families: ClassVar[tuple[str, ...]] = OTHERS

    def families(self, ctx: Scope) -> tuple[str, ...]:
        return families_of(ctx, ctx.get(self.risk), columns(self, *DETAILS, *ANSWER))

    def apply(self, ctx: Scope) -> None:
        risk: Risk = ctx.get(self.risk)
        ctx.update(risk.item, **columns(self, "title"))
        ctx.update(risk, **columns(self, *DETAILS, *ANSWER))
        if "tasks" in self.given():
            set_list(ctx, RiskTask, {"risk": risk}, "task", self.tasks or [])

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the risk {ctx.title(self.risk)}"


class DeleteRisk(Command, name="risk.delete", family="risk.delivery"):
    """Delete a risk."""

    risk: RiskRef
    other_families: ClassVar[tuple[str, ...]] = OTHERS

    def families(self, ctx: Scope) -> tuple[str, ...]:
        return families_of(ctx, ctx.get(self.risk), {"state": "deleted"})

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.risk))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the risk {ctx.title(self.risk)}"
