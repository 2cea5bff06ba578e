"""What one unit waits for from another: the dependencies of the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.how.delivery.queries import links_across
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

Row = dict[str, Any]


def dependencies_context(viewer: Viewer) -> Row:
    """Each with who waits, for what of whom, and when that is safe to expect; the latest last."""
    units = unit_names(viewer)
    rows = links_across(viewer)
    expected = _expected(viewer, [UUID(row["before"]["id"]) for row in rows])
    told = [
        row
        | {
            "waits": units.get(UUID(row["after"]["unit"]), ""),
            "gives": units.get(UUID(row["before"]["unit"]), ""),
            "safe": expected.get(row["before"]["id"]),
        }
        for row in rows
    ]
    told.sort(key=lambda row: (row["safe"] is None, row["safe"] or ""))
    said = f"{capital(counted(len(told), 'dependency', 'dependencies'))} between units"
    return {"rows": told, "headline": said if told else "No unit waits for another"}


def _expected(viewer: Viewer, ids: list[UUID]) -> dict[str, Any]:
    """The day on which each of them is safe to expect, where the forecast knows it."""
    kinds: dict[str, list[UUID]] = {}
    for id, head in heads(viewer, ids).items():
        kinds.setdefault(head.kind, []).append(id)
    return {
        id: panel.get("p85_day")
        for kind, some in kinds.items()
        for id, panel in panels(viewer, kind, some).items()
    }
