"""Filling a calendar with the public holidays of a country."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who import clock
from pilothouse.who.changes import derived, put
from pilothouse.who.fields import CalendarRef
from pilothouse.who.people.holidays import Unknown, days_off
from pilothouse.who.people.models import Calendar, CalendarDay

MOST_YEARS = 20
AHEAD = 2
"""So many years after this one are always filled in, so that no plan runs out of holidays."""


class FillHolidays(Command, name="calendar.holidays", permission="steward"):
    """Fill in a country's public holidays.

    From this year on. Days set by hand stay, and those of a country chosen earlier go from today on."""

    calendar: CalendarRef
    country: Annotated[
        str,
        Field(min_length=2, max_length=3),
        Hint(label="Country", help="Two letters, such as DE, FR or US."),
    ]
    region: Annotated[
        str,
        Field(max_length=20),
        Hint(label="Region", help="Its code, such as BY; empty: the whole country."),
    ] = ""
    years: Annotated[
        int,
        Field(ge=1, le=MOST_YEARS),
        Hint(label="For so many years", help="This one included. Later ones follow by themselves."),
    ] = 5
    example: ClassVar[dict[str, Any]] = {"country": "DE", "region": "BE", "years": 2}

    def apply(self, ctx: Scope) -> None:
        calendar: Calendar = ctx.get(self.calendar)
        today = clock.today(ctx.workspace.timezone)
        last = today.year + self.years - 1
        try:
            found = days_off(self.country, self.region, range(today.year, last + 1))
        except Unknown as unknown:
            ctx.refuse(str(unknown), "region" if "region" in str(unknown) else "country")
        self._fill(ctx, calendar, found, today)
        changes = {"country": self.country.strip().upper(), "region": self.region.strip().upper()}
        ctx.update(calendar, holidays_until=last, **changes)

    def _fill(self, ctx: Scope, calendar: Calendar, found: dict[date, str], today: date) -> None:
        for day in list(ctx.find(CalendarDay, calendar=calendar, public=True, date__gte=today)):
            if day.date not in found:
                ctx.delete(day)
        put_holidays(ctx, calendar, found)

    def sentence(self, ctx: Scope) -> str:
        where = self.country.upper() + (f", {self.region.upper()}" if self.region else "")
        return f"filled in the public holidays of {where} in the calendar {ctx.title(self.calendar)}"


class ExtendHolidays(Command, name="calendar.extend", permission="system"):
    """Fill in the public holidays of the next year.

    Days set by hand stay."""

    calendar: CalendarRef

    def apply(self, ctx: Scope) -> None:
        calendar: Calendar = ctx.get(self.calendar)
        years = years_missing(calendar, clock.today(ctx.workspace.timezone))
        if not years:
            ctx.refuse(f"The public holidays of {calendar.name} are filled in far enough ahead.", "calendar")
        try:
            found = days_off(calendar.country, calendar.region, years)
        except Unknown as unknown:
            ctx.refuse(str(unknown), "calendar")
        put_holidays(ctx, calendar, found)
        ctx.update(calendar, holidays_until=years[-1])

    def sentence(self, ctx: Scope) -> str:
        calendar: Calendar = ctx.get(self.calendar)
        until = f"until the end of {calendar.holidays_until}"
        return f"filled in the public holidays in the calendar {ctx.title(self.calendar)} {until}"


def put_holidays(ctx: Scope, calendar: Calendar, found: dict[date, str]) -> None:
    """Write those days into the calendar, each unless it was set by hand."""
    own = set(ctx.find(CalendarDay, calendar=calendar, public=False).values_list("date", flat=True))
    for on, name in found.items():
        if on not in own:
            key = {"calendar": calendar, "date": on}
            put(ctx, CalendarDay, derived(calendar.pk, on), key, hours=[], name=name, public=True)


def years_missing(calendar: Calendar, today: date) -> range:
    """The years ahead whose holidays a calendar that follows a country lacks."""
    if not calendar.country or calendar.holidays_until is None:
        return range(0)
    return range(max(calendar.holidays_until + 1, today.year), today.year + AHEAD + 1)
