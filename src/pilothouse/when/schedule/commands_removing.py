"""Changing milestones and names of baselines, and deleting a project that is empty."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.when.schedule.commands_milestones import MilestoneRef, ReleaseRef
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.when.schedule.models import Baseline, Milestone, Project
from pilothouse.who.changes import columns, in_words
from pilothouse.who.fields import Name, Title, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.people.commands_removing import UNIT_PARTS

BaselineRef = Annotated[str, RefTo("schedule.baseline")]


class EditMilestone(Command, name="milestone.edit", family="milestone.date"):
    """Change a milestone."""

    milestone: MilestoneRef
    title: Title = ""
    release: Annotated[ReleaseRef | None, Hint(help="Reached when this release is.")] = None
    project: Annotated[UnitRef | None, Hint(label="Project")] = None
    example: ClassVar[dict[str, Any]] = {"title": "Beta for all", "release": "1.0"}

    def apply(self, ctx: Scope) -> None:
        milestone: Milestone = ctx.get(self.milestone)
        moved = {"unit": project_of(ctx, self.project).unit} if self.project else {}
        ctx.update(milestone.item, **columns(self, "title"), **moved)
        ctx.update(milestone, **columns(self, "release"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the milestone {ctx.title(self.milestone)}"


class RenameBaseline(Command, name="baseline.rename", family="plan.baseline"):
    """Rename a baseline. What it holds stays as it was agreed."""

    baseline: Annotated[BaselineRef, Hint(label="Baseline")]
    name: Name

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.baseline), name=self.name)

    def sentence(self, ctx: Scope) -> str:
        return f"renamed a baseline to {self.name}"


class DeleteProject(Command, name="project.delete", family="project.scope"):
    """Delete a project that is empty."""

    project: UnitRef
    example: ClassVar[dict[str, Any]] = {"project": "Spare project"}

    def apply(self, ctx: Scope) -> None:
        unit = project_of(ctx, self.project).unit
        bin_row(ctx, unit, Project, Baseline, *UNIT_PARTS)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the project {ctx.title(self.project)}"
