"""A proposal or a scenario over the plan: where its work would lie, from the plan it was priced on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pilothouse.when.schedule.moments import minute_of
from pilothouse.when.schedule.scenarios.outlook import Days, outlook
from pilothouse.who.decisions.proposals.queries import proposal
from pilothouse.who.decisions.scenarios.queries import scenario
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Overlay:
    """The days, likely start to likely finish, of everything it moves; and its figures in words. ``key`` is
    what people call it, ``path`` its page."""

    key: str
    title: str
    safe: str | None
    dates: Days
    out_of_date: bool
    path: str


def overlay(viewer: Viewer, key: str) -> Overlay | None:
    """The overlay of a proposal's key or a scenario's id; None when the viewer may not see it, or it does not
    touch the plan."""
    row = proposal(viewer, key) if key.startswith("PR-") else None
    if row is not None and row.impact:
        return Overlay(row.key, row.title, *_drawn(viewer, row.impact), row.out_of_date, row.key)
    tried = scenario(viewer, key.lower()) if key and row is None else None
    if tried is None or not tried.impact:
        return None
    path = f"scenarios/{tried.id}"
    return Overlay(tried.title, tried.title, *_drawn(viewer, tried.impact), tried.computing, path)


def _drawn(viewer: Viewer, impact: dict[str, Any]) -> tuple[str | None, Days]:
    """The safe date, and the days of what moves."""
    seed, as_of, workspace = int(impact["seed"]), minute_of(impact["as_of"]), UUID(str(viewer.workspace))
    before, after = (outlook(workspace, impact[f"{side}_hash"], seed, as_of) for side in ("before", "after"))
    return _safe(impact), {id: days for id, days in after.days.items() if before.days.get(id) != days}


def _safe(impact: dict[str, Any]) -> str | None:
    """The first safe-to-say date of the impact, if it were accepted."""
    return next((line["after"] for line in impact["lines"] if line["kind"] == "p85"), None)
