"""Reading items of every kind: their heads, and names for what refers to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pilothouse.who.items.models import Item
from pilothouse.who.once import once
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

FEW = 500
"""So many ids are asked for by name; more are read by kind, as a database limits what a question may hold."""


@dataclass(frozen=True)
class Head:
    """What every item shows anywhere: its key, title and kind."""

    id: UUID
    key: str
    title: str
    kind: str
    unit: UUID

    def row(self) -> dict[str, Any]:
        """As the first columns of a plain row."""
        return {"id": str(self.id), "key": self.key, "title": self.title, "unit": str(self.unit)}


def heads(viewer: Viewer, ids: Iterable[UUID | None] | None = None, kind: str = "") -> dict[UUID, Head]:
    """Heads of those items, or of all of a kind, that the viewer may see."""
    wanted = None if ids is None else {id for id in ids if id}
    if wanted is None or len(wanted) > FEW:
        found = _all_heads(viewer, kind)
        return {id: head for id, head in found.items() if wanted is None or id in wanted}
    known = _known_heads(viewer)
    if missing := [id for id in wanted if id not in known]:
        known |= dict.fromkeys(missing) | _heads(Item.objects.seen_by(viewer).filter(pk__in=missing))
    return {id: head for id in wanted if (head := known[id]) and kind in ("", head.kind)}


@once
def _all_heads(viewer: Viewer, kind: str) -> dict[UUID, Head]:
    rows = Item.objects.seen_by(viewer)
    found = _heads(rows.filter(kind=kind) if kind else rows)
    _known_heads(viewer).update(found)
    return found


@once
def _known_heads(viewer: Viewer) -> dict[UUID, Head | None]:
    """Those asked for so far; None for what the viewer may not see."""
    return {}


def _heads(rows: Any) -> dict[UUID, Head]:
    found = rows.values_list("id", "prefix", "number", "title", "kind", "unit_id")
    return {row[0]: Head(row[0], f"{row[1]}-{row[2]}", row[3], row[4], row[5]) for row in found}


def head_by_key(viewer: Viewer, text: str) -> Head | None:
    """The item with that key, an old one included, if the viewer may see it."""
    where = Item.named(text)
    if where is None:
        return None
    if found := _heads(Item.objects.seen_by(viewer).filter(where)):
        _known_heads(viewer).update(found)
        return next(iter(found.values()))
    rows = Item.objects.seen_by(viewer).exclude(aliases=[]).values_list("id", "aliases")
    id = next((row_id for row_id, aliases in rows if text.upper() in aliases), None)
    return heads(viewer, [id]).get(id) if id else None


def items(viewer: Viewer, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """All items, filtered by kind, by key."""
    units = unit_names(viewer)
    rows = list(heads(viewer, kind=filters.get("kind", "")).values())
    rows.sort(key=lambda head: key_order(head.key))
    return [head.row() | {"kind": head.kind, "unit_name": units.get(head.unit, "")} for head in rows]


def key_order(key: str) -> tuple[str, int]:
    """Sorts LED-9 before LED-10."""
    prefix, _, number = key.rpartition("-")
    return prefix, int(number)


def item_page(workspace: str, key: str) -> str:
    """The address of an item, for ever."""
    return f"/{workspace}/i/{key}"
