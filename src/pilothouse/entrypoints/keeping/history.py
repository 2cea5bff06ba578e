"""Whether rows, history and files still agree: what only writing past the gate, or a bad disk, can break."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Count, Max, Min

from pilothouse.who.decisions.gate.rowvalues import model_of, values_of
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.items.models import Attachment
from pilothouse.who.items.store import path_of
from pilothouse.who.people.models import Workspace

Key = tuple[str, str]
State = dict[str, Any] | None


def broken_revisions() -> list[str]:
    """Workspaces whose entries do not go from 1, without a gap, to the revision they stand at."""
    told = Entry.everything.values("workspace").annotate(
        count=Count("pk"), first=Min("revision"), last=Max("revision")
    )
    entries = {row["workspace"]: (row["first"], row["count"], row["last"]) for row in told}
    return [w.slug for w in Workspace.objects.order_by("slug") if not _whole(entries.get(w.pk), w.revision)]


def _whole(entries: tuple[int, int, int] | None, revision: int) -> bool:
    return entries == (1, revision, revision) if entries else revision == 0


def rows_unlike_history(most: int) -> list[str]:
    """Rows whose columns are not what the last change of each left, among the newest changes."""
    states = _last_states(most)
    unlike = []
    for table in sorted({table for table, _ in states}):
        told = {row: state for (name, row), state in states.items() if name == table}
        there = model_of(table)._base_manager.in_bulk(list(told))
        rows = {str(pk): values_of(row) for pk, row in there.items()}
        unlike += [f"{table} {row}" for row, state in told.items() if not _alike(state, rows.get(row))]
    return unlike


def _last_states(most: int) -> dict[Key, State]:
    """What each changed row was left as, column by column, by the newest changes."""
    states: dict[Key, State] = {}
    changes = RowChange.everything.order_by("-entry__revision", "-position").values_list(
        "model", "row", "after"
    )
    for model, row, after in changes[:most].iterator():
        key = (model, str(row))
        if key not in states:
            states[key] = None if after is None else dict(after)
        elif (known := states[key]) is not None and after is not None:
            for name, value in after.items():
                known.setdefault(name, value)
    return states


def _alike(told: State, there: State) -> bool:
    if told is None or there is None:
        return told is None and there is None
    return all(there[name] == value for name, value in told.items() if name in there)


def lost_attachments() -> list[str]:
    """Names of attached files whose bytes are not there, or not those they were."""
    files = dict(Attachment.everything.order_by("name").values_list("sha256", "name"))
    return sorted(name for sha, name in files.items() if _hash_of(sha) != sha)


def _hash_of(sha: str) -> str:
    try:
        with path_of(sha).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
