"""Calendars and resources of a plan as MSPDI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pilothouse.engine.calendar import project_calendar
from pilothouse.engine.plan import WEEKDAYS, Calendar, Hours, Person, Plan
from pilothouse.interchange.mspdi.xml_out import XmlOut

DAY = timedelta(days=1)
RATE_PER_HOUR = 2
Span = tuple[date, date, Hours]


def numbers(ids: Iterable[str], prefix: str) -> dict[str, int]:
    """A UID for each id: the number in it if it was given one when it was read, else a fresh one."""
    ids = list(ids)
    found = {id: int(id[len(prefix) :]) for id in ids if re.fullmatch(f"{prefix}[1-9][0-9]{{0,9}}", id)}
    following = max(found.values(), default=0)
    for id in ids:
        if id not in found:
            following += 1
            found[id] = following
    return found


@dataclass(slots=True)
class Resources:
    """UIDs of calendars and people. Alike people with one skill and its name are one crew again."""

    calendars: tuple[Calendar, ...]
    calendar_uids: dict[str, int]
    crews: dict[str, tuple[Person, ...]] = field(default_factory=dict)
    person_uids: dict[str, int] = field(default_factory=dict)
    crew_uids: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Resources:
        """Those of a plan."""
        calendars = plan.calendars or (project_calendar(plan),)
        made = cls(calendars, numbers((calendar.id for calendar in calendars), "c"), _crews(plan))
        alone = [person for person in plan.people if made.crew_of(person) is None]
        heads = {crew[0].id.rpartition("-")[0] or crew[0].id: skill for skill, crew in made.crews.items()}
        uids = numbers([*(person.id for person in alone), *heads], "r")
        made.person_uids = {person.id: uids[person.id] for person in alone}
        made.crew_uids = {skill: uids[head] for head, skill in heads.items()}
        for skill, crew in made.crews.items():
            made.person_uids |= {person.id: made.crew_uids[skill] for person in crew}
        return made

    def crew_of(self, person: Person) -> str | None:
        """The skill of the crew somebody belongs to."""
        return next((skill for skill in person.skills if person in self.crews.get(skill, ())), None)

    def rows(self, plan: Plan) -> Iterator[tuple[int, Person, str, float]]:
        """For each resource its UID, who stands for it, its name and its units, in document order."""
        seen: set[int] = set()
        for person in plan.people:
            uid = self.person_uids[person.id]
            if uid not in seen:
                seen.add(uid)
                skill = self.crew_of(person)
                yield uid, person, skill or person.name, len(self.crews[skill]) if skill else person.share


def _crews(plan: Plan) -> dict[str, tuple[Person, ...]]:
    found: dict[str, list[Person]] = {}
    for person in plan.people:
        if len(person.skills) == 1 and person.share == 1 and set(person.skills.values()) == {1}:
            found.setdefault(next(iter(person.skills)), []).append(person)
    return {skill: tuple(people) for skill, people in found.items() if _is_crew(skill, people)}


def _is_crew(skill: str, people: list[Person]) -> bool:
    alike = {(person.calendar, person.rate_per_hour, person.time_off) for person in people}
    names = [person.name for person in people]
    return (
        len(people) > 1 and len(alike) == 1 and names == [f"{skill} {n}" for n in range(1, len(people) + 1)]
    )


def write_calendars(out: XmlOut, plan: Plan, resources: Resources) -> None:
    """The plan's calendars, then one for each resource, with its leave, that inherits from one of them."""
    first = resources.calendars[0].id
    with out.inside("Calendars"):
        for calendar in resources.calendars:
            with out.inside("Calendar"):
                _head(out, resources.calendar_uids[calendar.id], calendar.name or calendar.id, None)
                _week(out, calendar)
                _exceptions(out, _runs(calendar.days))
        for uid, person, name, _ in resources.rows(plan):
            with out.inside("Calendar"):
                base = resources.calendar_uids[person.calendar or first]
                _head(out, _own_calendar(resources, uid), name, base)
                _exceptions(out, ((begin, end - DAY, ()) for begin, end in person.time_off))


def _own_calendar(resources: Resources, uid: int) -> int:
    return max(resources.calendar_uids.values()) + uid


def _head(out: XmlOut, uid: int, name: str, base: int | None) -> None:
    out.put("UID", uid)
    out.put("Name", name)
    out.put("IsBaseCalendar", base is None)
    out.put("BaseCalendarUID", -1 if base is None else base)


def _week(out: XmlOut, calendar: Calendar) -> None:
    with out.inside("WeekDays"):
        for number in range(1, 8):
            with out.inside("WeekDay"):
                out.put("DayType", number)
                _hours(out, calendar.week.get(WEEKDAYS[(number - 2) % 7], ()))


def _hours(out: XmlOut, hours: Hours) -> None:
    out.put("DayWorking", bool(hours))
    if hours:
        with out.inside("WorkingTimes"):
            for start, end in hours:
                with out.inside("WorkingTime"):
                    out.put("FromTime", start.isoformat("seconds"))
                    out.put("ToTime", end.isoformat("seconds"))


def _runs(days: dict[date, Hours]) -> Iterator[Span]:
    """Days in a row with the same hours, as spans with both ends included."""
    span: Span | None = None
    for day, hours in sorted(days.items()):
        if span and day == span[1] + DAY and hours == span[2]:
            span = (span[0], day, hours)
        else:
            if span:
                yield span
            span = (day, day, hours)
    if span:
        yield span


def _exceptions(out: XmlOut, spans: Iterable[Span]) -> None:
    with out.inside("Exceptions"):
        for first, last, hours in spans:
            with out.inside("Exception"):
                out.put("EnteredByOccurrences", False)
                with out.inside("TimePeriod"):
                    out.put("FromDate", f"{first}T00:00:00")
                    out.put("ToDate", f"{last}T23:59:00")
                out.put("Occurrences", (last - first).days + 1)
                out.put("Type", 1)
                _hours(out, hours)


def write_resources(out: XmlOut, plan: Plan, resources: Resources) -> None:
    """People and crews."""
    with out.inside("Resources"):
        for place, (uid, person, name, units) in enumerate(resources.rows(plan), 1):
            with out.inside("Resource"):
                out.put("UID", uid)
                out.put("ID", place)
                out.put("Name", name)
                out.put("Type", 1)
                out.put("IsNull", False)
                out.put("MaxUnits", float(units))
                out.put("StandardRate", person.rate_per_hour)
                out.put("StandardRateFormat", RATE_PER_HOUR)
                out.put("CalendarUID", _own_calendar(resources, uid))
