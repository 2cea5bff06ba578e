"""Reading computed dates: forecasts and how current they are, projects, milestones, baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.utils.functional import cached_property

from pilothouse.engine.forecast import PERCENTS
from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import Group, Plan, Task
from pilothouse.engine.scheduling.dispatch import dispatch
from pilothouse.engine.scheduling.explain import explain
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.held_against import base_of, newest_baselines, reasons
from pilothouse.when.schedule.models import Baseline, Forecast, Milestone, Project
from pilothouse.when.schedule.moments import day, iso
from pilothouse.when.schedule.naming import named
from pilothouse.when.schedule.snapshot import PlanRows
from pilothouse.who.items.queries import Head, heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import unit_names, workspace_of
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
Filters = Mapping[str, str]
PARTS = ("tasks", "groups", "milestones", "releases", "goals", "projects")


@dataclass
class Stored:
    """The newest forecast a viewer may see, with its outlooks by id; ``row`` is None before the first one."""

    viewer: Viewer
    row: Forecast | None
    zone: str
    result: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def outlooks(self) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for part in PARTS for each in self.result.get(part, ())}

    def dates(self, id: str, moved: tuple[int, int] = (0, 0)) -> dict[str, Any]:
        """Start, likely and safe-to-say finish (ISO), chance of the target, criticality; None if unknown.

        ``moved`` are minutes by which start and finish lie later than when they were computed."""
        outlook = self.outlooks.get(id, {})
        finish = outlook.get("finish", {})
        chance = outlook.get("chance_of_target")
        start = _later(outlook.get("start_p50"), moved[0])
        p50, p85 = (_later(finish.get(name), moved[1]) for name in ("p50", "p85"))
        return {
            "start": iso(start, self.zone),
            "p50": iso(p50, self.zone),
            "p85": iso(p85, self.zone),
            "p50_day": _plain(day(p50, self.zone)),
            "p85_day": _plain(day(p85, self.zone)),
            "chance": None if chance is None else round(100 * chance, 1),
            "criticality": outlook.get("criticality"),
        }


@once
def stored(viewer: Viewer) -> Stored:
    """The newest forecast."""
    zone = workspace_of(viewer).timezone
    row = Forecast.objects.seen_by(viewer).order_by(*Forecast.NEWEST).first()
    return Stored(viewer, row, zone, row.result if row else {})


def status(viewer: Viewer, found: Stored | None = None) -> dict[str, Any]:
    """When dates were computed, from how many runs, and whether they are those of the plan as it stands."""
    row = (found or stored(viewer)).row
    current = row is not None and _is_current(row, viewer)
    return {
        "computed_at": row.at.isoformat() if row else None,
        "as_of": row.as_of.isoformat() if row else None,
        "runs": row.runs if row else 0,
        "seed": row.seed if row else None,
        "method": row.method if row else "",
        "plan_hash": row.plan_hash if row else "",
        "up_to_date": current,
        "computing": not current,
    }


def _is_current(row: Forecast, viewer: Viewer) -> bool:
    rows = rows_of(viewer)
    same_day = int(row.as_of.timestamp() // 60) == rows.as_of
    return same_day and (row.plan_revision == rows.revision or row.plan_hash == rows.hash)


@once
def rows_of(viewer: Viewer) -> PlanRows:
    """The plan of the viewer's workspace. What is shown of it goes through what the viewer may see."""
    return snapshot.read(str(viewer.workspace))


def why_this_date(viewer: Viewer, id: UUID | str) -> dict[str, Any] | None:
    """The chain of reasons for the date of a task, feature, milestone, release, goal or project, in words.

    None when the plan has no such thing. Reasons name ``on``, ``person`` and ``pool`` by id."""
    rows = rows_of(viewer)
    plan = named(rows.plan, viewer)
    try:
        found = explain(plan, str(id), dispatch(plan))
    except KeyError:
        return None
    zone = rows.plan.timezone
    return {
        "id": str(id),
        "start": iso(found.start, zone),
        "finish": iso(found.finish, zone),
        "sentences": list(found.sentences),
        "reasons": [
            {
                "kind": reason.kind,
                "task": reason.task,
                "until": iso(reason.until, zone),
                "on": reason.on,
                "person": reason.person,
                "pool": reason.pool,
                "detail": reason.detail,
            }
            for reason in found.reasons
        ],
    }


