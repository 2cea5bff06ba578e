"""What a steward sets up, in plain values."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from pilothouse.who.access.queries import all_tokens, invitations, services
from pilothouse.who.once import once
from pilothouse.who.people.models import Member
from pilothouse.who.people.queries import calendars, pools, skills, units, workspace_of
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


@once
def overview(viewer: Viewer, today: date) -> dict[str, Any]:
    """All of it: the workspace, its units as a tree, weeks and holidays, skills, people and what comes in."""
    workspace = workspace_of(viewer)
    weeks = calendars(viewer, {})
    for week in weeks:
        week["days"] = [day for day in week["days"] if day["date"] >= today.isoformat()]
    return {
        "name": workspace.name,
        "timezone": workspace.timezone,
        "currency": workspace.currency,
        "units": tree(units(viewer, {})),
        "calendars": weeks,
        "skills": skills(viewer, {}),
        "pools": pools(viewer, {}),
        "members": _members(viewer),
        "invitations": invitations(viewer, {}),
        "tokens": all_tokens(viewer),
        "services": services(viewer),
    }


def tree(rows: Rows) -> Rows:
    """Units in the order of an outline, each with its ``depth``."""
    below: dict[str, Rows] = defaultdict(list)
    for row in rows:
        below[row["parent"]].append(row)
    found: Rows = []

    def walk(parent: str, depth: int) -> None:
        for row in below[parent]:
            found.append(row | {"depth": depth, "empty": not below[row["id"]]})
            walk(row["id"], depth + 1)

    walk("", 0)
    return found


def _members(viewer: Viewer) -> Rows:
    """Everybody there ever was, those who left last."""
    rows = Member.objects.seen_by(viewer).values("id", "name", "kind", "left_on", "account__email")
    found = [
        {
            "id": str(row["id"]),
            "name": row["name"],
            "kind": row["kind"],
            "left_on": row["left_on"],
            "email": row["account__email"] or "",
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: (row["left_on"] is not None, row["name"]))
