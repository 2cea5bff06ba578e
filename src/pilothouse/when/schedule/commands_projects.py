"""Projects: starting one, its brief, its dates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.when.schedule.models import Project
from pilothouse.who.changes import columns, derived, in_words
from pilothouse.who.fields import CalendarRef, Minted, Name, Prefix, Text, UnitRef
from pilothouse.who.people.models import Unit

Target = Annotated[
    date | None, Hint(label="Target", help="The day it should be done by. Dates are computed, never forced.")
]
Calendar = Annotated[
    CalendarRef | None,
    Hint(label="Working week", help="Lags and durations count its hours. The first project's is the plan's."),
]


Criteria = Annotated[
    Text, Hint(label="Success criteria", rows=4, help="One on a line: how everybody can tell that it worked.")
]


class CreateProject(Command, name="project.create", family="project.create", subject="parent"):
    """Start a project."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    parent: Annotated[UnitRef, Hint(label="Part of")]
    prefix: Prefix = ""
    start: Annotated[date, Hint(label="Starts on")]
    target: Target = None
    calendar: Calendar = None
    brief: Text = ""
    criteria: Criteria = ""

    def apply(self, ctx: Scope) -> None:
        unit = open_project_unit(ctx, self.id, self.name, ctx.get(self.parent), self.prefix)
        ctx.save(
            Project(
                id=derived(self.id, "project"),
                unit=unit,
                start=self.start,
                target=self.target,
                calendar=ctx.get(self.calendar) if self.calendar else None,
                brief=self.brief,
                criteria=self.criteria,
            )
        )

    def sentence(self, ctx: Scope) -> str:
        return f"started the project {self.name}"


class EditProject(Command, name="project.edit", family="project.scope"):
    """Change a project's brief.

    Problem, success criteria and scope statement are one decision: what the project is for."""

    project: UnitRef
    name: Name = ""
    brief: Annotated[Text, Hint(help="In a few sentences: what is made, for whom.")] = ""
    problem: Annotated[Text, Hint(label="Problem", help="What is wrong today, and for whom.")] = ""
    criteria: Criteria = ""
    in_scope: Annotated[Text, Hint(label="In scope", help="One on a line: what it delivers.")] = ""
    out_of_scope: Annotated[
        Text,
        Hint(label="Out of scope", help="One on a line: what it leaves alone, though one might expect it."),
    ] = ""

    def apply(self, ctx: Scope) -> None:
        project = project_of(ctx, self.project)
        ctx.update(project, **columns(self, "brief", "problem", "criteria", "in_scope", "out_of_scope"))
        if self.name:
            ctx.update(project.unit, name=self.name)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.project)}"


class SetProjectTarget(Command, name="project.set_target", family="milestone.date"):
    """Set a project's target."""

    project: UnitRef
    target: Target

    def apply(self, ctx: Scope) -> None:
        ctx.update(project_of(ctx, self.project), target=self.target)

    def sentence(self, ctx: Scope) -> str:
        return f"set the target of {ctx.title(self.project)} to {in_full(self.target)}"


class ScheduleProject(Command, name="project.schedule", family="schedule.change"):
    """Set when a project starts and by which week it works."""

    project: UnitRef
    start: Annotated[date | None, Hint(label="Starts on")] = None
    calendar: Calendar = None

    def apply(self, ctx: Scope) -> None:
        project = project_of(ctx, self.project)
        if self.start:
            ctx.update(project, start=self.start)
        if self.calendar:
            ctx.update(project, calendar=ctx.get(self.calendar))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.project)}"


def project_of(ctx: Scope, ref: str) -> Project:
    """The project of a unit; refuses a unit that is none."""
    unit: Unit = ctx.get(ref)
    project: Project | None = ctx.find(Project, unit=unit).select_related("unit").first()
    if project is None:
        ctx.refuse(f"{unit} is a {unit.kind}, not a project. Choose a project.", "project")
    return project


def open_project_unit(ctx: Scope, id: Any, name: str, parent: Unit, prefix: str) -> Unit:
    """A new unit of kind project, ranked after those there are."""
    if prefix and ctx.find(Unit, prefix=prefix).exists():
        ctx.refuse(f"Another unit uses the prefix {prefix} already. Choose another.", "prefix")
    rank = ctx.find(Unit, kind="project").count() + 1
    unit: Unit = ctx.save(Unit(id=id, kind="project", name=name, prefix=prefix, parent=parent, rank=rank))
    return unit


def in_full(day: date | None) -> str:
    """A day in a sentence."""
    return "none" if day is None else f"{day.day} {day:%b %Y}"
