"""What one row is about, beside the plan: dates, who, range, what it waits for."""

from __future__ import annotations

from typing import Any

from pilothouse.how.delivery.queries import links, task_rows
from pilothouse.when.schedule.queries import dates_of
from pilothouse.who.decisions.queries import proposals_about
from pilothouse.who.items.queries import head_by_key
from pilothouse.who.rows import Viewer


def peek_context(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """A row's details; None when there is no such item for the viewer."""
    head = head_by_key(viewer, key)
    if head is None:
        return None
    at_work = links(viewer, {"item": str(head.id)})
    return {
        "head": head,
        "headline": head.title,
        "dates": dates_of(viewer, [head.id]).get(head.id, {}),
        "task": task_rows(viewer, [head.id]).get(head.id),
        "needs": [link for link in at_work if link["after"]["id"] == str(head.id)],
        "blocks": [link for link in at_work if link["before"]["id"] == str(head.id)],
        "proposals": proposals_about(viewer, [str(head.id)]),
    }
