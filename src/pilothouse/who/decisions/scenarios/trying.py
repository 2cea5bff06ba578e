"""Which scenario this browser works in: kept in its session, for one workspace."""

from __future__ import annotations

from typing import Any

from pilothouse.who.decisions.scenarios.queries import ScenarioRow, scenario

_KEY = "scenario"


def enter(request: Any, id: str) -> None:
    """Have edits of this browser go into that scenario."""
    request.session[_KEY] = {"workspace": request.workspace.slug, "scenario": id}


def leave(request: Any) -> None:
    """Have them meant again."""
    request.session.pop(_KEY, None)


def entered(request: Any) -> ScenarioRow | None:
    """The scenario that this browser works in, while it is the viewer's own and not applied."""
    kept = request.session.get(_KEY) if getattr(request, "session", None) is not None else None
    if not kept or kept.get("workspace") != request.workspace.slug:
        return None
    row = scenario(request.viewer, kept["scenario"])
    return row if row is not None and row.mine and row.draft else None
