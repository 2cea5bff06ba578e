"""Ending a project as one decision, and taking it up again."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, OnClosed, Scope
from pilothouse.when.projects.closing.open_work import hand_over
from pilothouse.when.projects.models import Closure, Verdict
from pilothouse.when.projects.pages.brief import lines
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.when.schedule.models import Project
from pilothouse.who import clock
from pilothouse.who.changes import derived, listed, put
from pilothouse.who.fields import Minted, Text, UnitRef
from pilothouse.who.people.models import Allocation
from pilothouse.who.words import counted

Found = Annotated[Text, Hint(label="How one can tell", rows=3)]


class JudgeCriterion(Command, name="criterion.judge", family="delivered.value"):
    """Say whether a success criterion was met."""

    project: UnitRef
    criterion: Annotated[Text, Hint(rows=2, help="The line of the brief.")]
    met: Literal["met", "partly", "missed"]
    found: Found = ""
    example: ClassVar[dict[str, Any]] = {"project": "Upkeep", "criterion": "Nobody waits", "met": "partly"}

    def apply(self, ctx: Scope) -> None:
        project = project_of(ctx, self.project)
        known = lines(project.criteria)
        if self.criterion not in known:
            said = listed([f"“{line}”" for line in known])
            ctx.refuse(
                f"The brief has no such criterion. Choose one of {said}."
                if said
                else f"The brief of {project} has no success criterion yet. Write one there first.",
                "criterion",
            )
        key = {"unit": project.unit, "criterion": self.criterion}
        id = derived(project.unit_id, "verdict", self.criterion)
        put(ctx, Verdict, id, key, met=self.met, found=self.found)

    def sentence(self, ctx: Scope) -> str:
        said = {"met": "was met", "partly": "was met in part", "missed": "was missed"}[self.met]
        return f"said that “{self.criterion}” {said} by {ctx.title(self.project)}"


class CloseProject(Command, name="project.close", family="project.close"):
    """Close a project.

    Nothing in it can be changed any more, until somebody takes it up again."""

    logged: ClassVar[bool] = True
    closes: ClassVar[bool] = True
    id: Minted = Field(default_factory=uuid4)
    project: UnitRef
    summary: Annotated[Text, Hint(label="What came of it", rows=3)] = ""
    open_work: Annotated[
        Literal["leave", "move", "drop"],
        Hint(
            label="Open work",
            help="Leave: releases go back to their product, tasks end with it. Move: all goes to "
            "another project. Drop: tasks go to the bin, features without a finished task are dropped.",
        ),
    ] = "leave"
    move_to: Annotated[UnitRef | None, Hint(label="Move it to", help="Only when open work moves.")] = None
    released_on: Annotated[
        date | None, Hint(label="People are free from", help="Their shares end there. Empty: today.")
    ] = None
    example: ClassVar[dict[str, Any]] = {"project": "Spare project", "summary": "It was not needed"}

    def apply(self, ctx: Scope) -> None:
        project = project_of(ctx, self.project)
        if project.state == "closed":
            ctx.refuse(f"{project} is closed already.", "project")
        met = self._met(ctx, project)
        left = hand_over(ctx, project.unit, self.open_work, self._goal(ctx, project))
        day = self.released_on or clock.today(ctx.workspace.timezone)
        values = {"by_id": ctx.author, "summary": self.summary, "open_work": self.open_work}
        counts = {**met, "open": left.count, "people": self._release(ctx, project, day)}
        goal = ctx.get(self.move_to) if self.move_to else None
        ctx.save(
            Closure(
                id=self.id,
                unit=project.unit,
                at=ctx.now,
                moved_to=goal,
                released_on=day,
                counts=counts,
                **values,
            )
        )
        ctx.update(project, state="closed")

    def sentence(self, ctx: Scope) -> str:
        counts = ctx.row(Closure, self.id).counts
        judged = counts["met"] + counts["partly"] + counts["missed"]
        parts = (
            [f"{counts['met']} of {counted(judged, 'success criterion', 'success criteria')} met"]
            if judged
            else []
        )
        if counts["open"]:
            goal = (
                f"moved to {ctx.title(self.move_to)}"
                if self.move_to
                else {"drop": "dropped"}.get(self.open_work, "left")
            )
            parts.append(f"{counted(counts['open'], 'open item')} {goal}")
        if counts["people"]:
            parts.append(f"{counted(counts['people'], 'person', 'people')} released")
        return f"closed {ctx.title(self.project)}" + (f": {', '.join(parts)}" if parts else "")

    def _met(self, ctx: Scope, project: Project) -> dict[str, int]:
        """How many criteria were met, partly, or missed; refuses while one is not judged."""
        known = {row.criterion: row.met for row in ctx.find(Verdict, unit=project.unit)}
        wanted = lines(project.criteria)
        if missing := [f"“{line}”" for line in wanted if line not in known]:
            ctx.refuse(
                f"Say first whether {listed(missing)} was met: success is what the project was for.",
                "project",
            )
        told = [known[line] for line in wanted]
        return {name: told.count(name) for name in ("met", "partly", "missed")}

    def _goal(self, ctx: Scope, project: Project) -> Project | None:
        if self.open_work != "move":
            if self.move_to:
                ctx.refuse("Choose “Move” for open work, or name no project it moves to.", "move_to")
            return None
        if self.move_to is None:
            ctx.refuse("Say which project takes the open work.", "move_to")
        goal: Project | None = ctx.find(Project, unit=ctx.get(self.move_to)).select_related("unit").first()
        if goal is None or goal.pk == project.pk or goal.state == "closed":
            ctx.refuse(
                f"{ctx.title(self.move_to)} cannot take it. Choose another project that is open.", "move_to"
            )
        return goal

    def _release(self, ctx: Scope, project: Project, day: date) -> int:
        """End the shares of its people on that day; of how many."""
        shares = list(ctx.find(Allocation, unit=project.unit, end__gt=day))
        for share in shares:
            if share.start >= day:
                ctx.delete(share)
            else:
                ctx.update(share, end=day)
        return len({share.member_id for share in shares})


class ReopenProject(Command, name="project.reopen", family="project.close"):
    """Take a closed project up again.

    What became of its work and its people stays as it is."""

    on_closed: ClassVar[OnClosed] = "reopens"
    project: UnitRef
    example: ClassVar[dict[str, Any]] = {"project": "Old project"}

    def apply(self, ctx: Scope) -> None:
        project = project_of(ctx, self.project)
        if project.state != "closed":
            ctx.refuse(f"{project} is not closed.", "project")
        ctx.update(project, state="active")

    def sentence(self, ctx: Scope) -> str:
        return f"took {ctx.title(self.project)} up again"
