"""Short ways to write small plans: weeks from Monday 5 January 2026, in UTC, 09:00 to 17:00."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pilothouse.engine.calendar import moment
from pilothouse.engine.plan import Link, Person, Plan, Range, Task

MONDAY = date(2026, 1, 5)


def at(day: int, clock: str = "09:00", zone: str = "UTC") -> int:
    """The moment so many days after that Monday."""
    return moment(MONDAY + timedelta(days=day), zone, datetime.strptime(clock, "%H:%M").time())


def person(id: str = "ana", skill: str = "code", **fields: Any) -> Person:
    return Person(id, id.title(), "", {skill: 3} if skill else {}, **fields)


def task(id: str, hours: float | Range = 8.0, after: str | Link = "", **fields: Any) -> Task:
    """A task for somebody with the skill ``code``, unless it says otherwise."""
    effort = hours if isinstance(hours, Range) else Range.exactly(hours)
    links = (after,) if isinstance(after, Link) else tuple(Link(on) for on in after.split())
    if not {"people", "skill", "duration_hours"} & fields.keys():
        fields["skill"] = "code"
    return Task(id, id.upper(), effort_hours=effort, depends_on=links, **fields)


def lasting(id: str, hours: float | Range = 8.0, after: str | Link = "", **fields: Any) -> Task:
    """A task that takes time and nobody."""
    duration = hours if isinstance(hours, Range) else Range.exactly(hours)
    return task(id, 0.0, after, duration_hours=duration, **fields)


def plan(*tasks: Task, people: tuple[Person, ...] = (person(),), **fields: Any) -> Plan:
    start = fields.pop("start", at(0, "00:00"))
    return Plan("Plan", start, fields.pop("as_of", start), tasks=tasks, people=people, **fields)
