"""What a project may cost."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.who.fields import UnitRef

Amount = Annotated[float | None, Field(gt=0, le=1e12, allow_inf_nan=False)]


class SetBudget(Command, name="project.set_budget", family="budget.total"):
    """Set what a project may cost."""

    project: UnitRef
    budget: Annotated[Amount, Hint(help="In the workspace's currency, all of it. Empty: nobody has set one.")]

    def apply(self, ctx: Scope) -> None:
        ctx.update(project_of(ctx, self.project), budget=self.budget)

    def sentence(self, ctx: Scope) -> str:
        amount = "nothing" if self.budget is None else f"{self.budget:,.0f} {ctx.workspace.currency}"
        return f"set the budget of {ctx.title(self.project)} to {amount}"
