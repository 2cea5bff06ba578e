"""Resources as people with share, rate, calendar and leave; crews as that many people with one skill."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pilothouse.engine.plan import Calendar, Person
from pilothouse.interchange.mspdi.calendars import CalendarBook
from pilothouse.interchange.mspdi.raw import RawAssignment, RawResource, no_uid
from pilothouse.interchange.values import Ledger

MAX_CREW = 50
WORKS = 1
KINDS = ("Material", "Work", "Cost item")
DAY = timedelta(days=1)
SKILL_LEVEL = 1
MAX_SKILL = 200
MAX_CREW_NAME = 990


@dataclass(slots=True)
class Staff:
    """The people of a plan. ``heads`` are the person ids that stand for one resource UID; more than one is a
    crew, whose skill carries the resource's name. ``calendars`` are those that only one person has."""

    people: list[Person] = field(default_factory=list)
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skills: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    calendars: list[Calendar] = field(default_factory=list)


def build_staff(
    resources: list[RawResource],
    assignments: list[RawAssignment],
    book: CalendarBook,
    project_calendar: str,
    ledger: Ledger,
) -> Staff:
    """People from the resources that work; material and cost come in as losses."""
    builder = _Builder(book, project_calendar, ledger, Staff())
    assigned = {assignment.resource for assignment in assignments}
    for resource in resources:
        if not resource.null and not no_uid(resource.uid):
            builder.take(resource, assigned)
    return builder.staff


@dataclass(frozen=True, slots=True)
class _Builder:
    book: CalendarBook
    project_calendar: str
    ledger: Ledger
    staff: Staff

    def take(self, resource: RawResource, assigned: set[str]) -> None:
        staff = self.staff
        if resource.uid in staff.heads or resource.uid in staff.others:
            self.ledger.fault(
                resource.line, resource.label, "another resource has this UID. Give each its own."
            )
        elif not resource.name.strip() and resource.uid not in assigned:
            staff.others[resource.uid] = "Nobody"
        elif resource.kind != WORKS:
            kind = KINDS[resource.kind]
            staff.others[resource.uid] = kind
            self.ledger.loss("people", kind, "left out, with its cost and assignments", resource.name)
        else:
            self._person_or_crew(resource)
            self._extras(resource)

    def _person_or_crew(self, resource: RawResource) -> None:
        size = min(max(1, math.ceil(resource.max_units)), MAX_CREW)
        name = resource.name if resource.name.strip() else f"Unnamed {resource.uid}"
        calendar, time_off = self._working_time(resource)
        share = resource.max_units if 0 < resource.max_units <= 1 else 1.0
        if not resource.max_units:
            self.ledger.loss("people", "Person available at 0 %", "available in full", name)
        ids = tuple(f"r{resource.uid}-{n}" for n in range(1, size + 1)) if size > 1 else (f"r{resource.uid}",)
        skill = " ".join(name.split())[:MAX_SKILL]
        skills = {skill: SKILL_LEVEL} if size > 1 else {}
        for number, id in enumerate(ids, 1):
            called = f"{name[:MAX_CREW_NAME]} {number}" if size > 1 else name
            person = Person(id, called, calendar, dict(skills), share, resource.rate, time_off)
            self.staff.people.append(person)
        self.staff.heads[resource.uid] = ids
        if size > 1:
            self.staff.skills[resource.uid] = skill
            self._crew_loss(resource, size)

    def _crew_loss(self, resource: RawResource, size: int) -> None:
        kept = "that many people with a skill of that name"
        if resource.max_units != size:
            kept = f"{size} people" if resource.max_units > MAX_CREW else "rounded up to whole people"
        self.ledger.loss("people", "Resource of more than 100 %", kept, resource.name)

    def _working_time(self, resource: RawResource) -> tuple[str, tuple[tuple[date, date], ...]]:
        """The person's calendar: the shared one where only days off differ, else one of their own."""
        given = self.book.given(resource.calendar)
        if not self.book.known(resource.calendar):
            message = (
                f"CalendarUID {resource.calendar} is no calendar of this file. Name one, or -1 for none."
            )
            self.ledger.fault(resource.line, resource.label, message)
        if given is None:
            return self.project_calendar, ()
        base = self.book.given(given.base)
        if base is None or given.is_base:
            return f"c{given.uid}", ()
        own, shared = self.book.get(given.uid), self.book.get(base.uid)
        days = self.book.own_days(given.uid)
        if own.week == shared.week and not any(days.values()):
            return self._shared(base.uid), _ranges(days)
        self._keep(own)
        return own.id, ()

    def _shared(self, uid: str) -> str:
        if uid not in self.book.base_uids():
            self._keep(self.book.get(uid))
        return f"c{uid}"

    def _keep(self, calendar: Calendar) -> None:
        if calendar not in self.staff.calendars:
            self.staff.calendars.append(calendar)

    def _extras(self, resource: RawResource) -> None:
        for extra in resource.extras:
            kept = "the first rate" if extra.startswith("rate") else "left out"
            self.ledger.loss("people", f"{extra[0].upper()}{extra[1:]} of a person", kept, resource.name)


def _ranges(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Days in a row as ranges, the end day exclusive."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and ranges[-1][1] == day:
            ranges[-1] = (ranges[-1][0], day + DAY)
        else:
            ranges.append((day, day + DAY))
    return tuple(ranges)
