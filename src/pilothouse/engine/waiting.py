"""What it costs to decide later: the work that a change would let start waits for the decision meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .impact import Change, WorkingDays, impact
from .plan import Plan, Task
from .scheduling.compile import remaining
from .scheduling.dispatch import schedule
from .scheduling.result import Schedule, ScheduledTask

WEEK = 7 * 24 * 60
RUNS = 256
LEAST_HOURS = 0.1


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a wait until a moment holds up: ``tasks`` that would start in it; ``idle`` hours that people who
    would work on them have nothing else to do in it; ``later`` how the P85 of projects and releases moves by
    it, where that is beyond the noise. ``days`` are the working days of the wait."""

    days: float
    tasks: tuple[str, ...] = ()
    idle: tuple[tuple[str, float], ...] = ()
    later: tuple[Change, ...] = ()


def cost_of_waiting(
    before: Plan,
    after: Plan,
    seed: int = 1,
    runs: int = RUNS,
    cancelled: Callable[[], bool] | None = None,
) -> Waiting:
    """What changes when ``before`` becomes ``after`` a week from ``as_of`` instead of at once.

    Work that starts as early in ``before`` goes on meanwhile; what only the change lets start so early waits
    for it. Raises ``CycleError``, and ``Cancelled`` when told to stop."""
    until = after.as_of + WEEK
    days = WorkingDays(before)
    wait = days.between(after.as_of, until) or 0.0
    now, then = (schedule(plan, load=False, slack=False) for plan in (before, after))
    held = _held(now, then, after, until)
    if not held:
        return Waiting(wait)
    late = replace(after, tasks=tuple(_waits(task, held.get(task.id)) for task in after.tasks))
    idle = _idle(after, then, schedule(late, load=False, slack=False), days, until)
    moved = impact(after, late, runs, seed, cancelled=cancelled).changes
    later = tuple(c for c in moved if c.measure == "p85" and c.kind in ("project", "release", "plan"))
    return Waiting(wait, tuple(held), idle, tuple(c for c in later if c.clear and (c.change or 0) > 0))


def _held(now: Schedule, then: Schedule, after: Plan, until: int) -> dict[str, int]:
    """For each task that the change lets start within the wait, when it starts if the decision waits."""
    otherwise = {task.id: task.start for task in now.tasks}
    open_ = {task.id for task in after.tasks if not (task.progress and task.progress.started)}
    starts = {task.id: task.start for task in then.tasks if task.id in open_ and task.start < until}
    return {
        id: min(otherwise.get(id, until), until)
        for id, start in starts.items()
        if otherwise.get(id, until) > start
    }


def _waits(task: Task, until: int | None) -> Task:
    return task if until is None else replace(task, not_before=max(task.not_before or until, until))


def _idle(
    plan: Plan, at_once: Schedule, late: Schedule, days: WorkingDays, until: int
) -> tuple[tuple[str, float], ...]:
    """Hours that people work within the wait when decided at once, and do not when it waits; most first."""
    tasks = {task.id: task for task in plan.tasks}
    hours: dict[str, float] = defaultdict(float)
    for sign, side in ((1, at_once), (-1, late)):
        for done in side.tasks:
            for person, worked in _worked(tasks[done.id], done, days, plan.as_of, until):
                hours[person] += sign * worked
    lost = ((person, round(count, 2)) for person, count in hours.items() if count > LEAST_HOURS)
    return tuple(sorted(lost, key=lambda one: (-one[1], one[0])))


def _worked(
    task: Task, done: ScheduledTask, days: WorkingDays, begin: int, until: int
) -> Iterator[tuple[str, float]]:
    """Hours of each person on a task between two moments, its likely rest spread evenly over its time."""
    first = max(done.resumes or done.start, begin)
    if not done.people or first >= min(done.finish, until):
        return
    whole = days.between(first, done.finish) or 0.0
    inside = days.between(first, min(done.finish, until)) or 0.0
    share = inside / whole if whole else 1.0
    yield from ((person, share * remaining(task).likely / len(done.people)) for person in done.people)
