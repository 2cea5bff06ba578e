"""The plan: frozen values that say what is to be done, by whom, in which order and under which limits.

Moments are whole minutes since 1970-01-01T00:00Z (``int``), so that comparing and adding them is exact; a
date in a document is the start of that day in the plan's time zone. Work and effort are hours (``float``).
Identifiers are one name space over tasks, groups and milestones. Values are validated where a document
comes in (``document.py``); code that builds a ``Plan`` by hand calls ``validate``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

LinkType = Literal["FS", "SS", "FF", "SF"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = tuple[tuple[time, time], ...]
"""Working intervals of one day, in order, not overlapping; an end of 00:00 is the midnight after."""


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate: ``optimistic <= likely <= pessimistic``. A single number has all three equal."""

    optimistic: float
    likely: float
    pessimistic: float

    @classmethod
    def exactly(cls, value: float) -> Range:
        return cls(value, value, value)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time: a week of intervals and the days that differ from it (an empty tuple is a day off)."""

    id: str
    week: dict[Weekday, Hours]
    days: dict[date, Hours] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works. ``share`` is the part of the calendar's hours available, ``time_off`` day ranges
    with the end day exclusive, ``rate_per_hour`` in the plan's currency."""

    id: str
    name: str
    calendar: str
    skills: dict[str, int] = field(default_factory=dict)
    share: float = 1.0
    rate_per_hour: float = 0.0
    time_off: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A renewable resource: ``capacity`` units at any moment of its calendar's working time."""

    id: str
    name: str
    capacity: int
    calendar: str


@dataclass(frozen=True, slots=True)
class Link:
    """A precedence: what it waits for (a task, group or milestone), how, and with which lag.

    ``lag_hours`` are working hours of the project calendar, or clock hours when ``elapsed``."""

    on: str
    type: LinkType = "FS"
    lag_hours: float = 0.0
    elapsed: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened: moments of start and finish, hours spent, the range still to do (``None``: the
    effort less what was spent, never below zero)."""

    started: int | None = None
    finished: int | None = None
    spent_hours: float = 0.0
    remaining_hours: Range | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work. Either ``effort_hours`` done by people, or ``duration_hours`` of working time of the
    project calendar on pools. With neither skill nor people an effort runs as a duration in the project
    calendar. ``people`` fixes who; otherwise ``people_needed`` holders of ``skill`` at ``level`` or more are
    chosen by the scheduler. ``priority``: higher goes first, ties in document order."""

    id: str
    name: str
    parent: str | None = None
    effort_hours: Range = Range(0.0, 0.0, 0.0)
    duration_hours: Range | None = None
    skill: str | None = None
    level: int = 1
    people_needed: int = 1
    people: tuple[str, ...] = ()
    uses: dict[str, int] = field(default_factory=dict)
    priority: float = 0.0
    depends_on: tuple[Link, ...] = ()
    not_before: int | None = None
    must_finish_by: int | None = None
    progress: Progress | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks and groups that name it as parent. Its own links bind each task in it."""

    id: str
    name: str
    parent: str | None = None
    depends_on: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment that is reached when everything it waits for is."""

    id: str
    name: str
    parent: str | None = None
    depends_on: tuple[Link, ...] = ()
    target: int | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Dated content: the tasks (or groups) in it. It is finished when the last one is."""

    id: str
    name: str
    tasks: tuple[str, ...] = ()
    project: str | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """An aim, reached when the last of its releases and tasks is."""

    id: str
    name: str
    releases: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a portfolio: ``rank`` 1 goes first; nothing of it starts before ``start``."""

    id: str
    name: str
    rank: int = 1
    start: int | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """The share of each week a person gives to a project between two days, the end day exclusive."""

    person: str
    project: str
    share: float
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Risk:
    """A discrete event: with ``probability`` it fires, adds the sampled delay to each of its tasks' effort
    (or duration) and the sampled cost to the total."""

    id: str
    name: str
    probability: float
    tasks: tuple[str, ...] = ()
    delay_hours: Range = Range(0.0, 0.0, 0.0)
    cost: Range = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One finished piece of work of the past: what was estimated and what it took."""

    group: str
    finished: date
    estimate_hours: float
    actual_hours: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the engine looks at. ``as_of`` is the moment the plan is seen from: nothing unstarted is
    planned before it. ``calendar`` is the project calendar: the first one of the document."""

    name: str
    start: int
    as_of: int
    timezone: str = "UTC"
    target: int | None = None
    currency: str = "EUR"
    calendars: tuple[Calendar, ...] = ()
    people: tuple[Person, ...] = ()
    pools: tuple[Pool, ...] = ()
    tasks: tuple[Task, ...] = ()
    groups: tuple[Group, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    releases: tuple[Release, ...] = ()
    goals: tuple[Goal, ...] = ()
    projects: tuple[Project, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    risks: tuple[Risk, ...] = ()
    history: tuple[Outcome, ...] = ()
