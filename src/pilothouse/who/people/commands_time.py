"""Working time: calendars, holidays, leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.who.changes import derived, in_words, put
from pilothouse.who.fields import CalendarRef, MemberRef, Minted, Name, PoolRef, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.people.models import Calendar, CalendarDay, Member, Pool, TimeOff, Unit, home_units
from pilothouse.who.people.week import DAYS, STANDARD_HOURS, DayHours, intervals

LeaveRef = Annotated[str, RefTo("people.timeoff")]


class _Week(Command):
    """The seven days of a working week, each as a line of text."""

    name: Name = ""
    mon: Annotated[DayHours, Hint(label="Monday")] = STANDARD_HOURS
    tue: Annotated[DayHours, Hint(label="Tuesday")] = STANDARD_HOURS
    wed: Annotated[DayHours, Hint(label="Wednesday")] = STANDARD_HOURS
    thu: Annotated[DayHours, Hint(label="Thursday")] = STANDARD_HOURS
    fri: Annotated[DayHours, Hint(label="Friday")] = STANDARD_HOURS
    sat: Annotated[DayHours, Hint(label="Saturday")] = ""
    sun: Annotated[DayHours, Hint(label="Sunday")] = ""

    def week(self, days: set[str]) -> dict[str, Any]:
        """The intervals of those days."""
        return {day: intervals(getattr(self, day)) for day in DAYS if day in days}


class AddCalendar(_Week, name="calendar.add", permission="steward"):
    """Add a calendar."""

    id: Minted = Field(default_factory=uuid4)
    name: Name

    def apply(self, ctx: Scope) -> None:
        ctx.save(Calendar(id=self.id, name=self.name, week=_worked(ctx, self.week(set(DAYS)))))

    def sentence(self, ctx: Scope) -> str:
        return f"added the calendar {self.name}"


class EditCalendar(_Week, name="calendar.edit", permission="steward"):
    """Change a calendar's week."""

    calendar: CalendarRef
    name: Name = ""

    def apply(self, ctx: Scope) -> None:
        calendar: Calendar = ctx.get(self.calendar)
        given = self.given()
        changes = {"name": self.name} if "name" in given else {}
        ctx.update(calendar, week=_worked(ctx, {**calendar.week, **self.week(set(given))}), **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the calendar {ctx.title(self.calendar)}"


class SetCalendarDay(Command, name="calendar.day", permission="steward"):
    """Set a holiday or a day with other hours."""

    calendar: CalendarRef
    date: Annotated[date, Hint(label="Day")]
    hours: Annotated[DayHours, Hint(label="Hours")] = ""
    name: Annotated[str, Field(max_length=200), Hint(label="What it is called")] = ""

    def apply(self, ctx: Scope) -> None:
        key = {"calendar": ctx.get(self.calendar), "date": self.date}
        id = derived(self.calendar, self.date)
        put(ctx, CalendarDay, id, key, hours=intervals(self.hours), name=self.name, public=False)

    def sentence(self, ctx: Scope) -> str:
        what = f"hours {self.hours}" if self.hours else "a day off"
        return f"made {self.date.isoformat()} {what} in the calendar {ctx.title(self.calendar)}"


class ClearCalendarDay(Command, name="calendar.clear_day", permission="steward"):
    """Make a day like the rest of its week again."""

    calendar: CalendarRef
    date: Annotated[date, Hint(label="Day")]
    example: ClassVar[dict[str, Any]] = {"date": "2026-12-25"}

    def apply(self, ctx: Scope) -> None:
        day = ctx.find(CalendarDay, calendar=ctx.get(self.calendar), date=self.date).first()
        if day is None:
            ctx.refuse(f"{self.date.isoformat()} does not differ from its week in this calendar.", "date")
        ctx.delete(day)

    def sentence(self, ctx: Scope) -> str:
        return f"made {self.date.isoformat()} an ordinary day in the calendar {ctx.title(self.calendar)}"


class RecordLeave(Command, name="leave.record", family="leave.record"):
    """Record leave."""

    id: Minted = Field(default_factory=uuid4)
    member: Annotated[MemberRef, Hint(label="Who")]
    first: Annotated[date, Hint(label="First day", today=True)]
    last: Annotated[date, Hint(label="Last day")]
    kind: Annotated[Literal["leave", "sick", "training", "other"], Hint(label="Kind")] = "leave"

    def unit_of_decision(self, ctx: Scope) -> Any:
        return home_of(ctx, ctx.get(self.member))

    def apply(self, ctx: Scope) -> None:
        if self.last < self.first:
            ctx.refuse(f"The last day must be {self.first.isoformat()} or later.", "last")
        end = self.last + timedelta(days=1)
        ctx.save(TimeOff(id=self.id, member=ctx.get(self.member), start=self.first, end=end, kind=self.kind))

    def sentence(self, ctx: Scope) -> str:
        days = f"{self.first.isoformat()} to {self.last.isoformat()}"
        return f"recorded that {ctx.title(self.member)} is away from {days}"


class CancelLeave(Command, name="leave.cancel", family="leave.record"):
    """Cancel leave."""

    leave: Annotated[LeaveRef, Hint(label="Leave")]

    def unit_of_decision(self, ctx: Scope) -> Any:
        return home_of(ctx, ctx.get(self.leave).member)

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.leave))

    def sentence(self, ctx: Scope) -> str:
        return f"cancelled the {ctx.title(self.leave)}"


class AddPool(Command, name="pool.add", permission="steward"):
    """Add a shared resource, such as a laboratory."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    capacity: Annotated[int, Field(ge=1, le=10_000), Hint(label="How many at a time")] = 1
    calendar: CalendarRef | None = None
    unit: UnitRef | None = None

    def apply(self, ctx: Scope) -> None:
        calendar = ctx.get(self.calendar) if self.calendar else None
        unit = ctx.get(self.unit) if self.unit else None
        ctx.save(Pool(id=self.id, name=self.name, capacity=self.capacity, calendar=calendar, unit=unit))

    def sentence(self, ctx: Scope) -> str:
        return f"added {self.name}, {self.capacity} at a time"


class EditPool(Command, name="pool.edit", permission="steward"):
    """Change a shared resource."""

    pool: PoolRef
    name: Name = ""
    capacity: Annotated[int, Field(ge=1, le=10_000), Hint(label="How many at a time")] = 1
    calendar: CalendarRef | None = None

    def apply(self, ctx: Scope) -> None:
        given = self.given()
        ctx.update(
            ctx.get(self.pool), **{k: given[k] for k in ("name", "capacity", "calendar") if k in given}
        )

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.pool)}"


def home_of(ctx: Scope, member: Member) -> Any:
    """The unit whose leads decide about a member's time: the first they belong to, else the organisation."""
    unit = home_units(ctx.workspace.pk).get(member.pk)
    return ctx.find(Unit, pk=unit).first() if unit else None


def _worked(ctx: Scope, week: dict[str, Any]) -> dict[str, Any]:
    """The days that have hours; a week without any is refused."""
    found = {day: hours for day, hours in week.items() if hours}
    if not found:
        ctx.refuse("Give at least one day some hours.", "mon")
    return found
