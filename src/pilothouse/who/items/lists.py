"""What hangs on items as plain rows, for REST, choices of references and pages of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.who.items.commands_labels import COLOURS
from pilothouse.who.items.models import Attachment, Binned, Comment, Item, ItemLabel, Label, Link
from pilothouse.who.items.parts import file_row
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
Filters = Mapping[str, str]
MOST_BINNED = 1000
"""So many of what was deleted last are listed."""


def comments(viewer: Viewer, filters: Filters) -> Rows:
    """Comments, oldest first; ``item`` (a key or id) narrows them."""
    rows = _of_item(Comment.objects.seen_by(viewer), filters).select_related("author", "item")
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{row.author.name} on {row.item.key}: {row.text[:60]}",
            "item": row.item.key,
            "author": row.author.name,
            "parent": str(row.parent_id or ""),
            "text": row.text,
            "at": row.at.isoformat(),
            "edited_at": row.edited_at.isoformat() if row.edited_at else None,
        }
        for row in rows.order_by("at", "pk")
    ]


def labels(viewer: Viewer, filters: Filters) -> Rows:
    """Labels by name, with how many items carry each."""
    uses: dict[Any, int] = {}
    for label in ItemLabel.objects.seen_by(viewer).values_list("label_id", flat=True):
        uses[label] = uses.get(label, 0) + 1
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.name,
            "colour": COLOURS[row.colour - 1],
            "hue": row.colour,
            "items": uses.get(row.pk, 0),
        }
        for row in sorted(Label.objects.seen_by(viewer), key=lambda row: row.name.casefold())
    ]


def links(viewer: Viewer, filters: Filters) -> Rows:
    """Links between items."""
    rows = Link.objects.seen_by(viewer).select_related("item", "other").order_by("pk")
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{row.item.key} {row.get_kind_display()} {row.other.key}",
            "item": row.item.key,
            "other": row.other.key,
            "kind": row.kind,
        }
        for row in rows
    ]


def attachments(viewer: Viewer, filters: Filters) -> Rows:
    """Files; ``item`` (a key or id) narrows them. ``url`` is where the bytes are."""
    rows = _of_item(Attachment.objects.seen_by(viewer), filters).select_related("by", "item")
    slug = workspace_of(viewer).slug
    found = []
    for row in rows.order_by("at", "name", "pk"):
        told = file_row(row, slug)
        found.append(told | {"key": "", "item": row.item.key, "at": row.at.isoformat()})
    return found


def binned(viewer: Viewer, filters: Filters) -> Rows:
    """What is in the bin, last first; ``kind`` narrows it."""
    rows = Binned.objects.seen_by(viewer).select_related("by", "item").order_by("-at", "pk")
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    return [
        {
            "id": str(row.pk),
            "key": row.key,
            "title": row.title,
            "kind": row.kind,
            "of": row.item.key if row.item else "",
            "by": row.by.name if row.by else "",
            "at": row.at.isoformat(),
            "with": max(sum(table == "items.item" for table, _ in row.rows) - 1, 0),
        }
        for row in rows[:MOST_BINNED]
    ]


def _of_item(rows: Any, filters: Filters) -> Any:
    text = filters.get("item", "")
    if not text:
        return rows
    named = Item.named(text)
    items = Item.everything.filter(named) if named is not None else Item.everything.filter(pk=text)
    return rows.filter(item__in=items.values("pk"))
