"""How large a change is for a project: one dispatch before and after, at likely effort."""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.commands.lens import Size
from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import Plan, Task
from pilothouse.engine.scheduling.result import Schedule
from pilothouse.engine.scheduling.spans import contents
from pilothouse.when.schedule.snapshot import PlanRows


def size_of(before: PlanRows, after: PlanRows, unit: str | None) -> Size:
    """Working days later of the project and its releases, whichever is worse; cost and effort as shares.

    Without ``unit`` all projects and releases count. What loses its date by the change has no known size."""
    one, two = before.schedule, after.schedule
    lost = {item.id for item in two.unscheduled} - {item.id for item in one.unscheduled}
    if lost & set(_tasks(after.plan, unit)) or (lost and unit is None):
        return Size(known=False)
    days = WorkingDays(before.plan)
    later = [days.between(*ends) or 0.0 for ends in _ends(before, after, unit)]
    return Size(
        days=max(later, default=0.0),
        cost=_share(_cost(before.plan, one, unit), _cost(after.plan, two, unit)),
        effort=_share(_effort(before.plan, unit), _effort(after.plan, unit)),
    )


def _ends(before: PlanRows, after: PlanRows, unit: str | None) -> Iterator[tuple[int, int]]:
    """Finishes on both sides of what both have: the projects and releases concerned, else the whole plan."""
    sides = [
        {span.id: span.finish for span in (*s.projects, *s.releases)}
        for s in (before.schedule, after.schedule)
    ]
    concerned = concerns(before.plan, unit) | concerns(after.plan, unit)
    shared = [id for id in sides[0] if id in sides[1] and id in concerned]
    yield from ((sides[0][id], sides[1][id]) for id in shared)
    if not shared and before.schedule.finish is not None and after.schedule.finish is not None:
        yield before.schedule.finish, after.schedule.finish


def concerns(plan: Plan, unit: str | None) -> set[str]:
    """The project and the releases it delivers; all of them when no unit is named."""
    releases = {release.id for release in plan.releases if unit in (None, release.project)}
    return releases | {project.id for project in plan.projects if unit in (None, project.id)}


def _tasks(plan: Plan, unit: str | None) -> dict[str, Task]:
    """Tasks of the project; all when the plan has no such project."""
    if unit is None or unit not in contents(plan):
        return {task.id: task for task in plan.tasks}
    return {task.id: task for task in plan.tasks if task.project == unit}


def _effort(plan: Plan, unit: str | None) -> float:
    return sum(task.effort_hours.likely for task in _tasks(plan, unit).values())


def _cost(plan: Plan, done: Schedule, unit: str | None) -> float:
    """Likely effort at the rates of those who do it."""
    rates = {person.id: person.rate_per_hour for person in plan.people}
    tasks = _tasks(plan, unit)
    total = 0.0
    for scheduled in done.tasks:
        task = tasks.get(scheduled.id)
        if task and scheduled.people:
            paid = sum(rates.get(id, 0.0) for id in scheduled.people) / len(scheduled.people)
            total += task.effort_hours.likely * paid
    return total


def _share(before: float, after: float) -> float:
    """The change as a share of what there was; nothing where there was nothing that could be exceeded."""
    return round((after - before) / before, 6) if before else 0.0
