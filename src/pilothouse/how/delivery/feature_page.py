"""The chain of a feature: why it is wanted, what it is, how it is done. When comes by facets from above."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.commands.lens import facets
from pilothouse.how.delivery.queries import links_at, tasks
from pilothouse.what.backlog.queries import claims_of, feature_rows, scores_of
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.queries import goals_upwards


def feature_page(viewer: Viewer, feature: UUID) -> dict[str, Any] | None:
    """All that a feature's page shows; None when the viewer may not see it.

    ``why``: the goals upwards, nearest first, with measures. ``what``: the feature, its claims and scores.
    ``how``: its tasks and the links at them. ``facets``: what higher rooms know of it, dates first of all."""
    row = feature_rows(viewer, [feature]).get(feature)
    if row is None:
        return None
    work = tasks(viewer, {"feature": str(feature)})
    ids = {row["id"], *(task["id"] for task in work)}
    return {
        "feature": row,
        "why": goals_up(viewer, row["goal"]),
        "claims": claims_of(viewer, feature),
        "scores": scores_of(viewer, [feature]).get(feature, []),
        "tasks": work,
        "links": links_at(viewer, ids),
        "facets": [panel for ask in facets("feature") if (panel := ask(viewer, [feature]).get(feature))],
    }


def goals_up(viewer: Viewer, goal: str) -> list[dict[str, Any]]:
    """The goal and those it serves in turn, nearest first."""
    return goals_upwards(viewer, UUID(goal)) if goal else []
