"""What moves the date: swings of the P85 in words, with links to what swings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.when.schedule.queries import Stored, head_of
from pilothouse.who.items.queries import heads

Row = dict[str, Any]


def swings(found: Stored, id: str) -> list[Row]:
    """The stored swings of one thing's P85, the widest first; what the viewer may not see has no name."""
    rows = found.result.get("swings", {}).get(id, [])
    known = heads(found.viewer, (UUID(row["id"]) for row in rows))
    names = {row["id"]: head_of(known, row["id"]) for row in rows}
    return [
        {
            "key": names[row["id"]][0],
            "title": names[row["id"]][1],
            "what": _what(row),
            "sooner": min(row["low_days"], row["high_days"], 0.0),
            "later": max(row["low_days"], row["high_days"], 0.0),
            "low": row["low_days"],
            "high": row["high_days"],
        }
        for row in rows
    ]


def _what(row: Mapping[str, Any]) -> str:
    if row["kind"] == "risk":
        return "if it happens or not"
    low, high = (f"{row[side] / HOURS_PER_DAY:.2g}" for side in ("low_hours", "high_hours"))
    return f"{low} or {high} days of work" if low != high else f"about {low} days of work"
