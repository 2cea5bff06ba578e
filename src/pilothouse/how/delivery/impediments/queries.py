"""Reading impediments as plain rows, and the page that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pilothouse.how.delivery.boards.page import units_with_boards
from pilothouse.how.delivery.models import Impediment
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import member_names, unit_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
VALUES = (
    "item_id",
    "effect",
    "owner_id",
    "raised_at",
    "due",
    "state",
    "resolved_at",
    "resolution",
    "escalated",
)
LATELY = 20
"""So many of those out of the way are listed."""


def impediments(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Impediments, those in the way the longest first; ``state`` and ``unit`` narrow them."""
    rows = Impediment.objects.seen_by(viewer)
    if filters.get("state"):
        rows = rows.filter(state=filters["state"])
    if filters.get("unit"):
        rows = rows.filter(item__unit=filters["unit"])
    return _told(viewer, rows.order_by("raised_at", "pk"))


def impediments_context(viewer: Viewer, query: Mapping[str, str]) -> Row:
    """What is in the way of a team, a project or everybody."""
    units = units_with_boards(viewer)
    unit = next((each for each in units if str(each.pk) == query.get("of")), None)
    of = {"unit": str(unit.pk)} if unit else {}
    open_ = impediments(viewer, {"state": "open", **of})
    past = impediments(viewer, {"state": "resolved", **of})
    return {
        "unit": unit,
        "units": [(str(each.pk), each.name) for each in units],
        "open": open_,
        "resolved": sorted(past, key=lambda row: row["resolved_at"], reverse=True)[:LATELY],
        "headline": _headline(open_),
    }


def _headline(open_: list[Row]) -> str:
    """What is in the way, and what was passed on."""
    if not open_:
        return "Nothing is in the way"
    overdue = sum(row["overdue"] for row in open_)
    verb = "is" if len(open_) == 1 else "are"
    said = f"{capital(counted(len(open_), 'impediment'))} {verb} in the way"
    oldest = max(row["age"] for row in open_)
    late = f", {number(overdue)} past {'its' if overdue == 1 else 'their'} day" if overdue else ""
    return said + (late or f", the oldest for {counted(oldest, 'day')}" if oldest else late)


def _told(viewer: Viewer, rows: Any) -> list[Row]:
    found = list(rows.values(*VALUES))
    known, names, units = (
        heads(viewer, [r["item_id"] for r in found]),
        member_names(viewer),
        unit_names(viewer),
    )
    today, now = clock.today(workspace_of(viewer).timezone), clock.now()
    return [
        known[row["item_id"]].row()
        | {
            "unit_name": units.get(known[row["item_id"]].unit, ""),
            "effect": row["effect"],
            "owner": str(row["owner_id"]),
            "owner_name": names.get(row["owner_id"], ""),
            "raised_at": row["raised_at"].isoformat(),
            "age": _days(row["raised_at"], row["resolved_at"] or now),
            "due": row["due"] and row["due"].isoformat(),
            "overdue": row["state"] == "open" and row["due"] is not None and row["due"] < today,
            "state": row["state"],
            "resolved_at": row["resolved_at"] and row["resolved_at"].isoformat(),
            "resolution": row["resolution"],
            "escalated": [_step(step, names) for step in row["escalated"]],
        }
        for row in found
        if row["item_id"] in known
    ]


def _days(start: datetime, end: datetime) -> int:
    return max((end - start).days, 0)


def _step(step: Row, names: Mapping[UUID, str]) -> Row:
    people = [names[id] for member in step["members"] if (id := UUID(member)) in names]
    return {"at": step["at"], "people": people}
