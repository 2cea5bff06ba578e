"""Reading checklists, as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from pilothouse.how.delivery.models import ChecklistItem
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


def checklist_items(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Lines in their order; ``task`` narrows them to one task."""
    rows = ChecklistItem.objects.seen_by(viewer).order_by("task", "position", "pk")
    if filters.get("task"):
        rows = rows.filter(task=filters["task"])
    names = member_names(viewer)
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.text,
            "task": str(row.task_id),
            "done": row.ticked_at is not None,
            "at": row.ticked_at and row.ticked_at.isoformat(),
            "by": names.get(row.ticked_by_id, "") if row.ticked_by_id else "",
        }
        for row in rows
    ]


def ticked(viewer: Viewer, tasks: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Of each of these tasks that has a checklist, how many lines are ticked, of how many."""
    rows = ChecklistItem.objects.seen_by(viewer).filter(task__in=list(tasks)).order_by().values("task")
    counted = rows.annotate(done=Count("pk", filter=Q(ticked_at__isnull=False)), all=Count("pk"))
    return {row["task"]: (row["done"], row["all"]) for row in counted}
