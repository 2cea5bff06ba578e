"""Moving features between backlogs, and taking one's score back."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.base import Permission
from pilothouse.what.backlog.commands import FeatureRef, ranks_of
from pilothouse.what.backlog.models import Feature, Score
from pilothouse.who.fields import UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.ranks import rank_before
from pilothouse.who.people.models import Unit

ScoreRef = Annotated[str, RefTo("backlog.score")]


class MoveFeature(Command, name="feature.move", family="feature.priority"):
    """Move a feature to the backlog of another product.

    It goes to the end there and keeps its key."""

    feature: FeatureRef
    unit: Annotated[UnitRef, Hint(label="Product")]
    example: ClassVar[dict[str, Any]] = {"feature": "Third feature", "unit": "Spare product"}

    def apply(self, ctx: Scope) -> None:
        feature: Feature = ctx.get(self.feature)
        unit: Unit = ctx.get(self.unit)
        if feature.item.unit_id == unit.pk:
            ctx.refuse(f"{feature} is there already.", "unit")
        ctx.update(feature.item, unit=unit)
        ctx.update(feature, rank=rank_before(ranks_of(ctx, unit.pk, leave_out=feature.pk), None))

    def sentence(self, ctx: Scope) -> str:
        return f"moved {ctx.title(self.feature)} to the backlog of {ctx.title(self.unit)}"


class DropScore(Command, name="score.drop", permission="member"):
    """Take a score back."""

    score: Annotated[ScoreRef, Hint(label="Score")]

    def needs(self, ctx: Scope) -> Permission | None:
        return "member" if ctx.get(self.score).member_id == ctx.actor.member else "steward"

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.score))

    def sentence(self, ctx: Scope) -> str:
        score: Score = ctx.get(self.score)
        return f"took back a score of {score.feature}"
