"""Saying who answers for what: rows of a RACI chart, and the part of one person in one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.when.projects.models import Involved, Responsibility
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.who.changes import columns, derived, in_words, put
from pilothouse.who.fields import MemberRef, Minted, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.ranks import ranks_after
from pilothouse.who.people.models import Member

RowRef = Annotated[str, RefTo("projects.responsibility")]
What = Annotated[
    str,
    Field(min_length=1, max_length=300),
    Hint(label="What", help="A deliverable or a decision, such as: Printed manual."),
]
Kind = Annotated[Literal["deliverable", "decision"], Hint(label="It is a")]
Accountable = Annotated[
    MemberRef, Hint(help="Exactly one: answers for it, and says when it is good. May do the work, too.")
]
Responsible = Annotated[list[MemberRef], Hint(help="Do the work. At least one is advised.")]
Consulted = Annotated[list[MemberRef], Hint(help="Are asked before.")]
Informed = Annotated[list[MemberRef], Hint(help="Are told after.")]
PARTS = ("responsible", "consulted", "informed")
Part = Literal["none", "responsible", "accountable", "accountable_and_responsible", "consulted", "informed"]


class AddResponsibility(Command, name="raci.add", family="project.role", subject="project"):
    """Add a responsibility."""

    id: Minted = Field(default_factory=uuid4)
    project: UnitRef
    title: What
    kind: Kind = "deliverable"
    accountable: Accountable
    responsible: Responsible = []
    consulted: Consulted = []
    informed: Informed = []
    example: ClassVar[dict[str, Any]] = {"title": "Printed manual", "responsible": ["Jonas"]}

    def apply(self, ctx: Scope) -> None:
        unit = project_of(ctx, self.project).unit
        last = ctx.highest(Responsibility, "position", unit=unit)
        (rank,) = ranks_after(last, 1)
        values = {"title": self.title, "kind": self.kind, "accountable": ctx.get(self.accountable)}
        row = ctx.save(Responsibility(id=self.id, unit=unit, position=rank, **values))
        _involve(ctx, row, {part: getattr(self, part) for part in PARTS})

    def sentence(self, ctx: Scope) -> str:
        return f"made {ctx.title(self.accountable)} accountable for {self.title}"


class EditResponsibility(Command, name="raci.edit", family="project.role"):
    """Change a responsibility.

    Another accountable takes over from the one before, who keeps doing the work if they did."""

    row: Annotated[RowRef, Hint(label="Responsibility")]
    title: What = ""
    kind: Kind = "deliverable"
    accountable: Annotated[
        MemberRef | None, Hint(help="Exactly one: answers for it, and says when it is good.")
    ] = None
    responsible: Responsible = []
    consulted: Consulted = []
    informed: Informed = []
    example: ClassVar[dict[str, Any]] = {"row": "Printed manual", "accountable": "Jonas"}

    def apply(self, ctx: Scope) -> None:
        row: Responsibility = ctx.get(self.row)
        given = self.given()
        if "accountable" in given:
            if self.accountable is None:
                ctx.refuse(_nobody(row), "accountable")
            ctx.update(row, accountable=ctx.get(self.accountable))
        ctx.update(row, **columns(self, "title", "kind"))
        have = {part: [str(id) for id in getattr(row, f"{part}_ids")()] for part in PARTS}
        _involve(ctx, row, have | {part: given[part] for part in PARTS if part in given})

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the responsibility {ctx.title(self.row)}"


class SetPart(Command, name="raci.set", family="project.role"):
    """Say what part somebody has in a responsibility."""

    row: Annotated[RowRef, Hint(label="Responsibility")]
    member: Annotated[MemberRef, Hint(label="Who")]
    part: Part
    example: ClassVar[dict[str, Any]] = {"row": "Printed manual", "member": "Nora", "part": "informed"}

    def apply(self, ctx: Scope) -> None:
        row, member = ctx.get(self.row), ctx.get(self.member)
        leads = self.part.startswith("accountable")
        if leads and row.accountable_id != member.pk:
            ctx.refuse(
                f"{row.accountable} is accountable for {row} already, and exactly one person is. "
                f"To hand it over, change who is accountable in the row itself.",
                "part",
            )
        if not leads and row.accountable_id == member.pk:
            ctx.refuse(_nobody(row), "part")
        part = "responsible" if self.part.endswith("responsible") else "" if leads else self.part
        _give(ctx, row, member, "" if part == "none" else part)

    def sentence(self, ctx: Scope) -> str:
        words = "no part" if self.part == "none" else f"the part “{self.part.replace('_', ' ')}”"
        return f"gave {ctx.title(self.member)} {words} in {ctx.title(self.row)}"


class RemoveResponsibility(Command, name="raci.remove", family="project.role"):
    """Remove a responsibility."""

    row: Annotated[RowRef, Hint(label="Responsibility")]
    example: ClassVar[dict[str, Any]] = {"row": "Printed manual"}

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.row), Involved)

    def sentence(self, ctx: Scope) -> str:
        return f"removed the responsibility {ctx.title(self.row)}"


def _nobody(row: Responsibility) -> str:
    return (
        f"{row} would have nobody who is accountable, and exactly one person must be. "
        "Choose who takes over in the row itself."
    )


def _involve(ctx: Scope, row: Responsibility, wanted: dict[str, list[str]]) -> None:
    """Give everybody named their part, and nobody else one."""
    parts: dict[str, str] = {}
    for part, id in _each(wanted):
        if parts.setdefault(id, part) != part:
            name = ctx.row(Member, UUID(id))
            ctx.refuse(f"{name} is both {parts[id]} and {part}. Give each person one part.", part)
        if id == str(row.accountable_id) and part != "responsible":
            ctx.refuse(
                f"{row.accountable} is accountable, so being {part}, too, says nothing more. Leave it out.",
                part,
            )
    for old in ctx.find(Involved, responsibility=row).select_related("member"):
        if str(old.member_id) not in parts:
            ctx.delete(old)
    for id, part in parts.items():
        _give(ctx, row, ctx.row(Member, UUID(id)), part)


def _each(wanted: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for part, ids in wanted.items():
        for id in dict.fromkeys(map(str, ids)):
            yield part, id


def _give(ctx: Scope, row: Responsibility, member: Member, part: str) -> None:
    key = {"responsibility": row, "member": member}
    if part:
        put(ctx, Involved, derived(row.pk, "involved", member.pk), key, part=part)
        return
    for old in ctx.find(Involved, **key):
        ctx.delete(old)
