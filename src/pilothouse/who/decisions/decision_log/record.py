"""The record of what happened to a thing, newest first, read as the viewer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilothouse.who.decisions.models import Entry, Option, RowChange, Voice
from pilothouse.who.rows import Viewer

ROUTINE = Q(command="proposal.price", payload__shifted=False, payload__broken="")
"""What was computed anew and told the same: it is on record, and news to nobody."""


def activity(viewer: Viewer, ids: Iterable[str], limit: int = 20) -> list[dict[str, Any]]:
    """What happened to these rows, newest first."""
    return _latest(viewer, RowChange.objects.seen_by(viewer).filter(row__in=list(ids)), limit)


def activity_of_proposal(viewer: Viewer, proposal: UUID | str, limit: int = 20) -> list[dict[str, Any]]:
    """What happened to a proposal that the viewer sees, to its options and by what was said, newest first."""
    options, voices = (m.everything.filter(change_set=proposal).values("pk") for m in (Option, Voice))
    touched = Q(row=proposal) | Q(row__in=options) | Q(row__in=voices)
    return _latest(viewer, RowChange.everything.filter(touched, workspace=viewer.workspace), limit)


def _latest(viewer: Viewer, changes: Any, limit: int) -> list[dict[str, Any]]:
    rows = Entry.objects.seen_by(viewer).filter(pk__in=changes.values("entry")).exclude(ROUTINE)
    rows = rows.select_related("actor", "on_behalf_of", "change_set").order_by("-revision")
    return [logged(row) for row in rows[:limit]]


def logged(entry: Entry) -> dict[str, Any]:
    """An entry of history as pages show it."""
    size = entry.size or {}
    return {
        "revision": entry.revision,
        "group": str(entry.group),
        "at": entry.at,
        "by": str(entry.actor_id or ""),
        "who": _who(entry),
        "on_behalf_of": entry.on_behalf_of.name if entry.on_behalf_of else "",
        "sentence": entry.sentence,
        "command": entry.command,
        "family": entry.family,
        "channel": entry.channel,
        "matrix_version": entry.matrix_version,
        "proposal": entry.change_set.key if entry.change_set else "",
        "why": entry.change_set.why if entry.change_set else "",
        "days": size.get("days"),
        "undoes": entry.undoes_id is not None,
    }


def _who(entry: Entry) -> str:
    """The author, and for a service on whose behalf it acted."""
    name: str = entry.actor.name if entry.actor else "Pilothouse"
    if entry.on_behalf_of and entry.actor and entry.actor.kind == "service":
        return f"{name}, on behalf of {entry.on_behalf_of.name},"
    return name


def changes_of(
    viewer: Viewer, row: str, limit: int = 500
) -> list[tuple[dict[str, Any], dict[str, Any], Any]]:
    """What became of a row's columns, newest first: before, after, and the entry that changed them."""
    rows = RowChange.objects.seen_by(viewer).filter(row=row, before__isnull=False, after__isnull=False)
    rows = rows.select_related("entry__actor", "entry__on_behalf_of", "entry__change_set")
    found = rows.order_by("-entry__revision", "-position")[:limit]
    return [(change.before, change.after, logged(change.entry)) for change in found]
