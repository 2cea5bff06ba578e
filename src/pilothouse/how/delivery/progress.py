"""How far work is: the share of a task that is done, and what a feature's tasks add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Sum

from pilothouse.how.delivery.models import Task, WorkLog
from pilothouse.who.rows import Viewer

NEARLY = 0.95
"""Only finishing makes a task done."""
PARTS = ("optimistic", "likely", "pessimistic")


def hours_worked(viewer: Viewer, ids: Iterable[UUID | str]) -> dict[str, float]:
    """Hours logged on each of these tasks."""
    logs = WorkLog.objects.seen_by(viewer).filter(task__in=list(ids)).values("task").annotate(Sum("hours"))
    return {str(row["task"]): row["hours__sum"] for row in logs}


def done(row: Mapping[str, Any], worked: Mapping[str, float]) -> float:
    """The share of a task that is done, from 0 to 1: by what is said to remain, else by hours worked."""
    if row["finished"]:
        return 1.0
    effort = (row["effort"] or {}).get("likely") or 0.0
    if not row["started"] or not effort:
        return 0.0
    if row["remaining"]:
        return float(min(max(1 - row["remaining"]["likely"] / effort, 0.0), NEARLY))
    return float(min(worked.get(str(row["id"]), 0.0) / effort, NEARLY))


def work_of_features(viewer: Viewer, features: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """A facet: ``effort``, what is left of a feature's tasks together as a range of hours, and how many
    ``tasks`` it has, how many of them ``finished``. Groups count through the tasks in them."""
    found = Task.objects.seen_by(viewer).filter(feature__in=list(features))
    rows = list(found.values("item_id", "parent_id", "feature_id", "effort", "remaining", "finished"))
    groups = {row["parent_id"] for row in rows}
    work: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["item_id"] not in groups:
            work[row["feature_id"]].append(row)
    return {feature: _together(tasks) for feature, tasks in work.items()}


def _together(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    ranges = [r for row in tasks if not row["finished"] and (r := row["remaining"] or row["effort"])]
    return {
        "effort": {part: sum(r[part] for r in ranges) for part in PARTS},
        "tasks": len(tasks),
        "finished": sum(row["finished"] is not None for row in tasks),
    }
