"""The newest forecast as other programs are told it: moments with their offset, items by key and title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.held_against import reasons
from pilothouse.when.schedule.moments import iso
from pilothouse.when.schedule.queries import Stored, rows_of, status, stored
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import unit_names, workspace_of
from pilothouse.who.rows import Viewer

Called = Mapping[str, tuple[str, str]]
"""Key and title of what the viewer may see, by id."""


class Thing(BaseModel):
    """Something that is planned."""

    id: UUID
    key: str = Field(description="Empty for a project.")
    title: str


class Outlook(Thing):
    """When it will be done."""

    start_p50: datetime | None = Field(description="Likely start.")
    p50: datetime | None = Field(description="Likely finish; null when it is not done in half of the runs.")
    p85: datetime | None = Field(description="Finish that is safe to say.")
    criticality: float | None = Field(description="The share of runs, 0 to 1, in which it sets the end.")
    chance_of_target: float | None = Field(description="0 to 1; null without a target.")


class Missing(Thing):
    """Something that cannot be scheduled."""

    reason: str


class ForecastTold(BaseModel):
    """The newest forecast: chances of dates from simulated runs of the plan, and what all work costs."""

    id: UUID
    computed_at: datetime
    as_of: datetime
    runs: int
    seed: int
    method: str
    plan_hash: str
    up_to_date: bool = Field(description="Whether it is that of the plan as it stands today.")
    finish: dict[str, datetime | None] = Field(description="The end of all work by percentile, p5 to p95.")
    chance_of_target: float | None
    cost: dict[str, float] | None = Field(description="Cost at completion; null while nobody has a rate.")
    currency: str
    releases: list[Outlook]
    milestones: list[Outlook]
    goals: list[Outlook]
    projects: list[Outlook]
    groups: list[Outlook] = Field(description="Features and tasks that have tasks inside.")
    tasks: list[Outlook]
    unscheduled: list[Missing]


OUTLOOKS = ("releases", "milestones", "goals", "projects", "groups", "tasks")


def forecast_told(viewer: Viewer, ids: Iterable[UUID | str] = ()) -> ForecastTold | None:
    """The newest forecast, of what the viewer may see; None before the first one. ``ids`` narrow nothing."""
    found = stored(viewer)
    if found.row is None:
        return None
    plan, result, called = rows_of(viewer).plan, found.result, _called(viewer)
    whole = {} if viewer.units else result  # of all work together, more than a token held to units may know
    return ForecastTold.model_validate(
        {
            **status(viewer, found),
            "id": found.row.pk,
            "finish": {name: iso(at, found.zone) for name, at in whole.get("finish", {}).items()},
            "chance_of_target": whole.get("chance_of_target"),
            "cost": _cost(whole, plan),
            "currency": workspace_of(viewer).currency,
            **{part: _outlooks(found, result.get(part, ()), called) for part in OUTLOOKS},
            "unscheduled": [
                _thing(id, called) | {"reason": reason}
                for id, reason in reasons(viewer, result, plan).items()
                if id in called
            ],
        }
    )


def _called(viewer: Viewer) -> Called:
    items = {str(id): (head.key, head.title) for id, head in heads(viewer).items()}
    units = unit_names(viewer, viewer.reach if viewer.units else None)
    return items | {str(id): ("", name) for id, name in units.items()}


def _thing(id: str, called: Called) -> dict[str, Any]:
    key, title = called[id]
    return {"id": id, "key": key, "title": title}


def _outlooks(found: Stored, rows: Iterable[Mapping[str, Any]], called: Called) -> list[dict[str, Any]]:
    return [
        {
            **_thing(row["id"], called),
            "start_p50": iso(row.get("start_p50"), found.zone),
            **{name: iso(row["finish"].get(name), found.zone) for name in ("p50", "p85")},
            "criticality": row.get("criticality"),
            "chance_of_target": row.get("chance_of_target"),
        }
        for row in rows
        if row["id"] in called
    ]


def _cost(result: Mapping[str, Any], plan: Plan) -> dict[str, float] | None:
    """The cost of all work together: what a single task costs would tell what somebody costs."""
    return result.get("cost") if any(person.rate_per_hour for person in plan.people) else None
