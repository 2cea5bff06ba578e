"""What several pages of projects say: which project it is, and who decides about its dates."""

from __future__ import annotations

from typing import Any

from pilothouse.commands.lens import Size
from pilothouse.when.schedule.queries import projects
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
DATES = "schedule.change"
"""Who decides this is who manages the project."""


def project_row(viewer: Viewer, id: str) -> Row | None:
    """One project as a plain row; None when there is none the viewer may see."""
    return next((each for each in projects(viewer, {}) if each["id"] == id), None)


def deciders(viewer: Viewer, ids: list[str]) -> dict[str, str]:
    """Who decides about the dates of each project, by name."""
    rights, names = Rights(workspace_of(viewer)), {str(id): name for id, name in member_names(viewer).items()}
    found = {}
    for unit in Unit.objects.seen_by(viewer).filter(pk__in=ids):
        deciding = rights.judge(DATES, unit, Size()).deciders
        found[str(unit.pk)] = ", ".join(names[each] for each in deciding if each in names)
    return found
