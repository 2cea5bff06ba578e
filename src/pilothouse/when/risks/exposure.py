"""What a risk weighs, and which risks threaten a task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.engine.risk import exposure as exposed
from pilothouse.engine.risk import leverage
from pilothouse.when.risks.queries import risks_at
from pilothouse.who.rows import Viewer


def exposure(row: Mapping[str, Any], what: str) -> float:
    """Chance times the likely ``delay`` (hours) or ``cost`` (money); 0 where no range was given."""
    return exposed(row["probability"], row[what]["likely"]) if row[what] else 0.0


def residual_exposure(row: Mapping[str, Any], what: str) -> float:
    """What is left of it after the response; what the response does not say stays as it was."""
    chance = row["probability"] if row["residual"] is None else row["residual"]
    span = row[f"residual_{what}"] or row[what]
    return exposed(chance, span["likely"]) if span else 0.0


def worth(row: Mapping[str, Any]) -> str:
    """What the response brings for what it costs, in a sentence."""
    days = (exposure(row, "delay") - residual_exposure(row, "delay")) / HOURS_PER_DAY
    saved = exposure(row, "cost") - residual_exposure(row, "cost")
    if not days and not saved:
        return "say what is left after it"
    less = f"{days:.2g} days less" if days else ""
    if not row["response_cost"] or not row["cost"]:
        return ", ".join(filter(None, [less, "" if less else "less money at risk"]))
    times = leverage(exposure(row, "cost"), residual_exposure(row, "cost"), row["response_cost"])
    pays = f"takes off {times:.2g} times what it costs" + ("" if times > 1 else ": it does not pay in money")
    return ", ".join(filter(None, [less, pays]))


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
