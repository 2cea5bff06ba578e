"""The brief of a project: why it is done, what success is, what belongs to it and what not."""

from __future__ import annotations

from typing import Any

from pilothouse.when.projects.models import ProjectGoal
from pilothouse.when.projects.pages.standing import project_row
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.queries import goal_rows

Row = dict[str, Any]
ASKED = (
    ("problem", "what is wrong today"),
    ("criteria", "how one can tell that it worked"),
    ("in_scope", "what it delivers"),
    ("out_of_scope", "what it leaves alone"),
)
"""Without these nobody can tell what was agreed."""


def brief_context(viewer: Viewer, id: str) -> Row | None:
    """What the page takes; None when there is no such project that the viewer may see."""
    row = project_row(viewer, id)
    return row and {"project": row, **brief_of(viewer, row), "sentence": _sentence(row)}


def brief_of(viewer: Viewer, project: Row) -> Row:
    """The lines and goals of a brief, for its page and the project's."""
    names = ("criteria", "in_scope", "out_of_scope")
    return {"goals": goals_of(viewer, project["id"]), "lines": {name: lines(project[name]) for name in names}}


def goals_of(viewer: Viewer, project: str) -> list[Row]:
    """The goals a project serves, as far as the viewer may see them."""
    served = ProjectGoal.objects.seen_by(viewer).filter(unit=project).values_list("goal_id", flat=True)
    found = goal_rows(viewer, list(served))
    return sorted(found.values(), key=lambda goal: str(goal["title"]))


def lines(text: str) -> list[str]:
    """What stands on each line, without the dashes people put before it."""
    return [line for raw in text.splitlines() if (line := raw.strip().lstrip("-*\N{BULLET} \t"))]


def _sentence(project: Row) -> str:
    missing = [words for name, words in ASKED if not project[name].strip()]
    if not missing:
        return ""
    return f"Not said yet: {', '.join(missing)}."
