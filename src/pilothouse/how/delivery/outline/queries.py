"""Tasks in tasks: all that lies in one, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.how.delivery.models import Task
from pilothouse.how.delivery.progress import PARTS, done
from pilothouse.how.delivery.queries import task_rows
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


def inside(viewer: Viewer, task: UUID) -> list[Row]:
    """All tasks in a task at any depth, in their order."""
    found: list[UUID] = []
    level = [task]
    while level:
        rows = Task.objects.seen_by(viewer).filter(parent__in=level).order_by("position", "pk")
        level = [id for id in rows.values_list("pk", flat=True) if id not in found]
        found += level
    known = task_rows(viewer, found)
    return [known[id] for id in found if id in known]


def totals(rows: Iterable[Row], worked: Mapping[str, float]) -> dict[str, Row]:
    """For each task with tasks among these inside it: how many ``tasks`` that are no groups, how many of them
    ``finished``, what is ``left`` of them together as a range of hours, and the share that is ``done``."""
    known = {row["id"]: row for row in rows}
    children: dict[str, list[Row]] = {}
    for row in known.values():
        children.setdefault(row["parent"], []).append(row)
    return {group: _whole(_leaves(children, group), worked) for group in children if group}


def _leaves(children: Mapping[str, list[Row]], group: str) -> list[Row]:
    found, todo = [], [*children[group]]
    while todo:
        row = todo.pop()
        found += [] if row["id"] in children else [row]
        todo += children.get(row["id"], [])
    return found


def _whole(tasks: list[Row], worked: Mapping[str, float]) -> Row:
    ranges = [_left(row) for row in tasks if not row["finished"]]
    sizes = [(row["effort"] or {}).get("likely") or row["duration_h"] or 1.0 for row in tasks]
    shares = [done(row, worked) * size for row, size in zip(tasks, sizes, strict=True)]
    left = {part: sum(r[part] for r in ranges if r) for part in PARTS}
    return {
        "tasks": len(tasks),
        "finished": sum(bool(row["finished"]) for row in tasks),
        "left": left if any(ranges) else None,
        "done": sum(shares) / sum(sizes) if sizes else 0.0,
    }


def _left(row: Row) -> dict[str, float] | None:
    if row["duration_h"]:
        return dict.fromkeys(PARTS, float(row["duration_h"]))
    found: dict[str, float] | None = row["remaining"] or row["effort"]
    return found
