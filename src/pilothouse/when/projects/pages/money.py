"""What a project costs, as far as it may be told: never so finely that it says what one person costs."""

from __future__ import annotations

from typing import Any

from pilothouse.when.schedule.queries import projects, rows_of, stored
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
FEWEST = 3
"""The cost of work that fewer people do would tell what one of them costs."""


def costs_of(viewer: Viewer, id: str) -> Row | None:
    """``p50`` and ``p85`` at completion; ``p50`` alone, at likely effort, where others are planned, too.

    None when nobody has a rate, or too few do the work."""
    plan = rows_of(viewer).plan
    rates = {person.id: person.rate_per_hour for person in plan.people if person.rate_per_hour}
    if not rates or viewer.kind == "guest":
        return None
    return stored(viewer).result.get("cost") if _active(viewer) == (id,) else _likely(viewer, id, rates)


@once
def _active(viewer: Viewer) -> tuple[str, ...]:
    """The projects that are planned."""
    return tuple(row["id"] for row in projects(viewer, {"state": "active"}))


def _likely(viewer: Viewer, id: str, rates: dict[str, float]) -> Row | None:
    planned = stored(viewer).result.get("schedule", {})
    total, paid = 0.0, set()
    for task in rows_of(viewer).plan.tasks:
        people = planned.get(task.id, {}).get("people") or task.people
        if task.project == id and people:
            mine = [rates.get(person, 0.0) for person in people]
            total += task.effort_hours.likely * sum(mine) / len(mine)
            paid |= {person for person in people if person in rates}
    return {"p50": total} if len(paid) >= FEWEST else None
