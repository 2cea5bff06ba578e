"""Person-days that a team or a project has between two days: calendars, leave and shares of people's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.engine.capacity import Focus, Past, focus
from pilothouse.how.delivery.boards.columns import Read
from pilothouse.how.delivery.models import Iteration
from pilothouse.who.people.models import Allocation, CalendarDay, Member, Membership, TimeOff, Unit
from pilothouse.who.people.week import DAYS, STANDARD_WEEK, Intervals

DAY_LONG = 24 * 60
Spans = Mapping[UUID, list[tuple[date, date, float]]]
"""For each member from when until when (not included), and which share of their time."""


@dataclass(frozen=True)
class PersonDays:
    """The days somebody has for it; ``away`` are working days of theirs on leave."""

    member: UUID
    name: str
    days: float
    away: float


def people_days(read: Read, unit: Unit, start: date, end: date) -> list[PersonDays]:
    """Everybody who can be given work there, by name; the end day is not included."""
    of = read(Membership).filter(unit=unit).values("member")
    rows = read(Member).filter(pk__in=of, plannable=True).filter(Q(left_on=None) | Q(left_on__gt=start))
    people = list(rows.select_related("calendar").order_by("name", "pk"))
    ids = [person.pk for person in people]
    inside = {"start__lt": end, "end__gt": start}
    leave = _spans(read(TimeOff).filter(member__in=ids, **inside).values_list("member_id", "start", "end"))
    shares = _spans(_shares(read, unit, ids)) if unit.kind == "project" else {}
    closed = _exceptions(read, people, start, end)
    return [_days_of(person, start, end, leave, shares, closed) for person in people]


def focus_of(read: Read, unit: Unit, before: date) -> Focus:
    """The focus factor for an iteration that begins then: that of the last one closed."""
    rows = read(Iteration).filter(unit=unit, state="closed", end__lte=before).order_by("end", "pk")
    return focus([Past(row.name, row.done or 0.0, row.available or 0.0) for row in rows])


def _shares(read: Read, unit: Unit, ids: list[UUID]) -> Any:
    rows = read(Allocation).filter(unit=unit, member__in=ids)
    return rows.values_list("member_id", "start", "end", "share")


def _spans(rows: Any) -> Spans:
    found: dict[UUID, list[tuple[date, date, float]]] = defaultdict(list)
    for member, start, end, *share in rows:
        found[member].append((start, end, share[0] if share else 1.0))
    return found


def _exceptions(
    read: Read, people: list[Member], start: date, end: date
) -> dict[tuple[UUID, date], Intervals]:
    calendars = {person.calendar_id for person in people if person.calendar_id}
    rows = read(CalendarDay).filter(calendar__in=calendars, date__gte=start, date__lt=end)
    return {(row.calendar_id, row.date): row.hours for row in rows}


def _days_of(
    person: Member,
    start: date,
    end: date,
    leave: Spans,
    shares: Spans,
    closed: Mapping[tuple[UUID, date], Intervals],
) -> PersonDays:
    week = person.calendar.week if person.calendar else STANDARD_WEEK
    days = away = 0.0
    for day in _between(start, min(end, person.left_on or end)):
        usual = week.get(DAYS[day.weekday()], [])
        hours = _hours(closed.get((person.calendar_id, day), usual)) if person.calendar_id else _hours(usual)
        part = hours * person.fraction * _share(shares.get(person.pk), day) / HOURS_PER_DAY
        off = any(first <= day < last for first, last, _ in leave.get(person.pk, ()))
        days, away = (days, away + part) if off else (days + part, away)
    return PersonDays(person.pk, person.name, days, away)


def _share(spans: list[tuple[date, date, float]] | None, day: date) -> float:
    """Whoever has no share written down gives all of their time."""
    if not spans:
        return 1.0
    return min(sum(share for first, last, share in spans if first <= day < last), 1.0)


def _between(start: date, end: date) -> Iterator[date]:
    for number in range((end - start).days):
        yield start + timedelta(days=number)


def _hours(intervals: Intervals) -> float:
    return sum((_minute(last) or DAY_LONG) - _minute(first) for first, last in intervals) / 60


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
