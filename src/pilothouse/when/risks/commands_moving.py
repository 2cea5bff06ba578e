"""Moving risks between units."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pilothouse.commands import Command, Hint, Scope
from pilothouse.when.risks.commands import OTHERS, RiskRef
from pilothouse.when.risks.families import families_of
from pilothouse.when.risks.models import Risk
from pilothouse.who.fields import UnitRef


class MoveRisk(Command, name="risk.move", family="risk.delivery"):
    """Move a risk to another project or product."""

    risk: RiskRef
    unit: Annotated[UnitRef, Hint(label="Risk of")]
    example: ClassVar[dict[str, Any]] = {"unit": "Invoices"}
    other_families: ClassVar[tuple[str, ...]] = OTHERS

    def families(self, ctx: Scope) -> tuple[str, ...]:
        return families_of(ctx, ctx.get(self.risk), {})

    def apply(self, ctx: Scope) -> None:
        risk: Risk = ctx.get(self.risk)
        if risk.item.unit_id == ctx.get(self.unit).pk:
            ctx.refuse(f"{risk} is there already.", "unit")
        ctx.update(risk.item, unit=ctx.get(self.unit))

    def sentence(self, ctx: Scope) -> str:
        return f"moved the risk {ctx.title(self.risk)} to {ctx.title(self.unit)}"