def dates_of(viewer: Viewer, ids: Iterable[UUID | str]) -> dict[Any, dict[str, Any]]:
    """A panel of computed dates for each of the ids, of whatever kinds, that has any or cannot have one.

    ``base_p50`` (ISO) and ``base_name`` are the newest baseline's, ``base_days`` by how many working days the
    likely date lies later; ``reason`` says why it cannot be scheduled; ``ends_with`` is the id of what lies
    in it and likely ends last."""
    found, wanted = stored(viewer), list(ids)
    if not wanted or found.row is None:
        return {}
    plan, baselines = rows_of(viewer).plan, newest_baselines(viewer)
    why, days = reasons(viewer, found.result, plan), WorkingDays(plan)
    targets = {id: release.target for release in plan.releases for id in release.tasks}
    last = _last_inside(found, plan)

    def panel(id: str) -> dict[str, Any]:
        name, base = base_of(baselines, id)
        now = found.outlooks.get(id, {}).get("finish", {}).get("p50")
        return {
            "panel": "dates",
            **found.dates(id),
            "base_p50": iso(base.get("p50"), found.zone),
            "base_name": name,
            "base_days": days.between(base.get("p50"), now),
            "reason": why.get(id, ""),
            "ends_with": last.get(id, ""),
            "release_chance": chance_by(found.outlooks.get(id, {}).get("finish", {}), targets.get(id)),
        }

    return {id: panel(str(id)) for id in wanted if str(id) in found.outlooks or str(id) in why}


def _last_inside(found: Stored, plan: Plan) -> dict[str, str]:
    """For each group the id of its part with the latest likely finish."""
    latest: dict[str, tuple[int, str]] = {}
    nodes: tuple[Task | Group, ...] = (*plan.tasks, *plan.groups)
    for node in nodes:
        end = found.outlooks.get(node.id, {}).get("finish", {}).get("p50")
        if node.parent and end is not None:
            latest[node.parent] = max(latest.get(node.parent, (end, node.id)), (end, node.id))
    return {group: id for group, (_, id) in latest.items()}


def chance_by(finish: Mapping[str, int | None], moment: int | None) -> float | None:
    """About how likely something is done by then, in percent, read off its stored percentiles: 5 stands for
    less, 95 for more. None without percentiles or a moment."""
    known = [(float(p), at) for p in PERCENTS if (at := finish.get(f"p{p}")) is not None]
    if moment is None or not known:
        return None
    shares, dates = zip(*known, strict=True)
    return round(float(np.interp(moment, dates, shares)), 1)


def projects(viewer: Viewer, filters: Filters) -> Rows:
    """Projects by rank with their dates; ``state=active`` leaves the others out."""
    found = stored(viewer)
    rows = Project.objects.seen_by(viewer).select_related("unit").filter(unit__deleted_at=None)
    if filters.get("state"):
        rows = rows.filter(state=filters["state"])
    return [
        {
            "id": str(project.unit_id),
            "key": project.unit.prefix,
            "title": project.unit.name,
            "rank": project.unit.rank,
            "parent": str(project.unit.parent_id or ""),
            "state": project.state,
            "brief": project.brief,
            "problem": project.problem,
            "criteria": project.criteria,
            "in_scope": project.in_scope,
            "out_of_scope": project.out_of_scope,
            "starts": project.start.isoformat(),
            "target": _plain(project.target),
            "budget": project.budget,
            "calendar": str(project.calendar_id or ""),
            "baselined": project.unit.scope_baseline is not None,
            **found.dates(str(project.unit_id)),
        }
        for project in rows.order_by("unit__rank", "unit__name")
    ]


def milestones(viewer: Viewer, filters: Filters) -> Rows:
    """Milestones by target with their computed dates; ``project=`` (a unit's id) leaves the others out."""
    found, known, units = stored(viewer), heads(viewer, kind="milestone"), unit_names(viewer)
    rows = Milestone.objects.seen_by(viewer)
    if filters.get("project"):
        rows = rows.filter(item__unit=filters["project"])
    return [
        {
            **known[row.pk].row(),
            "project": units.get(known[row.pk].unit, ""),
            "target": _plain(row.target),
            "release": str(row.release_id or ""),
            **found.dates(str(row.pk)),
        }
        for row in rows.order_by("target", "item_id")
        if row.pk in known
    ]


def baselines(viewer: Viewer, filters: Filters) -> Rows:
    """Baselines, newest first; ``project=`` (a unit's id) leaves the others out."""
    rows = Baseline.objects.seen_by(viewer).defer("dates").select_related("unit")
    if filters.get("project"):
        rows = rows.filter(unit=filters["project"])
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.name,
            "number": row.number,
            "project": str(row.unit_id),
            "unit": row.unit.name,
            "at": row.at.isoformat(),
            "scope": row.unit.scope_baseline == row.pk,
        }
        for row in rows.order_by("-at")
    ]


def head_of(known: Mapping[UUID, Head], id: str) -> tuple[str, str]:
    """Key and title of an item; of what the viewer may not see, only that it is there."""
    head = known.get(UUID(id))
    return (head.key, head.title) if head else ("", "Not shared with you")


def _later(minute: int | None, by: int) -> int | None:
    return None if minute is None else minute + by


def _plain(value: date | None) -> str | None:
    return value.isoformat() if value else None
