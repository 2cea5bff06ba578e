"""Issues and assumptions as plain rows, and the pages that list them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pilothouse.when.risks.escalating import UNRESOLVED
from pilothouse.when.risks.models import Assumption, Issue
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import member_names, unit_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
SEVERITIES = ("critical", "high", "moderate", "low", "")
LATELY = 20
"""So many of those that are over are listed."""
ISSUE = (
    *("item_id", "risk_id", "task_id", "effect", "severity", "owner_id", "due", "state"),
    *("raised_at", "resolved_at", "resolution", "escalated"),
)
ASSUMPTION = ("item_id", "otherwise", "owner_id", "check_by", "state", "found", "checked_at")


def issues(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Issues, the most severe first and among them the oldest; ``state`` narrows them."""
    found = Issue.objects.seen_by(viewer)
    if filters.get("state"):
        found = found.filter(state=filters["state"])
    rows = list(found.order_by("raised_at", "pk").values(*ISSUE))
    known = heads(viewer, [row[name] for row in rows for name in ("item_id", "risk_id", "task_id")])
    names, units = member_names(viewer), unit_names(viewer)
    today, now = clock.today(workspace_of(viewer).timezone), clock.now()
    told = [
        known[row["item_id"]].row()
        | {name: row[name] for name in ("effect", "severity", "state", "resolution")}
        | {
            "unit_name": units.get(known[row["item_id"]].unit, ""),
            "risk": known[row["risk_id"]].row() if row["risk_id"] in known else None,
            "task": known[row["task_id"]].row() if row["task_id"] in known else None,
            "owner": str(row["owner_id"] or ""),
            "owner_name": names.get(row["owner_id"], ""),
            "due": row["due"] and row["due"].isoformat(),
            "overdue": row["state"] in UNRESOLVED and row["due"] is not None and row["due"] < today,
            "raised_at": row["raised_at"].isoformat(),
            "resolved_at": row["resolved_at"] and row["resolved_at"].isoformat(),
            "age": max(((row["resolved_at"] or now) - row["raised_at"]).days, 0),
            "escalated": [_step(step, names) for step in row["escalated"]],
        }
        for row in rows
        if row["item_id"] in known
    ]
    return sorted(told, key=lambda row: SEVERITIES.index(row["severity"]))


def assumptions(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Assumptions, those to be looked at soonest first; ``state`` narrows them."""
    found = Assumption.objects.seen_by(viewer)
    if filters.get("state"):
        found = found.filter(state=filters["state"])
    rows = list(found.order_by("check_by", "pk").values(*ASSUMPTION))
    known, names, units = (
        heads(viewer, [r["item_id"] for r in rows]),
        member_names(viewer),
        unit_names(viewer),
    )
    today = clock.today(workspace_of(viewer).timezone)
    told = [
        known[row["item_id"]].row()
        | {name: row[name] for name in ("otherwise", "state", "found")}
        | {
            "unit_name": units.get(known[row["item_id"]].unit, ""),
            "owner": str(row["owner_id"] or ""),
            "owner_name": names.get(row["owner_id"], ""),
            "check_by": row["check_by"] and row["check_by"].isoformat(),
            "checked_at": row["checked_at"] and row["checked_at"].isoformat(),
            "overdue": row["state"] == "open" and row["check_by"] is not None and row["check_by"] < today,
        }
        for row in rows
        if row["item_id"] in known
    ]
    return sorted(told, key=lambda row: (row["check_by"] is None, row["check_by"] or ""))


def issues_context(viewer: Viewer) -> Row:
    """What has gone wrong, who sees to it and until when."""
    rows = issues(viewer, {})
    over = [row for row in rows if row["resolved_at"]]
    waiting = [row for row in rows if not row["resolved_at"]]
    return {
        "open": waiting,
        "over": sorted(over, key=lambda row: row["resolved_at"], reverse=True)[:LATELY],
        "headline": _issues_said(waiting, sum(row["state"] == "resolved" for row in over)),
    }


def assumptions_context(viewer: Viewer) -> Row:
    """What is taken for granted, and who finds out by when whether it is so."""
    rows = assumptions(viewer, {})
    waiting, broken, holding = (
        [row for row in rows if row["state"] == state] for state in ("open", "broken", "holds")
    )
    return {"open": [*broken, *waiting], "holding": holding, "headline": _assumptions_said(waiting, broken)}


def _issues_said(waiting: list[Row], unverified: int) -> str:
    if not waiting:
        return "No issue is open" + (f", {number(unverified)} to be verified" if unverified else "")
    said = f"{capital(counted(len(waiting), 'issue'))} {_is(len(waiting))} open"
    raised = sum(row["state"] == "raised" for row in waiting)
    overdue = sum(row["overdue"] for row in waiting)
    late = f"{number(overdue)} past {'its' if overdue == 1 else 'their'} day" if overdue else ""
    return ", ".join(filter(None, [said, late, f"{number(raised)} to be triaged" if raised else ""]))


def _assumptions_said(waiting: list[Row], broken: list[Row]) -> str:
    if not waiting and not broken:
        return "No assumption waits to be looked at"
    overdue = sum(row["overdue"] for row in waiting)
    said = f"{capital(counted(len(waiting), 'assumption'))} {_is(len(waiting))} to be looked at"
    late = f"{number(overdue)} past {'its' if overdue == 1 else 'their'} day" if overdue else ""
    return ", ".join(filter(None, [said, late, f"{number(len(broken))} broken" if broken else ""]))


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _step(step: Row, names: Mapping[UUID, str]) -> Row:
    people = [names[id] for member in step["members"] if (id := UUID(member)) in names]
    return {"at": datetime.fromisoformat(step["at"]).isoformat(), "people": people}
