"""The plan document, version 1, declared once: read, written and described (as JSON Schema) from here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ..plan import (
    WEEKDAYS,
    Allocation,
    Calendar,
    Goal,
    Group,
    Link,
    Milestone,
    Outcome,
    Person,
    Plan,
    Pool,
    Progress,
    Project,
    Range,
    Release,
    Risk,
    Task,
)
from ..plan import Hours as DayHours
from .days import Hours, TimeOff, ordered
from .faults import Place
from .kinds import ID, Choice, Day, Estimate, Flag, Id, Moment, Number, Ref, Text, TimeZone
from .shapes import REQUIRED, Field, ListOf, MapOf, Record

FORMAT = "pilothouse-plan/1"
MAX_HOURS = 1_000_000
MAX_MONEY = 1e12

HOURS = Number(0, MAX_HOURS, "hours")
LAG = Number(-MAX_HOURS, MAX_HOURS, "hours")
SHARE = Number(0, 1, "a share")
LEVEL = Number(0, 5, "a level", whole=True)
COUNT = Number(1, 100_000, "a whole number", whole=True)
MONEY = Number(0, MAX_MONEY, "an amount")
EFFORT = Estimate(HOURS)
NAME = Text(1000)
NOTHING = Range(0.0, 0.0, 0.0)
UNSET = Field(Moment(), None)


def _named(what: Callable[..., Any]) -> Callable[..., Any]:
    """The constructor, with the id for a name that was left out."""
    return lambda name, **values: what(name=values["id"] if name is None else name, **values)


def _name_field() -> Field:
    return Field(NAME, None)


def _calendar(id: str, name: str, week: Any, holidays: Any, exceptions: Any) -> Calendar:
    days: dict[date, DayHours] = {}
    days.update(dict.fromkeys(holidays, ()))
    days.update(exceptions)
    hours = week or {}  # None when it was no object, which is told as a fault
    return Calendar(id=id, name=name, week={day: hours[day] for day in WEEKDAYS if hours.get(day)}, days=days)


def _take_calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "id": calendar.id,
        "name": calendar.name,
        "week": {day: hours for day, hours in calendar.week.items() if hours},
        "holidays": tuple(sorted(day for day, hours in calendar.days.items() if not hours)),
        "exceptions": tuple(sorted((day, hours) for day, hours in calendar.days.items() if hours)),
    }


def _check_calendar(read: dict[str, Any], at: Place) -> None:
    seen: set[date] = set(read["holidays"])
    for index, (day, _) in enumerate(read["exceptions"]):
        if day in seen:
            (at / "exceptions" / index / "date").fault(f"{day} is given twice; keep one")
        seen.add(day)


def _check_progress(read: dict[str, Any], at: Place) -> None:
    started, finished = read["started"], read["finished"]
    if finished is not None and started is None:
        (at / "started").fault("is missing for a finished task; write when it started")
    elif finished is not None and finished < started:
        (at / "finished").fault("lies before started; write a later moment")
    elif started is None and (read["spent_hours"] or read["remaining_hours"]):
        (at / "started").fault("is missing for a task with hours spent or remaining; write when it started")


def _check_task(read: dict[str, Any], at: Place) -> None:
    people, needed = read["people"], read["people_needed"]
    if people and needed not in (1, len(people)):
        (at / "people_needed").fault(f"is {needed} but people names {len(people)}; leave one of them out")


def _check_allocation(read: dict[str, Any], at: Place) -> None:
    ordered(read["start"], read["end"], at / "to", "the end day is exclusive: write the day after the last")


WEEK = Record(
    dict,
    {day: Field(Hours(), ()) for day in WEEKDAYS},
    take=lambda week: {d: week.get(d, ()) for d in WEEKDAYS},
)
EXCEPTION = Record(
    lambda date, hours: (date, hours),
    {"date": Field(Day()), "hours": Field(Hours())},
    take=lambda pair: {"date": pair[0], "hours": pair[1]},
)
CALENDAR = Record(
    _calendar,
    {
        "id": Field(Id("calendar")),
        "name": Field(NAME, ""),
        "week": Field(WEEK),
        "holidays": Field(ListOf(Day(), unique=True), ()),
        "exceptions": Field(ListOf(EXCEPTION), ()),
    },
    _check_calendar,
    _take_calendar,
)
PERSON = Record(
    _named(Person),
    {
        "id": Field(Id("person")),
        "name": _name_field(),
        "skills": Field(MapOf(ID, LEVEL), {}),
        "calendar": Field(Ref("calendar"), ""),
        "share": Field(SHARE, 1.0),
        "rate_per_hour": Field(MONEY, 0.0),
        "time_off": Field(ListOf(TimeOff()), ()),
    },
)
POOL = Record(
    _named(Pool),
    {
        "id": Field(Id("pool")),
        "name": _name_field(),
        "capacity": Field(Number(0, 100_000, "a whole number", whole=True)),
        "calendar": Field(Ref("calendar"), ""),
    },
)
LINK = Record(
    Link,
    {
        "task": Field(Ref("task", "group", "milestone"), attribute="on"),
        "type": Field(Choice("FS", "SS", "FF", "SF"), "FS"),
        "lag_hours": Field(LAG, 0.0),
        "elapsed": Field(Flag(), False),
    },
)
LINKS = Field(ListOf(LINK), ())
PARENT = Field(Ref("group"), None)
PROJECT_OF = Field(Ref("project"), None)
PROGRESS = Record(
    Progress,
    {
        "started": UNSET,
        "finished": UNSET,
        "spent_hours": Field(HOURS, 0.0),
        "remaining_hours": Field(EFFORT, None),
    },
    _check_progress,
)
TASK = Record(
    _named(Task),
    {
        "id": Field(Id("task")),
        "name": _name_field(),
        "parent": PARENT,
        "project": PROJECT_OF,
        "effort_hours": Field(EFFORT, NOTHING),
        "duration_hours": Field(EFFORT, None),
        "skill": Field(ID, None),
        "level": Field(LEVEL, 1),
        "people_needed": Field(COUNT, 1),
        "people": Field(ListOf(Ref("person"), unique=True), ()),
        "uses": Field(MapOf(Ref("pool"), COUNT), {}),
        "priority": Field(Number(-1e12, 1e12), 0.0),
        "depends_on": LINKS,
        "not_before": UNSET,
        "must_finish_by": UNSET,
        "progress": Field(PROGRESS, None),
    },
    _check_task,
)
GROUP = Record(
    _named(Group),
    {"id": Field(Id("group")), "name": _name_field(), "parent": PARENT, "depends_on": LINKS},
)
MILESTONE = Record(
    _named(Milestone),
    {
        "id": Field(Id("milestone")),
        "name": _name_field(),
        "parent": PARENT,
        "project": PROJECT_OF,
        "depends_on": LINKS,
        "target": UNSET,
    },
)
RELEASE = Record(
    _named(Release),
    {
        "id": Field(Id("release")),
        "name": _name_field(),
        "project": PROJECT_OF,
        "tasks": Field(ListOf(Ref("task", "group"), unique=True), ()),
        "target": UNSET,
    },
)
GOAL = Record(
    _named(Goal),
    {
        "id": Field(Id("goal")),
        "name": _name_field(),
        "releases": Field(ListOf(Ref("release"), unique=True), ()),
        "tasks": Field(ListOf(Ref("task", "group"), unique=True), ()),
    },
)
PROJECT = Record(
    _named(Project),
    {
        "id": Field(Id("project")),
        "name": _name_field(),
        "rank": Field(Number(0, 1_000_000, "a whole number", whole=True), 1),
        "start": UNSET,
        "target": UNSET,
    },
)
ALLOCATION = Record(
    Allocation,
    {
        "person": Field(Ref("person")),
        "project": Field(Ref("project")),
        "share": Field(SHARE),
        "from": Field(Day(), attribute="start"),
        "to": Field(Day(), attribute="end"),
    },
    _check_allocation,
)
RISK = Record(
    _named(Risk),
    {
        "id": Field(Id("risk")),
        "name": _name_field(),
        "probability": Field(Number(0, 1, "a probability")),
        "tasks": Field(ListOf(Ref("task"), unique=True), ()),
        "delay_hours": Field(EFFORT, NOTHING),
        "cost": Field(Estimate(MONEY), NOTHING),
    },
)
OUTCOME = Record(
    Outcome,
    {
        "group": Field(NAME),
        "finished": Field(Day()),
        "estimate_hours": Field(HOURS),
        "actual_hours": Field(HOURS),
    },
)
HEADER_FIELDS = ("name", "start", "as_of", "timezone", "target", "currency")
HEADER = Record(
    dict,
    {
        "name": Field(NAME),
        "start": Field(Moment()),
        "timezone": Field(TimeZone(), "UTC"),
        "target": UNSET,
        "currency": Field(Text(3, "[A-Z]{3}", 'write a currency code like "EUR"'), "EUR"),
        "as_of": UNSET,
    },
    take=dict,
)


def _plan(format: str, header: dict[str, Any] | None, **parts: Any) -> Plan:
    head: dict[str, Any] = {"name": "", "start": 0, "as_of": None} | (header or {})
    if head["as_of"] is None:
        head["as_of"] = max([head["start"], *_history_of(parts["tasks"])])
    return Plan(**head, **parts)


def _history_of(tasks: tuple[Task, ...]) -> list[int]:
    """The moments the tasks' progress knows of."""
    known = [task.progress for task in tasks if task.progress]
    return [when for each in known for when in (each.started, each.finished) if when is not None]


def _take_plan(plan: Plan) -> dict[str, Any]:
    parts = {name: getattr(plan, name) for name in PARTS}
    return parts | {"format": FORMAT, "header": {name: getattr(plan, name) for name in HEADER_FIELDS}}


PARTS: dict[str, Record] = {
    "calendars": CALENDAR,
    "people": PERSON,
    "pools": POOL,
    "projects": PROJECT,
    "allocations": ALLOCATION,
    "groups": GROUP,
    "tasks": TASK,
    "milestones": MILESTONE,
    "releases": RELEASE,
    "goals": GOAL,
    "risks": RISK,
    "history": OUTCOME,
}
PLAN = Record(
    _plan,
    {"format": Field(Choice(FORMAT), REQUIRED), "project": Field(HEADER, REQUIRED, attribute="header")}
    | {name: Field(ListOf(record), ()) for name, record in PARTS.items()},
    take=_take_plan,
)
