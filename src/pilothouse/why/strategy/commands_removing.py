"""Taking back measures and what was recorded of them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.who.items.bin import bin_row
from pilothouse.why.strategy.commands import MeasureRef
from pilothouse.why.strategy.models import MeasureValue

ValueRef = Annotated[str, RefTo("strategy.measurevalue")]


class DropMeasure(Command, name="measure.drop", family="product.goals"):
    """Drop a measure and what was recorded of it."""

    measure: MeasureRef
    example: ClassVar[dict[str, Any]] = {"measure": "Spare measure"}

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.measure), MeasureValue)

    def sentence(self, ctx: Scope) -> str:
        return f"dropped the measure {ctx.title(self.measure)}"


class StrikeValue(Command, name="measure.strike", permission="member"):
    """Take back a recorded value."""

    recorded: Annotated[ValueRef, Hint(label="Recorded value")]

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.recorded))

    def sentence(self, ctx: Scope) -> str:
        recorded: MeasureValue = ctx.get(self.recorded)
        return f"took back {recorded.value:g} for {recorded.measure} on {recorded.on.isoformat()}"
