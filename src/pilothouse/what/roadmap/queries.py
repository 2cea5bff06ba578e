"""Reading products and releases as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.what.roadmap.models import Product, Release
from pilothouse.who.items.queries import heads, key_order
from pilothouse.who.people.queries import unit_names, units
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


def products(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Product units by name, with what they are for and their stage where that was said."""
    said = {row.unit_id: row for row in Product.objects.seen_by(viewer)}
    by_unit = {str(unit): {"stage": row.stage, "purpose": row.purpose} for unit, row in said.items()}
    return [
        row | by_unit.get(row["id"], {"stage": "", "purpose": ""})
        for row in units(viewer, {"kind": "product"})
    ]


def releases(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Releases by target, those without one last; ``unit`` narrows them to a product or its project."""
    found = _told(viewer, Release.objects.seen_by(viewer))
    if filters.get("unit"):
        found = [row for row in found if filters["unit"] in (row["unit"], row["delivered_by"])]
    return sorted(found, key=lambda row: (row["target"] is None, row["target"], key_order(row["key"])))


def release_of(viewer: Viewer, id: str) -> dict[str, Any] | None:
    """One release; None when there is none of that id that the viewer may see."""
    return next(iter(_told(viewer, Release.objects.seen_by(viewer).filter(pk=id))), None) if id else None


def _told(viewer: Viewer, rows: Any) -> Rows:
    found = list(rows.values("item_id", "delivered_by_id", "target", "state"))
    titles, places = heads(viewer, [row["item_id"] for row in found]), unit_names(viewer)
    return [
        titles[row["item_id"]].row()
        | {
            "delivered_by": str(row["delivered_by_id"] or ""),
            "delivered_by_name": places.get(row["delivered_by_id"], ""),
            "target": row["target"] and row["target"].isoformat(),
            "state": row["state"],
        }
        for row in found
        if row["item_id"] in titles
    ]
