"""The end of a project: what it is measured by, what was learnt, what is open, who is still on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.when.projects.models import Closure, Lesson, Verdict
from pilothouse.when.projects.pages.brief import lines
from pilothouse.when.projects.pages.standing import project_row
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import allocations, member_names, unit_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

Row = dict[str, Any]
MET = ("met", "partly", "missed")


def lessons(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """What projects taught, the newest first; ``project`` (a unit's id) leaves the others out."""
    rows = Lesson.objects.seen_by(viewer).order_by("-item__number", "pk")
    if filters.get("project"):
        rows = rows.filter(item__unit=filters["project"])
    found = list(rows.values("item_id", "went", "happened", "advice"))
    known, units = heads(viewer, [row["item_id"] for row in found]), unit_names(viewer)
    return [
        known[row["item_id"]].row()
        | {"unit_name": units.get(known[row["item_id"]].unit, "")}
        | {name: row[name] for name in ("went", "happened", "advice")}
        for row in found
        if row["item_id"] in known
    ]


def lessons_context(viewer: Viewer) -> Row:
    """What all projects taught."""
    rows = lessons(viewer, {})
    count = capital(counted(len(rows), "lesson"))
    return {"rows": rows, "headline": f"{count} from projects" if rows else "No lesson is written down yet"}


def closing_context(viewer: Viewer, id: str) -> Row | None:
    """What the page takes; None when there is no such project that the viewer may see."""
    project = project_row(viewer, id)
    if project is None:
        return None
    judged = judged_of(viewer, project)
    return {
        "project": project,
        "criteria": judged,
        "lessons": lessons(viewer, {"project": id}),
        "closures": closures_of(viewer, id),
        "open": sum(task.project == id and not _over(task) for task in rows_of(viewer).plan.tasks),
        "shares": _shares(viewer, id),
        "sentence": _sentence(project, judged),
    }


def judged_of(viewer: Viewer, project: Row) -> list[Row]:
    """The success criteria of the brief, each with what came of it."""
    rows = Verdict.objects.seen_by(viewer).filter(unit=project["id"])
    known = {row.criterion: row for row in rows}
    return [
        {
            "text": text,
            "met": known[text].met if text in known else "",
            "found": getattr(known.get(text), "found", ""),
        }
        for text in lines(project["criteria"])
    ]


def closures_of(viewer: Viewer, project: str) -> list[Row]:
    """The times it was closed, the newest first."""
    names, units = member_names(viewer), unit_names(viewer)
    return [
        {
            "at": row.at.isoformat(),
            "by": names.get(row.by_id, "") if row.by_id else "",
            "summary": row.summary,
            "open_work": row.open_work,
            "moved_to": units.get(row.moved_to_id, "") if row.moved_to_id else "",
            "released_on": row.released_on.isoformat(),
            "counts": row.counts,
        }
        for row in Closure.objects.seen_by(viewer).filter(unit=project).order_by("-at")
    ]


def _over(task: Any) -> bool:
    return task.progress is not None and task.progress.finished is not None


def _shares(viewer: Viewer, project: str) -> list[Row]:
    """Shares of people's time that still go to it."""
    today = clock.today(workspace_of(viewer).timezone).isoformat()
    names = member_names(viewer)
    mine = [row for row in allocations(viewer, {}) if row["unit"] == project and row["end"] > today]
    return [row | {"name": names.get(UUID(row["member"]), "")} for row in mine]


def _sentence(project: Row, judged: list[Row]) -> str:
    if project["state"] == "closed":
        return "It is closed: nothing in it can be changed, until somebody takes it up again."
    missing = sum(not row["met"] for row in judged)
    if not judged:
        return "Its brief names no success criterion, so nobody can tell whether it succeeded."
    if missing:
        verb = "waits" if missing == 1 else "wait"
        count = capital(counted(missing, "success criterion", "success criteria"))
        return f"{count} {verb} to be judged before it can be closed."
    return "All success criteria are judged: it can be closed."
