"""First estimates of dates while their forecast is being computed: they move as far as the schedule at likely
effort does, which takes no simulation."""

from __future__ import annotations

from collections.abc import Mapping

from pilothouse.engine.plan import Plan
from pilothouse.engine.precedence import CycleError
from pilothouse.when.schedule.queries import rows_of, status, stored
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer

Span = tuple[int, int]
STILL = (0, 0)


@once
def moved(viewer: Viewer) -> dict[str, Span]:
    """By how many minutes start and finish of tasks and their groups moved since the newest forecast.

    Empty while that is the one of the plan as it stands, and for a plan in which work waits for itself."""
    then = stored(viewer).result.get("schedule", {})
    if not then or status(viewer)["up_to_date"]:
        return {}
    rows = rows_of(viewer)
    try:
        now = {task.id: (task.start, task.finish) for task in rows.schedule.tasks}
    except CycleError:
        return {}
    before = {id: (task["start"], task["finish"]) for id, task in then.items()}
    spans, was = _with_groups(rows.plan, now), _with_groups(rows.plan, before)
    found = {id: (spans[id][0] - old[0], spans[id][1] - old[1]) for id, old in was.items() if id in spans}
    return {id: by for id, by in found.items() if by != STILL}


def _with_groups(plan: Plan, tasks: Mapping[str, Span]) -> dict[str, Span]:
    parents: dict[str, str | None] = {task.id: task.parent for task in plan.tasks}
    parents |= {group.id: group.parent for group in plan.groups}
    spans = dict(tasks)
    for id, (start, finish) in tasks.items():
        above = parents.get(id)
        while above is not None:
            first, last = spans.get(above, (start, finish))
            spans[above] = (min(first, start), max(last, finish))
            above = parents.get(above)
    return spans
