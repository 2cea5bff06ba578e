"""Two moments of a project beside each other: what came, what went, what changed, and why its date moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.engine.plan import Milestone, Plan, Release, Task
from pilothouse.engine.scheduling.dispatch import schedule
from pilothouse.when.schedule.drifted import Moment, moment_of, plan_at
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.pages.drift import drift_context
from pilothouse.when.schedule.queries import baselines, projects, rows_of
from pilothouse.who.items.models import Item
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
Thing = Task | Milestone | Release
MOST = 200


def compared_context(viewer: Viewer, project: str, query: Mapping[str, str]) -> Row | None:
    """What the template takes; None when there is no such project that the viewer may see."""
    row = next((each for each in projects(viewer, {}) if each["id"] == project), None)
    if row is None:
        return None
    known = baselines(viewer, {"project": project})
    begin, end, fault = _asked(viewer, known, query)
    context: Row = {
        "project": row,
        "baselines": known,
        "asked": {"from": query.get("from", known[0]["id"] if known else ""), "to": query.get("to", "now")},
        "fault": fault,
        "begin": begin,
        "end": end,
        "rows": [],
    }
    if begin is None or end is None:
        return context
    rows = _rows(viewer, project, begin, end)
    return context | {
        "rows": rows[:MOST],
        "left_out": len(rows[MOST:]),
        "counts": {
            kind: sum(each["kind"] == kind for each in rows) for kind in ("added", "removed", "changed")
        },
        "drift": drift_context(viewer, project, begin, end),
    }


def _asked(
    viewer: Viewer, known: list[Row], query: Mapping[str, str]
) -> tuple[Moment | None, Moment | None, str]:
    """Both moments, or why not."""
    wanted = query.get("from") or (known[0]["id"] if known else "")
    if not wanted:
        return None, None, ""
    begin, end = moment_of(viewer, wanted), moment_of(viewer, query.get("to") or "now")
    if begin is None or end is None:
        return None, None, "Write a day up to today, as in 2027-02-26, or choose a baseline."
    if (end.revision, end.day) < (begin.revision, begin.day):
        return None, None, f"{end.label} lies before {begin.label}: choose them the other way round."
    return begin, end, ""


def _rows(viewer: Viewer, project: str, begin: Moment, end: Moment) -> list[Row]:
    """What differs, in the order of the later plan, what went last."""
    sides = [_Side(viewer, project, moment) for moment in (begin, end)]
    then, now = sides
    ids = list(dict.fromkeys((*now.things, *then.things)))
    names = _names(viewer, ids)
    rows = [
        {"id": id, "kind": kind, "key": names[id][0], "title": names[id][1], "was": was, "is": new}
        for id in ids
        if id in names
        for was, new in ((then.figures(id), now.figures(id)),)
        if (kind := _kind(was, new))
    ]
    return sorted(rows, key=lambda row: ("added", "changed", "removed").index(row["kind"]))


def _kind(was: Row | None, new: Row | None) -> str:
    if was is None:
        return "added"
    if new is None:
        return "removed"
    return "changed" if was != new else ""


class _Side:
    """A project's tasks, milestones and releases at a moment."""

    def __init__(self, viewer: Viewer, project: str, moment: Moment) -> None:
        self.plan = plan = rows_of(viewer).plan if moment.now else plan_at(viewer, moment)
        everything: tuple[Thing, ...] = (*plan.releases, *plan.milestones, *plan.tasks)
        self.things = {each.id: each for each in everything if each.project == project}
        self.ends = _ends(plan)

    def figures(self, id: str) -> Row | None:
        thing = self.things.get(id)
        if thing is None:
            return None
        done = thing.progress.finished if isinstance(thing, Task) and thing.progress else None
        return {
            "effort": thing.effort_hours.likely if isinstance(thing, Task) else None,
            "finish": day(done or self.ends.get(id), self.plan.timezone),
        }


def _ends(plan: Plan) -> dict[str, int | None]:
    """When everything is done at likely effort: what both moments can be told by alike."""
    found = schedule(plan, load=False, slack=False)
    spans: tuple[Any, ...] = (*found.tasks, *found.milestones, *found.releases)
    return {each.id: each.finish for each in spans}


def _names(viewer: Viewer, ids: list[str]) -> dict[str, tuple[str, str]]:
    """Keys and titles of what the viewer may see, or might before it went to the bin."""
    wanted = [UUID(id) for id in ids]
    rows = Item.everything.filter(Item.visible(viewer), workspace=viewer.workspace, pk__in=wanted)
    return {str(row.pk): (row.key, row.title) for row in rows}
