"""Reading iterations as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pilothouse.how.delivery.models import Iteration, IterationTask
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


def iterations(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Iterations, the newest first; ``unit`` and ``state`` narrow them."""
    rows = Iteration.objects.seen_by(viewer).order_by("-start", "pk")
    for name in ("unit", "state"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    found, names = list(rows), unit_names(viewer)
    inside: dict[Any, list[dict[str, str]]] = defaultdict(list)
    taken = IterationTask.objects.seen_by(viewer).filter(iteration__in=found).order_by("pk")
    for iteration, task, outcome in taken.values_list("iteration_id", "task_id", "outcome"):
        inside[iteration].append({"task": str(task), "outcome": outcome})
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.name,
            "unit": str(row.unit_id),
            "unit_name": names.get(row.unit_id, ""),
            "goal": row.goal,
            "first": row.start.isoformat(),
            "last": row.last.isoformat(),
            "state": row.state,
            "available": row.available,
            "done": row.done,
            "tasks": inside[row.pk],
        }
        for row in found
    ]
