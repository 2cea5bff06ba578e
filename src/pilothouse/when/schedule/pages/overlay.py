"""A proposal over the plan: where its work would lie if it were accepted, from the plan it was priced on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from pilothouse.engine.document import read_plan
from pilothouse.engine.forecast import forecast
from pilothouse.engine.precedence import CycleError
from pilothouse.when.schedule.models import PlanDocument
from pilothouse.when.schedule.moments import day, minute_of
from pilothouse.when.schedule.pages.days import span
from pilothouse.who.decisions.queries import proposal
from pilothouse.who.rows import Viewer

RUNS = 500
"""Enough for where a strip lies; the proposal's own figures come from its impact."""
Days = dict[str, tuple[date, date]]


@dataclass(frozen=True)
class Overlay:
    """A proposal's days, likely start to likely finish, of everything it moves; and its figures in words."""

    key: str
    title: str
    safe: str | None
    dates: Days
    out_of_date: bool


def overlay(viewer: Viewer, key: str) -> Overlay | None:
    """The overlay of a proposal the viewer may see; None when it is unknown or does not touch the plan."""
    row = proposal(viewer, key) if key else None
    if row is None or not row.impact:
        return None
    hashes = [row.impact["before_hash"], row.impact["after_hash"]]
    seed, as_of = int(row.impact["seed"]), minute_of(row.impact["as_of"])
    before, after = (_days(viewer.workspace, each, seed, as_of) for each in hashes)
    moved = {id: days for id, days in after.items() if before.get(id) != days}
    return Overlay(row.key, row.title, _safe(row.impact), moved, row.out_of_date)


def _safe(impact: dict[str, Any]) -> str | None:
    """The first safe-to-say date of the impact, if it were accepted."""
    return next((line["after"] for line in impact["lines"] if line["kind"] == "p85"), None)


@lru_cache(maxsize=32)
def _days(workspace: UUID, hash: str, seed: int, as_of: int) -> Days:
    """Likely days of every task and milestone of a stored plan."""
    rows = PlanDocument.everything.filter(workspace=workspace, hash=hash)
    document = rows.values_list("document", flat=True).first()
    if document is None:
        return {}
    plan = replace(read_plan(document), as_of=as_of)
    try:
        found = forecast(plan, RUNS, seed)
    except CycleError:
        return {}
    zone = plan.timezone
    dates = {
        each.id: span(
            day(each.start_p50 + 1, zone) if each.start_p50 is not None else None,
            day(each.finish["p50"], zone),
        )
        for each in found.tasks
    }
    return {id: days for id, days in dates.items() if days}
