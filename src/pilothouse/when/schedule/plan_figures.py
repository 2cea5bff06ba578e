"""Figures of a single row of the Plan page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pilothouse.engine.plan import Milestone, Range, Task
from pilothouse.when.schedule.models import Baseline
from pilothouse.who.rows import Viewer

OVER = 100.0001


def baseline_of(viewer: Viewer, project: str | None, compare: str | None) -> Baseline | None:
    rows = Baseline.objects.seen_by(viewer)
    if compare:
        rows = rows.filter(pk=compare)
    if project:
        rows = rows.filter(unit=project)
    found: Baseline | None = rows.order_by("-at").first()
    return found


def by_target(milestones: Iterable[Milestone]) -> list[Milestone]:
    return sorted(milestones, key=lambda each: (each.target or 2**62, each.id))


def initials(name: str) -> str:
    """Two letters for the avatar."""
    words = name.split()
    return (words[0][0] + words[-1][0]).upper() if words else "?"


def peak(weeks: list[dict[str, Any]]) -> dict[str, Any]:
    loads = [week["percent"] or 0.0 for week in weeks]
    return {"peak": round(max(loads, default=0.0), 1), "weeks_over": sum(load > OVER for load in loads)}


def hours(range: Range) -> dict[str, float]:
    return {name: round(getattr(range, name), 2) for name in ("optimistic", "likely", "pessimistic")}


def state(task: Task) -> str:
    if task.progress is None:
        return "open"
    return "done" if task.progress.finished is not None else "started"


def progress(task: Task, left: Range) -> float:
    """The part done, from 0 to 1: hours spent, or no longer needed, over all hours."""
    if task.progress is None:
        return 0.0
    if task.progress.finished is not None:
        return 1.0
    whole = max(task.effort_hours.likely, task.progress.spent_hours + left.likely)
    return round(1 - left.likely / whole, 4) if whole else 0.0


def weight(row: dict[str, Any]) -> float:
    """Hours a leaf counts for in its group: its effort, or what is left if that is more."""
    return max(float(row["effort"]), float(row["remaining"]["likely"]))
