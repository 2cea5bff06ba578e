"""What one row is about, beside the plan: dates, who, range, what it waits for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.how.delivery.checklists.queries import ticked
from pilothouse.how.delivery.progress import hours_worked
from pilothouse.how.delivery.queries import links, task_rows
from pilothouse.what.backlog.queries import scores_of
from pilothouse.when.schedule.queries import dates_of
from pilothouse.who.decisions.proposals.queries import proposals_about
from pilothouse.who.items.queries import Head, head_by_key, heads
from pilothouse.who.rows import Viewer


def peek_context(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """A row's details; None when there is no such item for the viewer."""
    head = head_by_key(viewer, key)
    if head is None:
        return None
    at_work = links(viewer, {"item": str(head.id)})
    dates = dates_of(viewer, [head.id]).get(head.id, {})
    last = UUID(dates["ends_with"]) if dates.get("ends_with") else None
    return {
        "head": head,
        "headline": head.title,
        "dates": dates,
        "ends_with": heads(viewer, [last]).get(last) if last else None,
        "ticked": ticked(viewer, [head.id]).get(head.id),
        "hours": hours_worked(viewer, [head.id]).get(str(head.id)),
        "task": task_rows(viewer, [head.id]).get(head.id),
        "needs": [link for link in at_work if link["after"]["id"] == str(head.id)],
        "blocks": [link for link in at_work if link["before"]["id"] == str(head.id)],
        "scores": _scored(viewer, head),
        "proposals": proposals_about(viewer, [str(head.id)]),
    }


def _scored(viewer: Viewer, head: Head) -> list[dict[str, Any]]:
    """How people scored it, if it is something they score."""
    return scores_of(viewer, [head.id]).get(head.id, []) if head.kind == "feature" else []
