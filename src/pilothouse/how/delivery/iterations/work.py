"""How much a task is, as an iteration counts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.how.delivery.models import Task


def likely_hours(task: Task) -> float:
    """Person-hours of the whole task as likely as not; none where nobody estimated it."""
    return hours_of(
        {"effort": task.effort, "duration_h": task.duration_h, "people_needed": task.people_needed}
    )


def hours_of(row: Mapping[str, Any]) -> float:
    """The same of a row: its effort, else its duration times those who work on it together."""
    if row["effort"]:
        return float(row["effort"]["likely"])
    return float(row["duration_h"] or 0.0) * int(row["people_needed"])
