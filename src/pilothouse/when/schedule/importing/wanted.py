"""What a file says of each of its things, as columns of rows; pure, so that two files can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pilothouse.engine.plan import Calendar, Group, Milestone, Person, Plan, Pool, Range, Task
from pilothouse.engine.scheduling.compile import remaining
from pilothouse.when.schedule.mapping.tables import day_of

Columns = dict[str, Any]
Things = dict[str, Columns]
"""By the thing's id in the file."""
Details = Mapping[str, Mapping[str, Any]]
"""What the file says of an issue beyond the plan, by its id there."""

FAMILY = {
    "effort": "estimate.set",
    "duration_h": "estimate.set",
    "people_needed": "estimate.set",
    "skill": "estimate.set",
    "level": "estimate.set",
    "parent": "technical.implementation",
    "not_before": "schedule.change",
    "must_finish_by": "schedule.change",
    "target": "schedule.change",
    "start": "schedule.change",
    "week": "schedule.change",
    "days": "schedule.change",
    "calendar": "schedule.change",
    "links": "schedule.change",
    "capacity": "schedule.change",
    "uses": "technical.implementation",
    "people": "task.assign",
    "fraction": "person.allocate",
    "skills": "person.allocate",
    "rate": "rates.set",
    "time_off": "leave.record",
}
"""The family of a change by column; what is not listed (titles, progress) is a fact that nobody decides."""


def wanted(plan: Plan | None, details: Details) -> dict[str, Things]:
    """Columns of all things of a plan, by kind; groups are tasks. Details say what stays open."""
    if plan is None:
        return {kind: {} for kind in ("project", "calendar", "person", "pool", "task", "milestone")}
    groups = {group.id: _group(group) for group in plan.groups}
    return {
        "project": {"": _project(plan)},
        "calendar": {each.id: _calendar(each) for each in plan.calendars},
        "person": {each.id: _person(each) for each in plan.people},
        "pool": {each.id: _pool(each) for each in plan.pools},
        "task": groups | {each.id: _task(each) | _left_open(details.get(each.id, {})) for each in plan.tasks},
        "milestone": {each.id: _milestone(each, plan.timezone) for each in plan.milestones},
    }


def changed(new: Mapping[str, Columns], old: Mapping[str, Columns]) -> Things:
    """Of each thing the columns in which the new file differs from the old one; new things whole."""
    found = {
        id: {name: value for name, value in columns.items() if id not in old or old[id].get(name) != value}
        for id, columns in new.items()
    }
    return {id: columns for id, columns in found.items() if columns}


def _project(plan: Plan) -> Columns:
    return {
        "start": day_of(plan.start, plan.timezone),
        "target": None if plan.target is None else day_of(plan.target, plan.timezone),
        "calendar": plan.calendars[0].id if plan.calendars else None,
    }


def _calendar(calendar: Calendar) -> Columns:
    week = {day: _pairs(hours) for day, hours in calendar.week.items() if hours}
    return {
        "name": calendar.name or calendar.id,
        "week": week,
        "days": {day.isoformat(): _pairs(hours) for day, hours in sorted(calendar.days.items())},
    }


def _pairs(hours: Any) -> list[list[str]]:
    return [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in hours]


def _person(person: Person) -> Columns:
    return {
        "name": person.name or person.id,
        "calendar": person.calendar or None,
        "fraction": person.share,
        "skills": dict(sorted(person.skills.items())),
        "rate": person.rate_per_hour,
        "time_off": [[start.isoformat(), end.isoformat()] for start, end in person.time_off],
    }


def _pool(pool: Pool) -> Columns:
    return {"name": pool.name or pool.id, "capacity": pool.capacity, "calendar": pool.calendar or None}


def _links(thing: Task | Group | Milestone) -> list[list[Any]]:
    found = {
        (link.on, link.type): [link.on, link.type, link.lag_hours, link.elapsed] for link in thing.depends_on
    }
    return [found[key] for key in sorted(found)]


def _group(group: Group) -> Columns:
    return {"title": group.name or group.id, "parent": group.parent, "links": _links(group)}


def _task(task: Task) -> Columns:
    fixed = task.duration_hours
    return {
        "title": task.name or task.id,
        "parent": task.parent,
        "effort": _range(task.effort_hours) if fixed is None else None,
        "duration_h": None if fixed is None else fixed.likely,
        "people_needed": task.people_needed,
        "skill": task.skill,
        "level": task.level,
        "not_before": _moment(task.not_before),
        "must_finish_by": _moment(task.must_finish_by),
        "links": _links(task),
        "people": sorted(task.people),
        "uses": dict(sorted(task.uses.items())),
        **_progress(task),
    }


def _left_open(detail: Mapping[str, Any]) -> Columns:
    """Columns that stay empty, as the file does not tell them: a plan needs a figure and a moment there."""
    unknown = {"unestimated": "effort", "no_start": "started"}
    return {column: None for name, column in unknown.items() if detail.get(name)}


def _progress(task: Task) -> Columns:
    known = task.progress
    if known is None or (known.started is None and known.finished is None):
        return {"started": None, "finished": None, "remaining": None, "state": "open", "spent": 0.0}
    done = known.finished is not None
    return {
        "started": _moment(known.started if known.started is not None else known.finished),
        "finished": _moment(known.finished),
        "remaining": None if done else _range(remaining(task)),
        "state": "done" if done else "started",
        "spent": known.spent_hours,
    }


def _milestone(milestone: Milestone, zone: str) -> Columns:
    target = None if milestone.target is None else day_of(milestone.target, zone)
    return {"title": milestone.name or milestone.id, "target": target, "links": _links(milestone)}


def _range(range: Range) -> dict[str, float]:
    return asdict(range)


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime.fromtimestamp(minute * 60, UTC)
