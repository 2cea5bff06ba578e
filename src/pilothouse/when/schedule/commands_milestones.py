"""Milestones: markers of a date, with a target."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.when.schedule.commands_projects import Target, in_full
from pilothouse.when.schedule.models import Milestone
from pilothouse.who.fields import Minted, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item

MilestoneRef = Annotated[str, RefTo("schedule.milestone")]
ReleaseRef = Annotated[str, RefTo("roadmap.release")]


class AddMilestone(Command, name="milestone.add", family="milestone.date", subject="project"):
    """Add a milestone."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    project: UnitRef
    target: Target = None
    release: Annotated[
        ReleaseRef | None,
        Hint(help="Reached when this release is, unless it waits for something of its own."),
    ] = None

    def apply(self, ctx: Scope) -> None:
        item = open_item(ctx, "milestone", self.id, ctx.get(self.project), self.title)
        release = ctx.get(self.release) if self.release else None
        ctx.save(Milestone(item=item, target=self.target, release=release))

    def sentence(self, ctx: Scope) -> str:
        return f"added the milestone {self.title} to {ctx.title(self.project)}"


class SetMilestoneTarget(Command, name="milestone.set_target", family="milestone.date"):
    """Set a milestone's target."""

    milestone: MilestoneRef
    target: Target

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.milestone), target=self.target)

    def sentence(self, ctx: Scope) -> str:
        return f"set the target of {ctx.title(self.milestone)} to {in_full(self.target)}"


class DropMilestone(Command, name="milestone.drop", family="milestone.date"):
    """Drop a milestone."""

    milestone: MilestoneRef

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.milestone))

    def sentence(self, ctx: Scope) -> str:
        return f"dropped the milestone {ctx.title(self.milestone)}"
