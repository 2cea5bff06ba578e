"""What is closed stays as it is."""

from __future__ import annotations

from pilothouse.when.schedule.models import Project
from pilothouse.who.people.models import Unit


def why_closed(unit: Unit) -> str:
    """Why nothing in that unit can be changed; "" while it can."""
    if unit.kind != "project":
        return ""
    rows = Project.everything.filter(unit=unit.pk, state="closed", deleted_at=None)
    return (
        f"{unit} is closed, so nothing in it can be changed. Take it up again first." if rows.exists() else ""
    )
