"""What a risk weighs, and which risks threaten a task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.when.risks.queries import risks_at
from pilothouse.who.rows import Viewer


def exposure(row: Mapping[str, Any], what: str) -> float:
    """Chance times the likely ``delay`` (hours) or ``cost`` (money); 0 where no range was given."""
    return float(row["probability"] * row[what]["likely"]) if row[what] else 0.0


def risks_of_tasks(viewer: Viewer, tasks: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """A facet: the open risks that would delay each task."""
    asked = list(tasks)
    wanted = {str(id) for id in asked}
    found: dict[UUID, dict[str, Any]] = defaultdict(lambda: {"risks": []})
    for row in risks_at(viewer, asked):
        for task in row["tasks"]:
            if task["id"] in wanted:
                found[UUID(task["id"])]["risks"].append(row)
    return dict(found)
