"""What a plan becomes when the rule is applied to it: frozen values, moments in minutes since
1970-01-01T00:00Z."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Status = Literal["optimal", "feasible", "partial", "infeasible"]


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """When a task starts and ends, and who does it. ``resumes`` is when a started task's remaining work goes
    on; ``total_float_hours`` are working hours of the project calendar by which links alone let it slip."""

    id: str
    start: int
    finish: int
    people: tuple[str, ...] = ()
    resumes: int | None = None
    critical: bool = False
    total_float_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """First start and last finish of a group, release, goal or project; for a milestone both are its
    moment."""

    id: str
    start: int
    finish: int


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A task or milestone that cannot be given a date, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A date that was wished for and is not kept: ``late_hours`` working hours of the project calendar."""

    id: str
    kind: Literal["must_finish_by", "target"]
    wanted: int
    finish: int
    late_hours: float


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """Hours a person's work would need in the week from ``week`` (a Monday) if nobody had to wait for people,
    over the hours available. ``percent`` above 100 is what the schedule turns into waiting."""

    person: str
    week: date
    needed_hours: float
    available_hours: float

    @property
    def percent(self) -> float | None:
        return 100 * self.needed_hours / self.available_hours if self.available_hours else None


@dataclass(frozen=True, slots=True)
class SkillLoad:
    """The same of a skill: hours of work that asks for it over the hours of all who have it."""

    skill: str
    week: date
    needed_hours: float
    available_hours: float

    @property
    def percent(self) -> float | None:
        return 100 * self.needed_hours / self.available_hours if self.available_hours else None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dates of a whole plan at likely effort.

    ``finish`` and ``lower_bound`` are ``None`` when nothing has a date. ``spans`` holds milestones, groups,
    releases, goals and projects whose content is all scheduled. ``tasks`` are in document order.
    """

    status: Status
    finish: int | None
    lower_bound: int | None
    tasks: tuple[ScheduledTask, ...] = ()
    milestones: tuple[Span, ...] = ()
    groups: tuple[Span, ...] = ()
    releases: tuple[Span, ...] = ()
    goals: tuple[Span, ...] = ()
    projects: tuple[Span, ...] = ()
    unscheduled: tuple[Unscheduled, ...] = ()
    broken: tuple[Broken, ...] = ()
    cost: float = 0.0
    load: tuple[WeekLoad, ...] = ()

    def task(self, id: str) -> ScheduledTask | None:
        """The dates of one task, ``None`` when it has none."""
        return next((task for task in self.tasks if task.id == id), None)

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON; moments stay minutes, weeks are ISO dates."""
        plain = asdict(self)
        for week, load in zip(plain["load"], self.load, strict=True):
            week["week"] = load.week.isoformat()
            week["percent"] = load.percent
        return plain
