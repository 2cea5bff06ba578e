"""What people are to each other and to the work: roles, teams, skills, shares of their time, rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Fault, Hint, RefTo, Refused, Scope
from pilothouse.who.changes import derived, listed, put, set_list
from pilothouse.who.fields import Level, MemberRef, Minted, Share, SkillRef, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.people.commands_time import home_of
from pilothouse.who.people.models import Allocation, Membership, MemberSkill, Rate, RoleHolder, Skill

HolderRef = Annotated[str, RefTo("people.roleholder")]
AllocationRef = Annotated[str, RefTo("people.allocation")]


class GiveRole(Command, name="role.give", permission="steward", subject="unit"):
    """Give somebody a role."""

    id: Minted = Field(default_factory=uuid4)
    unit: Annotated[UnitRef, Hint(label="In")]
    role: Annotated[str, Hint(choices="role", help="A role of this workspace, by its name.")]
    member: Annotated[MemberRef, Hint(label="Who")]
    start: Annotated[date | None, Hint(label="From")] = None
    end: Annotated[date | None, Hint(label="Until", help="The first day they no longer hold it.")] = None
    example: ClassVar[dict[str, Any]] = {"role": "engineer", "start": "2027-03-01"}

    def apply(self, ctx: Scope) -> None:
        role = self.known(ctx)
        unit, member = ctx.get(self.unit), ctx.get(self.member)
        if self.start and self.end and self.end <= self.start:
            ctx.refuse("A role ends after it began.", "end")
        if ctx.find(RoleHolder, unit=unit, role=role, member=member, end=None).exists():
            ctx.refuse(f"{member} holds this role there already.", "member")
        holder = RoleHolder(id=self.id, unit=unit, role=role, member=member, start=self.start, end=self.end)
        ctx.save(holder)

    def sentence(self, ctx: Scope) -> str:
        name = ctx.rights.role_names()[self.known(ctx)]
        return f"made {ctx.title(self.member)} {name} of {ctx.title(self.unit)}"

    def known(self, ctx: Scope) -> str:
        """The role's own name, from it or from what people call it."""
        names: dict[str, str] = ctx.rights.role_names()
        wanted = self.role.casefold()
        found = next((role for role, name in names.items() if wanted in (role, name.casefold())), None)
        if found is None:
            message = f"There is no role {self.role!r}. Choose one of: {', '.join(names.values())}."
            raise Refused(message, faults=(Fault("role", message),))
        return found


class EndRole(Command, name="role.end", permission="steward"):
    """End a role."""

    holder: Annotated[HolderRef, Hint(label="Role")]

    def apply(self, ctx: Scope) -> None:
        holder: RoleHolder = ctx.get(self.holder)
        others = ctx.find(RoleHolder, role=holder.role, unit__kind="organisation", end=None).exclude(
            pk=holder.pk
        )
        if holder.role in ctx.rights.permission_roles("steward") and not others.exists():
            ctx.refuse(
                "Somebody must stay who can set things up. Give this role to another person first.", "holder"
            )
        bin_row(ctx, holder)

    def sentence(self, ctx: Scope) -> str:
        return f"ended a role: {ctx.title(self.holder)}"


class SetMembers(Command, name="unit.members", permission="steward"):
    """Say who belongs to a unit."""

    unit: UnitRef
    members: list[MemberRef]

    def apply(self, ctx: Scope) -> None:
        set_list(ctx, Membership, {"unit": ctx.get(self.unit)}, "member", self.members)

    def sentence(self, ctx: Scope) -> str:
        names = listed([ctx.title(m) for m in self.members]) or "nobody"
        return f"made {names} the members of {ctx.title(self.unit)}"


class AddSkill(Command, name="skill.add", permission="steward"):
    """Add a skill."""

    id: Minted = Field(default_factory=uuid4)
    name: Annotated[str, Field(min_length=1, max_length=100)]

    def apply(self, ctx: Scope) -> None:
        if ctx.find(Skill, name__iexact=self.name).exists():
            ctx.refuse(f"There is a skill {self.name} already.", "name")
        ctx.save(Skill(id=self.id, name=self.name))

    def sentence(self, ctx: Scope) -> str:
        return f"added the skill {self.name}"


class SetMemberSkill(Command, name="member.skill", permission="role holder"):
    """Say how well somebody can do something."""

    member: Annotated[MemberRef, Hint(label="Who")]
    skill: SkillRef
    level: Level = 3

    def apply(self, ctx: Scope) -> None:
        member, skill = ctx.get(self.member), ctx.get(self.skill)
        key = {"member": member, "skill": skill}
        row = put(ctx, MemberSkill, derived(member.pk, "skill", skill.pk), key, level=self.level)
        if self.level == 0:
            ctx.delete(row)

    def sentence(self, ctx: Scope) -> str:
        return f"set {ctx.title(self.skill)} of {ctx.title(self.member)} to level {self.level}"


class SetAllocation(Command, name="allocation.set", family="person.allocate", subject="unit"):
    """Give a share of somebody's time to a unit."""

    id: Minted = Field(default_factory=uuid4)
    member: Annotated[MemberRef, Hint(label="Who")]
    unit: Annotated[UnitRef, Hint(label="For")]
    share: Share
    start: Annotated[date, Hint(label="From")]
    end: Annotated[date, Hint(label="Until", help="The first day it no longer holds.")]
    example: ClassVar[dict[str, Any]] = {"start": "2027-04-01", "end": "2027-07-01"}

    def apply(self, ctx: Scope) -> None:
        member, unit = ctx.get(self.member), ctx.get(self.unit)
        if self.end <= self.start:
            ctx.refuse("The end must be after the start.", "end")
        overlapping = ctx.find(Allocation, member=member, start__lt=self.end, end__gt=self.start)
        if overlapping.filter(unit=unit).exclude(start=self.start).exists():
            ctx.refuse(f"{member} has another share of {unit} in this time. End that one first.", "start")
        put(
            ctx,
            Allocation,
            self.id,
            {"member": member, "unit": unit, "start": self.start},
            share=self.share,
            end=self.end,
        )

    def sentence(self, ctx: Scope) -> str:
        days = f"from {self.start.isoformat()} until {self.end.isoformat()}"
        return f"gave {self.share:.0%} of {ctx.title(self.member)} to {ctx.title(self.unit)} {days}"


class EndAllocation(Command, name="allocation.end", family="person.allocate"):
    """Take a share of somebody's time back."""

    allocation: Annotated[AllocationRef, Hint(label="Share")]

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.allocation))

    def sentence(self, ctx: Scope) -> str:
        return f"took back {ctx.title(self.allocation)}"


class SetRate(Command, name="rate.set", family="rates.set"):
    """Set what an hour of somebody costs."""

    id: Minted = Field(default_factory=uuid4)
    member: Annotated[MemberRef, Hint(label="Who")]
    per_hour: Annotated[
        Decimal, Field(ge=0, le=100_000, decimal_places=2), Hint(label="Cost of an hour", private=True)
    ]
    start: Annotated[date | None, Hint(label="From", help="Empty: from the beginning.")] = None

    def unit_of_decision(self, ctx: Scope) -> Any:
        return home_of(ctx, ctx.get(self.member))

    def apply(self, ctx: Scope) -> None:
        key = {"member": ctx.get(self.member), "start": self.start}
        put(ctx, Rate, self.id, key, per_hour=self.per_hour, currency=ctx.workspace.currency)

    def sentence(self, ctx: Scope) -> str:
        return f"set the rate of {ctx.title(self.member)}"
