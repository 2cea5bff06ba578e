"""Reading boards and their columns as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.how.delivery.models import Board, Column
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


def boards(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Boards by the name of their team or project."""
    names = unit_names(viewer)
    rows = [row for row in Board.objects.seen_by(viewer) if row.unit_id in names]
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": names[row.unit_id],
            "unit": str(row.unit_id),
            "lanes": row.lanes,
            "expedite_limit": row.expedite_limit,
        }
        for row in sorted(rows, key=lambda row: (names[row.unit_id], str(row.pk)))
    ]


def columns(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Columns from left to right; ``board`` narrows them to one board's."""
    known = {row["id"]: row["title"] for row in boards(viewer, {})}
    rows = Column.objects.seen_by(viewer).order_by("position", "pk")
    if filters.get("board"):
        rows = rows.filter(board=filters["board"])
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{row.name}, {known[str(row.board_id)]}",
            "board": str(row.board_id),
            "name": row.name,
            "state": row.state,
            "limit": row.limit,
            "hard": row.hard,
        }
        for row in rows
        if str(row.board_id) in known
    ]
