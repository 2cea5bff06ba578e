"""Whether tasks of recurring work are to be made: asked by the worker, of every workspace."""

from __future__ import annotations

from typing import Any

from pilothouse.how.delivery.models import Recurrence
from pilothouse.how.delivery.recurring.making import due_days
from pilothouse.who import clock


def anything_due(workspace: Any) -> bool:
    """Whether any recurring work has a day to be made."""
    today = clock.today(workspace.timezone)
    rows = Recurrence.everything.filter(workspace=workspace, deleted_at=None, stopped_on=None)
    return any(due_days(row, today) for row in rows)
