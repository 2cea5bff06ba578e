"""Putting projects together to a programme."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.when.projects.models import Programme, ProgrammeProject
from pilothouse.who.changes import columns, in_words, set_list
from pilothouse.who.fields import Minted, Name, Text, UnitRef
from pilothouse.who.items.bin import bin_row

ProgrammeRef = Annotated[str, RefTo("projects.programme")]
ProjectRef = Annotated[str, RefTo("people.unit", where="kind=project")]
Purpose = Annotated[Text, Hint(help="What they bring about together that none does alone.", rows=3)]
Projects = Annotated[list[ProjectRef], Hint(help="From whatever product or department.")]


class CreateProgramme(Command, name="programme.create", family="project.create", subject="unit"):
    """Put projects together to a programme."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    unit: Annotated[UnitRef, Hint(label="Part of")]
    purpose: Purpose = ""
    projects: Projects = []
    example: ClassVar[dict[str, Any]] = {"name": "Something new", "projects": ["Redesign"]}

    def apply(self, ctx: Scope) -> None:
        values = {"unit": ctx.get(self.unit), "name": self.name, "purpose": self.purpose}
        _hold(ctx, ctx.save(Programme(id=self.id, **values)), self.projects)

    def sentence(self, ctx: Scope) -> str:
        return f"put projects together to the programme {self.name}"


class EditProgramme(Command, name="programme.edit", family="project.create"):
    """Change a programme."""

    programme: ProgrammeRef
    name: Name = ""
    purpose: Purpose = ""
    projects: Projects = []
    example: ClassVar[dict[str, Any]] = {"purpose": "One way to be paid", "projects": ["Redesign"]}

    def apply(self, ctx: Scope) -> None:
        programme: Programme = ctx.get(self.programme)
        ctx.update(programme, **columns(self, "name", "purpose"))
        if "projects" in self.given():
            _hold(ctx, programme, self.projects)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the programme {ctx.title(self.programme)}"


class EndProgramme(Command, name="programme.end", family="project.create"):
    """End a programme; its projects go on."""

    programme: ProgrammeRef

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.programme), ProgrammeProject)

    def sentence(self, ctx: Scope) -> str:
        return f"ended the programme {ctx.title(self.programme)}"


def _hold(ctx: Scope, programme: Programme, projects: list[str]) -> None:
    for ref in projects:
        unit = ctx.get(ref)
        if unit.kind != "project":
            ctx.refuse(f"{unit} is a {unit.kind}, not a project. Choose projects.", "projects")
    set_list(ctx, ProgrammeProject, {"programme": programme}, "project", projects)
