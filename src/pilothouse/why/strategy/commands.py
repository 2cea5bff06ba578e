"""Goals in their tree and the measures that show whether they are reached."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.who.changes import columns, derived, in_words, put, refuse_ring
from pilothouse.who.fields import Figure, MemberRef, Minted, Name, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item
from pilothouse.why.strategy.models import Goal, Measure, MeasureValue

GoalRef = Annotated[str, RefTo("strategy.goal")]
MeasureRef = Annotated[str, RefTo("strategy.measure")]
Period = Annotated[str, Field(max_length=40), Hint(help="Such as 2026 or Q2 2026.")]
MeasuredIn = Annotated[str, Field(max_length=40), Hint(label="Measured in", help="Such as %, min or EUR.")]


class AddGoal(Command, name="goal.add", family="product.goals", subject="unit"):
    """Add a goal."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[UnitRef, Hint(label="Goal of")]
    parent: Annotated[GoalRef | None, Hint(label="Serves")] = None
    owner: MemberRef | None = None
    period: Period = ""
    outcome: Text = ""

    def apply(self, ctx: Scope) -> None:
        parent = ctx.get(self.parent) if self.parent else None
        owner = ctx.get(self.owner) if self.owner else None
        item = open_item(ctx, Goal.kind, self.id, ctx.get(self.unit), self.title)
        ctx.save(Goal(item=item, parent=parent, owner=owner, period=self.period, outcome=self.outcome))

    def sentence(self, ctx: Scope) -> str:
        return f"added the goal {self.title}"


class EditGoal(Command, name="goal.edit", family="product.goals"):
    """Change a goal."""

    goal: GoalRef
    title: Title = ""
    owner: MemberRef | None = None
    period: Period = ""
    outcome: Text = ""

    def apply(self, ctx: Scope) -> None:
        goal: Goal = ctx.get(self.goal)
        ctx.update(goal.item, **columns(self, "title"))
        ctx.update(goal, **columns(self, "owner", "period", "outcome"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the goal {ctx.title(self.goal)}"


class MoveGoal(Command, name="goal.move", family="product.goals"):
    """Say which goal this one serves."""

    goal: GoalRef
    parent: Annotated[GoalRef | None, Hint(label="Serves", help="Empty: it stands for itself.")]
    example: ClassVar[dict[str, Any]] = {"goal": "Spare goal", "parent": "Get paid sooner"}

    def apply(self, ctx: Scope) -> None:
        goal: Goal = ctx.get(self.goal)
        parent = ctx.get(self.parent) if self.parent else None
        refuse_ring(ctx, goal, parent)
        ctx.update(goal, parent=parent)

    def sentence(self, ctx: Scope) -> str:
        to = f"below {ctx.title(self.parent)}" if self.parent else "to the top"
        return f"moved the goal {ctx.title(self.goal)} {to}"


class DeleteGoal(Command, name="goal.delete", family="product.goals"):
    """Delete a goal."""

    goal: GoalRef
    example: ClassVar[dict[str, Any]] = {"goal": "Spare goal"}

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.goal))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the goal {ctx.title(self.goal)}"


class AddMeasure(Command, name="measure.add", family="product.goals"):
    """Add a measure to a goal."""

    id: Minted = Field(default_factory=uuid4)
    goal: GoalRef
    name: Name
    start: Annotated[Figure, Hint(label="Today")]
    target: Figure
    measured_in: MeasuredIn = ""
    example: ClassVar[dict[str, Any]] = {"start": 12, "target": 5}

    def apply(self, ctx: Scope) -> None:
        _must_move(ctx, self.start, self.target)
        measure = Measure(id=self.id, goal=ctx.get(self.goal), name=self.name, measured_in=self.measured_in)
        measure.start, measure.target = self.start, self.target
        ctx.save(measure)

    def sentence(self, ctx: Scope) -> str:
        return f"will measure {ctx.title(self.goal)} by {self.name}, from {self.start:g} to {self.target:g}"


class EditMeasure(Command, name="measure.edit", family="product.goals"):
    """Change a measure."""

    measure: MeasureRef
    name: Name = ""
    start: Figure = 0.0
    target: Figure = 0.0
    measured_in: MeasuredIn = ""
    example: ClassVar[dict[str, Any]] = {"name": "Minutes to pay", "target": 4}

    def apply(self, ctx: Scope) -> None:
        measure: Measure = ctx.get(self.measure)
        ctx.update(measure, **columns(self, "name", "start", "target", "measured_in"))
        _must_move(ctx, measure.start, measure.target)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the measure {ctx.title(self.measure)}"


class RecordMeasure(Command, name="measure.record", permission="member"):
    """Record what a measure is now."""

    measure: MeasureRef
    on: Annotated[date, Hint(label="On", today=True)]
    value: Figure

    def apply(self, ctx: Scope) -> None:
        key = {"measure": ctx.get(self.measure), "on": self.on}
        put(ctx, MeasureValue, derived(self.measure, self.on), key, value=self.value)

    def sentence(self, ctx: Scope) -> str:
        return f"recorded {self.value:g} for {ctx.title(self.measure)} on {self.on.isoformat()}"


def _must_move(ctx: Scope, start: float, target: float) -> None:
    if start == target:
        ctx.refuse("The target must differ from where it stands today.", "target")
