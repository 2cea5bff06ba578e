"""Planning a hire: a person nobody knows yet, with skills and a first day, for the plan to count on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who import clock
from pilothouse.who.changes import derived
from pilothouse.who.fields import CalendarRef, Level, Minted, Name, Share, SkillRef, UnitRef
from pilothouse.who.people.models import Member, Membership, MemberSkill, TimeOff


class PlanHire(Command, name="hire.plan", family="hire.requisition"):
    """Plan a hire.

    A placeholder that work can be given to from its first day on; give it a rate to see what it costs."""

    id: Minted = Field(default_factory=uuid4)
    name: Annotated[Name, Hint(label="Called", help="Such as: second designer.")]
    start: Annotated[date, Hint(label="First day")]
    unit: Annotated[UnitRef, Hint(label="Team or project")]
    skills: Annotated[list[SkillRef], Hint(label="Skills")] = []
    level: Annotated[Level, Hint(label="Level of these skills")] = 3
    fraction: Annotated[Share, Hint(label="Share of full time")] = 1.0
    calendar: CalendarRef | None = None

    def apply(self, ctx: Scope) -> None:
        calendar = ctx.get(self.calendar) if self.calendar else None
        member = Member(id=self.id, name=self.name, kind="placeholder", calendar=calendar)
        member.fraction, member.plannable = self.fraction, True
        ctx.save(member)
        for id in dict.fromkeys(self.skills):
            skill = {"member": member, "skill": ctx.get(id), "level": self.level}
            ctx.save(MemberSkill(id=derived(self.id, "skill", id), **skill))
        unit: Any = ctx.get(self.unit)
        if unit.kind == "team":
            ctx.save(Membership(id=derived(self.id, "unit"), unit=unit, member=member))
        today = clock.today(ctx.workspace.timezone)
        if self.start > today:
            away = {"start": today, "end": self.start, "kind": "not here yet"}
            ctx.save(TimeOff(id=derived(self.id, "before"), member=member, **away))

    def sentence(self, ctx: Scope) -> str:
        return f"planned to hire {self.name} from {self.start:%-d %B %Y}"
