"""The brief of a project: the goals it serves. Its texts are the project's own."""

from __future__ import annotations

from typing import Annotated

from pilothouse.commands import Command, Hint, Scope
from pilothouse.when.projects.models import ProjectGoal
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.who.changes import listed, set_list
from pilothouse.who.fields import UnitRef
from pilothouse.why.strategy.commands import GoalRef


class SetProjectGoals(Command, name="project.goals", family="project.scope"):
    """Say which goals a project serves."""

    project: UnitRef
    goals: Annotated[list[GoalRef], Hint(help="What gets better once it is done. None: it serves none.")]

    def apply(self, ctx: Scope) -> None:
        set_list(ctx, ProjectGoal, {"unit": project_of(ctx, self.project).unit}, "goal", self.goals)

    def sentence(self, ctx: Scope) -> str:
        names = listed([ctx.title(goal) for goal in self.goals]) or "none"
        return f"said which goals {ctx.title(self.project)} serves: {names}"
