"""A stored plan simulated for drawing: likely days of its work, and finishes in equal steps of chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from pilothouse.engine.document import read_plan
from pilothouse.engine.forecast import forecast
from pilothouse.engine.precedence import CycleError
from pilothouse.when.schedule.forecasting import curves
from pilothouse.when.schedule.models import PlanDocument
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.pages.days import span

RUNS = 500
"""Enough for where a strip or a curve lies; figures in tables come from all runs of the impact."""
Days = dict[str, tuple[date, date]]


@dataclass(frozen=True)
class Outlook:
    """``days`` from likely start to finish by id; ``finishes`` of releases and projects, soonest first."""

    days: Days
    finishes: dict[str, list[date]]


NOTHING = Outlook({}, {})


@lru_cache(maxsize=32)
def outlook(workspace: UUID, hash: str, seed: int, as_of: int) -> Outlook:
    """What a stored plan looks like ahead; nothing when it is not kept or its work waits for itself."""
    rows = PlanDocument.everything.filter(workspace=workspace, hash=hash)
    document = rows.values_list("document", flat=True).first()
    if document is None:
        return NOTHING
    plan = replace(read_plan(document), as_of=as_of)
    try:
        found = forecast(plan, RUNS, seed)
    except CycleError:
        return NOTHING
    zone = plan.timezone
    dates = {
        each.id: span(
            day(each.start_p50 + 1, zone) if each.start_p50 is not None else None,
            day(each.finish["p50"], zone),
        )
        for each in found.tasks
    }
    steps = curves(found.samples, (*plan.releases, *plan.projects))
    finishes = {id: [d for minute in each if (d := day(minute, zone))] for id, each in steps.items()}
    return Outlook({id: days for id, days in dates.items() if days}, finishes)
