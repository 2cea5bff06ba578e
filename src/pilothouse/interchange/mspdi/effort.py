"""How much work a task is and who does it, from its duration, its work and its assignments.

The plan knows effort split evenly among the people on a task, who work on one task at a time, or a duration.
Where a file says more (part-time, uneven hours) the hours are kept and the difference is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pilothouse.engine.calendar import CalendarError, WorkingTime
from pilothouse.engine.plan import Range
from pilothouse.interchange.mspdi.people import Staff
from pilothouse.interchange.mspdi.raw import RawAssignment, RawTask, no_uid
from pilothouse.interchange.values import Ledger

CLOSE = 0.02
"""Lengths that differ by less than this part are taken for rounding."""
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Demand:
    """What a task needs, as a ``Task`` has it; ``hours`` is the effort or duration in one number."""

    hours: float
    is_duration: bool
    people: tuple[str, ...] = ()
    skill: str | None = None
    people_needed: int = 1

    @property
    def effort_hours(self) -> Range:
        """Person-hours; 0 for a duration."""
        return Range.exactly(0.0 if self.is_duration else self.hours)

    @property
    def duration_hours(self) -> Range | None:
        """Working hours of the project calendar, if it is a duration."""
        return Range.exactly(self.hours) if self.is_duration else None


@dataclass(frozen=True, slots=True)
class _Worker:
    """One resource on the task: how many heads, at which units each, and its hours."""

    resource: str
    heads: int
    units: float
    hours: float


@dataclass(frozen=True, slots=True)
class Efforts:
    """Decides the demand of each task."""

    staff: Staff
    working_time: WorkingTime
    ledger: Ledger

    def demand(self, task: RawTask, assignments: list[RawAssignment]) -> Demand:
        """What a task needs."""
        length = self._length(task)
        booked = [each for each in _merged(assignments) if each.resource in self.staff.heads]
        hours = _hours(task, booked, length)
        workers = [
            worker for pair in zip(booked, hours, strict=True) if (worker := self._worker(task, *pair))
        ]
        if not workers:
            return self._nobody(task, length)
        total = sum(worker.hours for worker in workers)
        if task.work and abs(total - task.work) <= CLOSE * total:
            total = task.work
        doing = self._doing(task, workers, total, length)
        heads = sum(worker.heads for worker in doing)
        planned = total / heads
        if task.fixed_duration and length and abs(planned - length) > CLOSE * length:
            what = "Fixed duration with part-time or uneven assignments"
            self.ledger.loss("tasks", what, "its duration is kept, its people are not booked", task.name)
            return Demand(length, is_duration=True)
        self._part_time(task, doing)
        return self._crew(doing, total, heads)

    def _crew(self, doing: list[_Worker], total: float, heads: int) -> Demand:
        skill = self.staff.skills.get(doing[0].resource) if len(doing) == 1 else None
        if skill:
            return Demand(total, is_duration=False, skill=skill, people_needed=heads)
        people = tuple(id for worker in doing for id in self.staff.heads[worker.resource][: worker.heads])
        return Demand(total, is_duration=False, people=people, people_needed=len(people))

    def _worker(self, task: RawTask, given: RawAssignment, hours: float) -> _Worker | None:
        heads = self.staff.heads[given.resource]
        if not hours:
            if task.duration:
                self.ledger.loss("tasks", "Person assigned without hours", "not booked", task.name)
            return None
        wanted = max(1, round(given.units))
        if wanted > len(heads):
            what, kept = "Assignment of more people than the resource has", "everyone it has is booked"
            self.ledger.loss("tasks", what, kept, task.name)
        number = min(wanted, len(heads))
        return _Worker(given.resource, number, given.units / number, hours)

    def _doing(self, task: RawTask, workers: list[_Worker], total: float, length: float) -> list[_Worker]:
        """Those among whom an even split comes nearest to the task's length; the rest only helped."""
        ranked = sorted(workers, key=lambda worker: -worker.hours / worker.heads)
        each = [worker.hours / worker.heads for worker in ranked]
        if not length or each[0] - each[-1] <= CLOSE * each[0]:
            return workers
        best = min(
            range(len(ranked), 0, -1),
            key=lambda n: abs(total / sum(worker.heads for worker in ranked[:n]) - length),
        )
        kept = "hours are split evenly"
        if best < len(ranked):
            kept = "hours are kept; who has few beside the others is not booked"
        self.ledger.loss("tasks", "Uneven hours of the people on a task", kept, task.name)
        doing = {worker.resource for worker in ranked[:best]}
        return [worker for worker in workers if worker.resource in doing]

    def _part_time(self, task: RawTask, doing: list[_Worker]) -> None:
        shares = {person.id: person.share for person in self.staff.people}
        for worker in doing:
            share = shares[self.staff.heads[worker.resource][0]]
            if worker.units < share * (1 - CLOSE):
                kept = "hours are kept and worked without a break, so it can end earlier"
                self.ledger.loss("tasks", "Person assigned part-time", kept, task.name)
                return

    def _nobody(self, task: RawTask, length: float) -> Demand:
        """Without people a task is a duration, unless it states hours of work that are as long."""
        work = task.work or 0.0
        if work and not task.fixed_duration and (not length or abs(work - length) <= CLOSE * length):
            return Demand(work, is_duration=False)
        if work and abs(work - length) > CLOSE * length:
            what = "Work that nobody is assigned to"
            self.ledger.loss("tasks", what, "the duration counts", task.name)
        return Demand(length, is_duration=True)

    def _length(self, task: RawTask) -> float:
        """The task's duration in working hours. One in elapsed time becomes the working hours it covers."""
        length = task.duration or 0.0
        if not task.elapsed or not length:
            return length
        self.ledger.loss("tasks", "Elapsed duration", "the working hours that lie in it", task.name)
        if task.start is None:
            return length
        try:
            return self.working_time.between(task.start, task.start + round(length * MINUTES)) / MINUTES
        except CalendarError:
            return length


def _merged(assignments: list[RawAssignment]) -> list[RawAssignment]:
    """One assignment for each resource: several of the same person are one with all the hours."""
    found: dict[str, RawAssignment] = {}
    for each in assignments:
        first = found.setdefault(each.resource, each)
        if first is not each:
            known = [one.work for one in (first, each) if one.work is not None]
            work = sum(known) if known else None
            found[each.resource] = replace(first, work=work, units=max(first.units, each.units))
    return list(found.values())


def _hours(task: RawTask, assignments: list[RawAssignment], length: float) -> list[float]:
    """The hours of each assignment. Where one is silent it has an even part of what is left of the task's
    work, or what its units make of the duration if the task is silent too."""
    silent = sum(each.work is None for each in assignments)
    known = sum(each.work or 0.0 for each in assignments)
    part = None if task.work is None or not silent else max(0.0, task.work - known) / silent
    return [
        each.work if each.work is not None else length * each.units if part is None else part
        for each in assignments
    ]


def by_task(assignments: list[RawAssignment]) -> dict[str, list[RawAssignment]]:
    """The assignments of each task that name somebody."""
    found: dict[str, list[RawAssignment]] = {}
    for each in assignments:
        if not no_uid(each.resource):
            found.setdefault(each.task, []).append(each)
    return found
