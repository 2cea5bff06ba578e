"""Leave that takes all the time in which somebody's work on a project lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .calendar import NoWorkingTime, WorkingTime
from .plan import Person, Plan
from .scheduling.dispatch import schedule


@dataclass(frozen=True, slots=True)
class Swallowed:
    """A person's open work on a project, from ``start`` to ``finish`` in the plan before, of which leave
    takes every working hour."""

    person: str
    project: str
    start: int
    finish: int


def swallowed(before: Plan, after: Plan) -> tuple[Swallowed, ...]:
    """What the leave that ``after`` has more than ``before`` takes whole, by person and project."""
    was = {person.id: person for person in before.people}
    away = {each.id: each for each in after.people if each.id in was and _more(was[each.id], each)}
    if not away:
        return ()
    return tuple(
        work
        for work in _work(before, set(away))
        if _hours(before, was[work.person], work) and not _hours(after, away[work.person], work)
    )


def _more(before: Person, after: Person) -> bool:
    return not set(after.time_off) <= set(before.time_off)


def _work(plan: Plan, people: set[str]) -> Iterator[Swallowed]:
    """When the open work of each of them on each project begins and ends."""
    project_of = {task.id: task.project for task in plan.tasks}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for task in schedule(plan, load=False, slack=False).tasks:
        project, begin = project_of[task.id], max(task.resumes or task.start, plan.as_of)
        if project is None or task.finish <= begin:
            continue
        for person in people.intersection(task.people):
            first, last = found.get((person, project), (begin, task.finish))
            found[person, project] = min(first, begin), max(last, task.finish)
    yield from (Swallowed(*key, *found[key]) for key in sorted(found))


def _hours(plan: Plan, person: Person, work: Swallowed) -> int:
    """Working minutes of the person while the work lies."""
    calendars = [each for each in plan.calendars if each.id == person.calendar]
    time = WorkingTime(*calendars, timezone=plan.timezone, time_off=person.time_off, near=plan.as_of)
    try:
        return time.between(work.start, work.finish)
    except NoWorkingTime:
        return 0
