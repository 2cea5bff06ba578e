"""One project whole: brief, dates, milestones, releases, people, baselines."""

from __future__ import annotations

from typing import Any

from pilothouse.what.roadmap.queries import releases
from pilothouse.when.projects.pages.brief import brief_of
from pilothouse.when.projects.pages.constraints import four, which_gives
from pilothouse.when.projects.pages.people import members_of_project, stakeholders
from pilothouse.when.projects.pages.standing import deciders, project_row
from pilothouse.when.schedule.pages.standing import when_sentence
from pilothouse.when.schedule.queries import baselines, milestones, status, stored
from pilothouse.when.schedule.scope_moved import scope_of
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.items.panels import panels
from pilothouse.who.people.queries import calendars
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
NO_WORK = "It has no dates yet: they come from tasks with effort ranges."


def project_context(viewer: Viewer, id: str) -> Row | None:
    """All of one project; None when there is none the viewer may see."""
    row = project_row(viewer, id)
    if row is None:
        return None
    found = stored(viewer)
    mine = [each | found.dates(each["id"]) for each in releases(viewer, {}) if each["delivered_by"] == id]
    marks = milestones(viewer, {"project": id})
    constraints = four(viewer, row)
    weeks = {each["id"]: each["title"] for each in calendars(viewer, {})}
    inside = {id, *(each["id"] for each in (*mine, *marks))}
    return {
        "project": row | {"calendar_name": weeks.get(row["calendar"], "")},
        "sentence": when_sentence(row, NO_WORK),
        "decides": deciders(viewer, [id]).get(id, ""),
        **brief_of(viewer, row),
        "releases": mine,
        "milestones": marks,
        "members": members_of_project(viewer, id),
        "stakeholders": stakeholders(viewer, id, mine),
        "risks": panels(viewer, "project", [id]).get(id, {}).get("risks", []),
        "baselines": baselines(viewer, {"project": id}),
        "scope": scope_of(viewer, id),
        "constraints": constraints,
        "which": which_gives(constraints),
        "status": status(viewer, found),
        "activity": activity(viewer, inside, limit=10),
    }
