"""Who belongs to a project, from whatever unit they come."""

from __future__ import annotations

from typing import Annotated

from pilothouse.commands import Command, Hint, Scope
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.who.changes import listed, set_list
from pilothouse.who.fields import MemberRef, UnitRef
from pilothouse.who.people.models import Membership


class SetProjectMembers(Command, name="project.members", family="project.role"):
    """Say who belongs to a project.

    They stay in the units they are from: a project takes people from several."""

    project: UnitRef
    members: Annotated[list[MemberRef], Hint(help="From whatever team or department.")]

    def apply(self, ctx: Scope) -> None:
        set_list(ctx, Membership, {"unit": project_of(ctx, self.project).unit}, "member", self.members)

    def sentence(self, ctx: Scope) -> str:
        names = listed([ctx.title(member) for member in self.members]) or "nobody"
        return f"made {names} the members of {ctx.title(self.project)}"
