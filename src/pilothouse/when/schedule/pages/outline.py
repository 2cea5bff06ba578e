"""What tasks of the plan add up to in the features they are for: first start, share done, criticality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pilothouse.engine.plan import Plan
from pilothouse.engine.scheduling.compile import remaining
from pilothouse.when.schedule.plan_figures import progress, state
from pilothouse.when.schedule.queries import rows_of, stored
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer


@dataclass
class Work:
    """``start`` in UTC minutes, the earliest likely one; ``hours`` and how many of them are ``worked``."""

    start: int | None = None
    hours: float = 0.0
    worked: float = 0.0
    criticality: float = 0.0
    begun: bool = False
    ended: bool = True

    @property
    def share(self) -> float:
        """The part done, from 0 to 1."""
        if self.ended:
            return 1.0
        return min(self.worked / self.hours, 0.99) if self.hours else 0.0


@once
def work_in(viewer: Viewer) -> dict[str, Work]:
    """Work by the id of each task, group and feature of the plan; ids of what the viewer may not see, too."""
    plan, outlooks = rows_of(viewer).plan, stored(viewer).outlooks
    parents = _parents(plan)
    found: dict[str, Work] = {}
    for task in plan.tasks:
        left, outlook, how = remaining(task), outlooks.get(task.id, {}), state(task)
        hours = max(task.effort_hours.likely, left.likely)
        start = outlook.get("start_p50")
        for id in _line(task.id, parents):
            work = found.setdefault(id, Work())
            work.hours += hours
            work.worked += hours * progress(task, left)
            work.criticality = max(work.criticality, outlook.get("criticality") or 0.0)
            work.begun |= how != "open"
            work.ended &= how == "done"
            work.start = start if work.start is None else min(work.start, start or work.start)
    return found


def starts_of(dates: dict[str, dict[str, int | None]], plan: Plan) -> dict[str, int]:
    """A baseline's first starts of groups, from those of the tasks in them."""
    parents = _parents(plan)
    found: dict[str, int] = {}
    for task, known in dates.items():
        start = known.get("start")
        for id in _line(task, parents) if start is not None else ():
            found[id] = min(found.get(id, start or 0), start or 0)
    return found


def _parents(plan: Plan) -> dict[str, str | None]:
    return {task.id: task.parent for task in plan.tasks} | {group.id: group.parent for group in plan.groups}


def _line(id: str, parents: dict[str, str | None]) -> Iterator[str]:
    """It and the groups it lies in, from the inside out."""
    above: str | None = id
    while above is not None:
        yield above
        above = parents.get(above)
