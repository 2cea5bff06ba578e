"""How large a change is for a project: one dispatch before and after, at likely effort."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pilothouse.commands.lens import Size
from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import Plan, Project, Release
from pilothouse.engine.scheduling.standing import Standing
from pilothouse.when.schedule.snapshot import PlanRows


def size_of(before: PlanRows, after: PlanRows, unit: str | None) -> Size:
    """Working days later of the project and its releases, whichever is worse; cost and effort as shares.

    Without ``unit`` all projects and releases count. What loses its date by the change has no known size."""
    one, two = before.standing, after.standing
    if _loses_dates(one, two, unit):
        return Size(known=False)
    days = WorkingDays(before.plan)
    later = [days.between(*ends) or 0.0 for ends in _ends(one, two, unit)]
    tasks = [_tasks(side, unit) for side in (one, two)]
    return Size(
        days=max(later, default=0.0),
        cost=_share(one.cost(tasks[0]), two.cost(tasks[1])),
        effort=_share(one.effort(tasks[0]), two.effort(tasks[1])),
    )


def _loses_dates(one: Standing, two: Standing, unit: str | None) -> bool:
    lost = two.undated() - one.undated()
    concerned = {item.id for node in _tasks(two, unit) if (item := two.items[node])} if lost else set()
    return bool(lost & concerned or (lost and unit is None))


def _ends(one: Standing, two: Standing, unit: str | None) -> Iterator[tuple[int, int]]:
    """Finishes on both sides of what both have: the projects and releases concerned, else the whole plan."""
    sides = [{each.id: side.finish_of(each) for each in _concerned(side.plan, unit)} for side in (one, two)]
    shared = [
        (begin, end)
        for id, begin in sides[0].items()
        if begin is not None and (end := sides[1].get(id)) is not None
    ]
    yield from shared
    if not shared and (begin := one.last()) is not None and (end := two.last()) is not None:
        yield begin, end


def concerns(plan: Plan, unit: str | None) -> set[str]:
    """Ids of the project and the releases it delivers; of all of them when no unit is named."""
    return {each.id for each in _concerned(plan, unit)}


def _concerned(plan: Plan, unit: str | None) -> tuple[Project | Release, ...]:
    releases = [release for release in plan.releases if unit in (None, release.project)]
    return (*releases, *(project for project in plan.projects if unit in (None, project.id)))


def _tasks(side: Standing, unit: str | None) -> np.ndarray:
    """Tasks of the project; all when the plan has no such project."""
    known = any(project.id == unit for project in side.plan.projects)
    return side.tasks(unit if known else None)


def _share(before: float, after: float) -> float:
    """The change as a share of what there was; nothing where there was nothing that could be exceeded."""
    return round((after - before) / before, 6) if before else 0.0
