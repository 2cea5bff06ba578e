"""Projects as a list, and one project whole: brief, dates, milestones, releases, people, baselines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.what.roadmap.queries import releases
from pilothouse.when.schedule.pages.standing import against_targets, when_sentence
from pilothouse.when.schedule.queries import baselines, milestones, projects, rows_of, status, stored
from pilothouse.when.schedule.scope_moved import scope_of
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.items.panels import panels
from pilothouse.who.narrowing import Field, Narrowing
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import allocations, calendars, member_names, members_of, workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
DATES = "schedule.change"
"""Who decides this is who manages the project."""
NO_WORK = "It has no dates yet: they come from tasks with effort ranges."


def projects_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """The list: dates against targets, who decides about them, the last baseline."""
    fields = [
        Field("state", "State", [("active", "active"), ("closed", "closed")]),
        Field("baselined", "Scope", [("yes", "baselined"), ("no", "not baselined")]),
    ]
    filters = Narrowing.read(path, query, fields, saved="")
    known = projects(viewer, {})
    rows = [row | {"baselined": "yes" if row["baselined"] else "no"} for row in known]
    shown = [row for row in rows if all(filters.keeps(name, row[name]) for name in ("state", "baselined"))]
    deciders, last = _deciders(viewer, [row["id"] for row in shown]), _last_baselines(viewer)
    risks = panels(viewer, "project", [row["id"] for row in shown])
    active = [row for row in known if row["state"] == "active"]
    return {
        "filters": filters,
        "rows": [
            row
            | {
                "decides": deciders.get(row["id"], ""),
                "last": last.get(row["id"]),
                "risks": len(risks.get(row["id"], {}).get("risks", [])),
                "cost": _cost(viewer, active, row["id"]),
            }
            for row in shown
        ],
        "headline": against_targets(active, "project", "No project has been started yet"),
    }


def project_context(viewer: Viewer, id: str) -> Row | None:
    """All of one project; None when there is none the viewer may see."""
    row = next((each for each in projects(viewer, {}) if each["id"] == id), None)
    if row is None:
        return None
    found = stored(viewer)
    mine = [each | found.dates(each["id"]) for each in releases(viewer, {}) if each["delivered_by"] == id]
    marks = milestones(viewer, {"project": id})
    names, weeks = member_names(viewer), {each["id"]: each["title"] for each in calendars(viewer, {})}
    inside = {id, *(each["id"] for each in (*mine, *marks))}
    return {
        "project": row | {"calendar_name": weeks.get(row["calendar"], "")},
        "sentence": when_sentence(row, NO_WORK),
        "decides": _deciders(viewer, [id]).get(id, ""),
        "releases": mine,
        "milestones": marks,
        "members": sorted(names[member] for member in members_of(viewer, UUID(id)) if member in names),
        "allocations": [each for each in allocations(viewer, {}) if each["unit"] == id],
        "risks": panels(viewer, "project", [id]).get(id, {}).get("risks", []),
        "baselines": baselines(viewer, {"project": id}),
        "scope": scope_of(viewer, id),
        "cost": _cost(viewer, [each for each in projects(viewer, {}) if each["state"] == "active"], id),
        "status": status(viewer, found),
        "activity": activity(viewer, inside, limit=10),
    }


def _deciders(viewer: Viewer, ids: list[str]) -> dict[str, str]:
    """Who decides about the dates of each project, by name."""
    rights, names = Rights(workspace_of(viewer)), {str(id): name for id, name in member_names(viewer).items()}
    found = {}
    for unit in Unit.objects.seen_by(viewer).filter(pk__in=ids):
        deciding = rights.judge(DATES, unit, Size()).deciders
        found[str(unit.pk)] = ", ".join(names[each] for each in deciding if each in names)
    return found


def _last_baselines(viewer: Viewer) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in baselines(viewer, {}):
        found.setdefault(row["project"], row)
    return found


def _cost(viewer: Viewer, active: list[Row], id: str) -> Row | None:
    """The cost at completion, which the forecast has of all work: told where that is this project."""
    if [row["id"] for row in active] != [id] or viewer.kind == "guest":
        return None
    priced = any(person.rate_per_hour for person in rows_of(viewer).plan.people)
    return stored(viewer).result.get("cost") if priced else None
