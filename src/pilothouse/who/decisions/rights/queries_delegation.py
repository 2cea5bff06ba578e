"""Rights lent for a time: whose, to whom, until when, and leave that nobody covers yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pilothouse.who import clock
from pilothouse.who.decisions.models import Delegation
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import RoleHolder, TimeOff
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


def delegations(viewer: Viewer) -> list[Row]:
    """Those that hold or will, the next to end first; ``can_end`` says whether it is the viewer's to end."""
    workspace = workspace_of(viewer)
    today, names = clock.today(workspace.timezone), Rights(workspace).family_names()
    rows = Delegation.objects.seen_by(viewer).filter(last__gte=today).select_related("giver", "to", "unit")
    return [
        {
            "id": str(row.pk),
            "giver": row.giver.name,
            "to": row.to.name,
            "unit": row.unit.name if row.unit else "",
            "families": [names.get(family, family) for family in row.families],
            "first": row.first,
            "last": row.last,
            "reason": row.reason,
            "now": row.on(today),
            "can_end": viewer.member in (row.giver_id, row.to_id),
        }
        for row in rows.order_by("last", "first")
    ]


def uncovered(viewer: Viewer) -> list[Row]:
    """The viewer's leave to come in which nobody decides in their place, if they hold a role at all."""
    if not RoleHolder.objects.seen_by(viewer).filter(member=viewer.member).exists():
        return []
    today = clock.today(workspace_of(viewer).timezone)
    lent = list(Delegation.objects.seen_by(viewer).filter(giver=viewer.member, last__gte=today))
    leave = TimeOff.objects.seen_by(viewer).filter(member=viewer.member, end__gt=today).order_by("start")
    days = [(max(row.start, today), row.end - timedelta(days=1)) for row in leave]
    return [
        {"first": first, "last": last}
        for first, last in days
        if not any(one.first <= first and last <= one.last for one in lent)
    ]


def families(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Kinds of decision, to choose from."""
    names = Rights(workspace_of(viewer)).family_names()
    return [{"id": name, "key": name, "title": words} for name, words in names.items()]
