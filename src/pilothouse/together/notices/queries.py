"""Reading notices: the viewer's own."""

from __future__ import annotations

from typing import Any

from pilothouse.together.notices.models import KINDS, Mute, Notice
from pilothouse.who.people.queries import Filters, Rows
from pilothouse.who.rows import Viewer

MOST = 200


def unread(viewer: Viewer) -> int:
    """How many the viewer has not read."""
    return Notice.objects.filter(Notice.visible(viewer), read_at=None).count()


def notices(viewer: Viewer) -> Rows:
    """The viewer's notices: unread first, then newest first."""
    rows = Notice.objects.filter(Notice.visible(viewer))
    new = list(rows.filter(read_at=None).order_by("-at", "id")[:MOST])
    old = list(rows.exclude(read_at=None).order_by("-at", "id")[: MOST - len(new)])
    return [_row(row) for row in (*new, *old)]


def mutes(viewer: Viewer, filters: Filters) -> Rows:
    """What the viewer is not told."""
    rows = Mute.objects.seen_by(viewer).select_related("item").order_by("kind", "id")
    return [{"id": str(row.pk), "key": "", "title": str(row)} for row in rows]


def _row(row: Notice) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "kind_words": KINDS.get(row.kind, row.kind),
        "item": str(row.item) if row.item else "",
        "path": row.path,
        "text": row.text,
        "why": row.why,
        "at": row.at,
        "unread": row.read_at is None,
    }
