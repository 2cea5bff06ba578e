"""Risks by what they weigh, and which of them threaten a task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.when.risks.queries import risks, risks_at
from pilothouse.who.rows import Viewer


def by_exposure(viewer: Viewer) -> dict[str, Any]:
    """Open risks, the heaviest first, those that are over apart, and the hours of all open ones together."""
    rows = [
        row | {"exposure": exposure(row, "delay"), "money": exposure(row, "cost")}
        for row in risks(viewer, {})
    ]
    rows.sort(key=lambda row: (-row["exposure"], -row["money"], row["key"]))
    still_open = [row for row in rows if row["state"] == "open"]
    return {
        "open": still_open,
        "over": [row for row in rows if row["state"] != "open"],
        "total": sum(row["exposure"] for row in still_open),
        "unowned": sum(not row["owner"] for row in still_open),
    }


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
