"""Taking away what a workspace no longer needs: skills, calendars, shared resources, units, leave, rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who.changes import columns, in_words
from pilothouse.who.fields import CalendarRef, MemberRef, PoolRef, SkillRef, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.people.commands_time import LeaveRef, home_of
from pilothouse.who.people.models import (
    Allocation,
    CalendarDay,
    Membership,
    MemberSkill,
    Rate,
    RoleHolder,
    Skill,
    TimeOff,
    Unit,
)

UNIT_PARTS = (RoleHolder, Membership, Allocation)
"""What belongs to a unit and goes with it."""


class EditSkill(Command, name="skill.edit", permission="steward"):
    """Rename a skill."""

    skill: SkillRef
    name: Annotated[str, Field(min_length=1, max_length=100)]

    def apply(self, ctx: Scope) -> None:
        skill: Skill = ctx.get(self.skill)
        if ctx.find(Skill, name__iexact=self.name).exclude(pk=skill.pk).exists():
            ctx.refuse(f"There is a skill {self.name} already.", "name")
        ctx.update(skill, name=self.name)

    def sentence(self, ctx: Scope) -> str:
        return f"renamed a skill to {self.name}"


class DeleteSkill(Command, name="skill.delete", permission="steward"):
    """Delete a skill."""

    skill: SkillRef
    example: ClassVar[dict[str, Any]] = {"skill": "Spare skill"}

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.skill), MemberSkill)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the skill {ctx.title(self.skill)}"


class DeleteCalendar(Command, name="calendar.delete", permission="steward"):
    """Delete a calendar."""

    calendar: CalendarRef
    example: ClassVar[dict[str, Any]] = {"calendar": "Spare calendar"}

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.calendar), CalendarDay)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the calendar {ctx.title(self.calendar)}"


class DeletePool(Command, name="pool.delete", permission="steward"):
    """Delete a shared resource."""

    pool: PoolRef
    example: ClassVar[dict[str, Any]] = {"pool": "Spare pool"}

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.pool))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the shared resource {ctx.title(self.pool)}"


class DeleteUnit(Command, name="unit.delete", permission="steward"):
    """Delete a team or portfolio that is empty."""

    unit: UnitRef
    example: ClassVar[dict[str, Any]] = {"unit": "Team A"}

    def apply(self, ctx: Scope) -> None:
        unit: Unit = ctx.get(self.unit)
        if unit.kind not in ("team", "portfolio"):
            ctx.refuse(f"{unit} is a {unit.kind}. Only teams and portfolios are deleted here.", "unit")
        bin_row(ctx, unit, *UNIT_PARTS)

    def sentence(self, ctx: Scope) -> str:
        unit: Unit = ctx.get(self.unit)
        return f"deleted the {unit.kind} {unit}"


class EditLeave(Command, name="leave.edit", family="leave.record"):
    """Change leave."""

    leave: Annotated[LeaveRef, Hint(label="Leave")]
    first: Annotated[date | None, Hint(label="First day")] = None
    last: Annotated[date | None, Hint(label="Last day")] = None
    kind: Annotated[Literal["leave", "sick", "training", "other"], Hint(label="Kind")] = "leave"
    example: ClassVar[dict[str, Any]] = {"last": "2027-03-29"}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return home_of(ctx, ctx.get(self.leave).member)

    def apply(self, ctx: Scope) -> None:
        leave: TimeOff = ctx.get(self.leave)
        start = self.first or leave.start
        end = self.last + timedelta(days=1) if self.last else leave.end
        if end <= start:
            ctx.refuse(f"The last day must be {start.isoformat()} or later.", "last")
        ctx.update(leave, start=start, end=end, **columns(self, "kind"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the {ctx.title(self.leave)}"


class EndRate(Command, name="rate.end", family="rates.set"):
    """Take a rate back."""

    member: Annotated[MemberRef, Hint(label="Who")]
    start: Annotated[date | None, Hint(label="From", help="The day it began; empty: the beginning.")] = None
    example: ClassVar[dict[str, Any]] = {"start": None}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return home_of(ctx, ctx.get(self.member))

    def apply(self, ctx: Scope) -> None:
        rate = ctx.find(Rate, member=ctx.get(self.member), start=self.start).first()
        if rate is None:
            since = self.start.isoformat() if self.start else "the beginning"
            ctx.refuse(f"{ctx.title(self.member)} has no rate from {since}.", "start")
        bin_row(ctx, rate)

    def sentence(self, ctx: Scope) -> str:
        return f"took back a rate of {ctx.title(self.member)}"
