"""A programme or portfolio: common dates, cost, the people its projects share, and where that clashes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from pilothouse.when.projects.pages.money import costs_of
from pilothouse.when.projects.programmes.queries import portfolios, programmes
from pilothouse.when.schedule.pages.standing import against_targets
from pilothouse.when.schedule.pages.together import together
from pilothouse.when.schedule.queries import projects, rows_of, status, stored
from pilothouse.who import clock
from pilothouse.who.people.queries import allocations, member_names
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

Row = dict[str, Any]
Shared = dict[str, set[str]]
"""For each person the ids of the projects they work for."""


def programmes_context(viewer: Viewer) -> Row:
    """All programmes and portfolios, each with the last of its dates."""
    known = {row["id"]: row for row in projects(viewer, {"state": "active"})}
    rows = [_summed(row, known) for row in (*programmes(viewer, {}), *portfolios(viewer))]
    ours = [row for row in rows if row["kind"] == "programme"]
    headline = f"{capital(counted(len(ours), 'programme'))}" if ours else "No projects are put together yet"
    return {"rows": [row for row in rows if row["count"] or row["kind"] == "programme"], "headline": headline}


def programme_context(viewer: Viewer, id: str) -> Row | None:
    """What the page takes; None when there is no such programme or portfolio that the viewer may see."""
    row = next((each for each in (*programmes(viewer, {}), *portfolios(viewer)) if each["id"] == id), None)
    if row is None:
        return None
    known = {each["id"]: each for each in projects(viewer, {})}
    mine = [known[id] for id in row["projects"] if id in known]
    active = [each for each in mine if each["state"] == "active"]
    found, now = stored(viewer), status(viewer)
    people = _who(viewer, {each["id"] for each in active})
    return {
        "programme": row,
        "rows": [
            each
            | {
                "cost": costs_of(viewer, each["id"]),
                "people": sum(each["id"] in held for held in people.values()),
            }
            for each in mine
        ],
        "all": together(found, active, [each["key"] or each["id"] for each in active]),
        "shared": _shared(viewer, people, {each["id"]: each["title"] for each in active}),
        "status": now | {"ago": clock.ago(now["computed_at"])},
        "sentence": against_targets(active, "project", "No project in it is open") + ".",
        **_span(active),
    }


def _summed(row: Row, known: dict[str, Row]) -> Row:
    mine = [known[id] for id in row["projects"] if id in known]
    return row | {"count": len(mine), **_span(mine)}


def _span(rows: list[Row]) -> Row:
    """The first start and the last likely and safe day; none while one of them has none."""
    ends = {name: [row[f"{name}_day"] for row in rows] for name in ("p50", "p85")}
    last = {name: max(days) if days and all(days) else None for name, days in ends.items()}
    return {"first": min((row["starts"] for row in rows), default=None), **last}


def _who(viewer: Viewer, wanted: set[str]) -> Shared:
    """Who works for which of the projects: by the schedule, by name on a task, or by a share promised."""
    planned, found = stored(viewer).result.get("schedule", {}), defaultdict(set)
    for task in rows_of(viewer).plan.tasks:
        if task.project in wanted and not (task.progress and task.progress.finished is not None):
            for person in planned.get(task.id, {}).get("people") or task.people:
                found[person].add(task.project)
    for row in allocations(viewer, {}):
        if row["unit"] in wanted:
            found[row["member"]].add(row["unit"])
    return found


def _shared(viewer: Viewer, people: Shared, titles: dict[str, str]) -> list[Row]:
    """People of several projects, those with the most full weeks first."""
    names, full = member_names(viewer), _full_weeks(viewer)
    rows = [
        {
            "id": id,
            "name": names[UUID(id)],
            "projects": sorted(titles[each] for each in held),
            "weeks": len(full.get(id, [])),
            "worst": max(full.get(id, []), key=lambda week: week["percent"], default=None),
        }
        for id, held in people.items()
        if len(held) > 1 and UUID(id) in names
    ]
    return sorted(rows, key=lambda row: (-row["weeks"], row["name"]))


def _full_weeks(viewer: Viewer) -> dict[str, list[Row]]:
    """Weeks in which somebody's work would need more hours than they have, by person."""
    found: dict[str, list[Row]] = defaultdict(list)
    for week in stored(viewer).result.get("load", ()):
        if week["percent"] is not None and week["percent"] > 100:
            found[week["person"]].append(week)
    return found
