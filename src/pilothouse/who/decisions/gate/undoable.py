"""Which entries of a list can still be taken back, found with a few questions however long the list is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
MOST_CHANGES = 2000
"""Of larger changes undo itself finds out what stands on them."""


def with_undo(viewer: Viewer, entries: Rows) -> Rows:
    """The entries with ``can_undo``: not undone already, nothing else stands on it, and theirs to undo."""
    groups = {entry["group"] for entry in entries}
    gone = _undone(viewer, groups)
    covered = _covered(viewer, groups, min((entry["revision"] for entry in entries), default=0))
    return [
        entry
        | {
            "can_undo": not entry["undoes"]
            and entry["group"] not in gone | covered
            and (bool(entry["family"]) or entry["by"] == str(viewer.member))
        }
        for entry in entries
    ]


def _of(viewer: Viewer, groups: set[str]) -> QuerySet[Entry]:
    """The entries of these groups. Asked for as such, not through what refers to them: a group is found by an
    index only together with its workspace."""
    return Entry.objects.seen_by(viewer).filter(group__in=groups)


def _undone(viewer: Viewer, groups: set[str]) -> set[str]:
    """Which of them were taken back, unless that was taken back in its turn."""
    undos: dict[str, set[str]] = {}
    found = Entry.objects.seen_by(viewer).filter(undoes__in=_of(viewer, groups).values("pk"))
    for group, undo in found.values_list("undoes__group", "group"):
        undos.setdefault(str(group), set()).add(str(undo))
    gone = _undone(viewer, set().union(*undos.values())) if undos else set()
    return {group for group, by in undos.items() if by - gone}


def _covered(viewer: Viewer, groups: set[str], since: int) -> set[str]:
    """Groups that left a value which is another one today, because of a later change."""
    seen = RowChange.objects.seen_by(viewer)
    touched = seen.filter(entry__in=_of(viewer, groups).values("pk")).values("row")
    found = seen.filter(row__in=touched, entry__revision__gte=since).order_by("-entry__revision", "-position")
    today: dict[Any, dict[str, Any] | None] = {}
    others: dict[Any, set[str]] = {}
    covered = set()
    for row, group, after in found.values_list("row", "entry__group", "after")[:MOST_CHANGES]:
        if others.setdefault(row, set()) - {str(group)} and _differs(after, today[row]):
            covered.add(str(group))
        others[row].add(str(group))
        if row not in today:
            today[row] = after
        elif after and (known := today[row]) is not None:
            today[row] = after | known
    return covered


def _differs(then: dict[str, Any] | None, now: dict[str, Any] | None) -> bool:
    """Whether what a change left is no longer so; what it removed can always come back."""
    if then is None or now is None:
        return then is not None
    return any(now.get(name, value) != value for name, value in then.items())
