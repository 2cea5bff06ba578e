"""What features claim to bring, and how they score."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.fields import PERCENT
from pilothouse.what.backlog.commands import FeatureRef
from pilothouse.what.backlog.models import Claim, Score
from pilothouse.who.changes import columns, derived, in_words, put
from pilothouse.who.fields import Figure, Text
from pilothouse.who.items.bin import bin_row
from pilothouse.why.strategy.commands import MeasureRef

ClaimRef = Annotated[str, RefTo("backlog.claim")]


class SetClaim(Command, name="claim.set", family="feature.priority"):
    """Say what a feature should do to a measure."""

    feature: FeatureRef
    measure: MeasureRef
    low: Annotated[Figure, Hint(help="At least by this much, in the measure's own unit; negative: it falls.")]
    likely: Figure
    high: Figure
    basis: Annotated[Text, Hint(label="On what basis", rows=3)] = ""
    example: ClassVar[dict[str, Any]] = {"low": -4, "likely": -2, "high": -1}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.likely <= self.high:
            figures = f"low {self.low:g}, likely {self.likely:g}, high {self.high:g}"
            raise ValueError(f"the three figures must rise: {figures}")
        return self

    def apply(self, ctx: Scope) -> None:
        key = {"feature": ctx.get(self.feature), "measure": ctx.get(self.measure)}
        effect = {"low": self.low, "likely": self.likely, "high": self.high}
        put(ctx, Claim, derived(self.feature, self.measure), key, effect=effect, **columns(self, "basis"))

    def sentence(self, ctx: Scope) -> str:
        figures = f"{self.low:+g} to {self.high:+g}"
        return f"expects {ctx.title(self.feature)} to move {ctx.title(self.measure)} by {figures}"


class MeasureClaim(Command, name="claim.measured", permission="role holder"):
    """Record what a feature really did to a measure."""

    claim: Annotated[ClaimRef, Hint(label="Claim")]
    measured: Annotated[Figure, Hint(label="Measured effect")]

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.claim), measured=self.measured)

    def sentence(self, ctx: Scope) -> str:
        return f"measured {self.measured:+g} for {ctx.title(self.claim)}"


class DropClaim(Command, name="claim.drop", family="feature.priority"):
    """Take a claim back."""

    claim: Annotated[ClaimRef, Hint(label="Claim")]

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.claim))

    def sentence(self, ctx: Scope) -> str:
        return f"took back the claim {ctx.title(self.claim)}"


class ScoreFeature(Command, name="feature.score", permission="member"):
    """Score a feature by reach, impact, confidence and effort."""

    feature: FeatureRef
    method: Literal["RICE"] = "RICE"
    reach: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), Hint(help="People in a quarter.")] = 0.0
    impact: Annotated[float, Field(ge=0, le=3), Hint(help="0.25 minimal, 1 medium, 3 massive.")] = 1.0
    confidence: Annotated[
        float, Field(ge=0, le=1), Hint(unit=PERCENT, help="50 is a guess, 100 is measured.")
    ] = 0.5
    effort: Annotated[float, Field(gt=0, le=1e4, allow_inf_nan=False), Hint(unit="person-months")] = 1.0
    example: ClassVar[dict[str, Any]] = {"reach": 400, "impact": 2}

    def apply(self, ctx: Scope) -> None:
        key = {"feature": ctx.get(self.feature), "method": self.method, "member_id": ctx.actor.member}
        old = ctx.find(Score, **key).first()
        given = columns(self, "reach", "impact", "confidence", "effort")
        put(
            ctx,
            Score,
            derived(self.feature, self.method, ctx.actor.member),
            key,
            factors={**(old.factors if old else {}), **given},
        )

    def sentence(self, ctx: Scope) -> str:
        return f"scored {in_words(self)} of {ctx.title(self.feature)}"
