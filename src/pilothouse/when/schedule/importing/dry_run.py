"""What an import would do, without doing it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pilothouse.commands import Command
from pilothouse.when.schedule.commands_import import ImportFile
from pilothouse.when.schedule.importing.changes import Changes
from pilothouse.when.schedule.importing.known import Known
from pilothouse.who.decisions.proposals.preview import preview
from pilothouse.who.rows import Viewer

SHOWN = 50


def dry_run(viewer: Viewer, command: Command) -> dict[str, Any]:
    """Counts by kind of what would be created, updated and left as it is; what the file has no more.

    ``asks`` are the families concerned; ``size`` the change by dispatch. Refuses what the import would."""
    seen = _Look(command)
    done = preview([seen.command], viewer, None)
    changes = seen.changes
    kinds = ("task", "milestone", "person", "pool", "calendar")
    new, moved = (Counter(c.kind for c in changes.all if c.is_new == is_new) for is_new in (True, False))
    return {
        "project": changes.plan.name,
        "again": changes.known.unit is not None,
        "created": {kind: new[kind] for kind in kinds},
        "updated": {kind: moved[kind] for kind in kinds},
        "unchanged": {kind: len(changes.new[kind]) - new[kind] - moved[kind] for kind in kinds},
        "gone": [changes.old[kind][id]["title"] for kind, id in changes.gone][:SHOWN],
        "gone_count": len(changes.gone),
        "asks": [v.family for v in done.verdicts],
        "alone": all(v.lets(viewer.member) for v in done.verdicts if viewer.member),
        "size": done.measured.size.to_json() if done.measured else None,
        "rows": len(done.differences),
    }


class _Look:
    """The command, holding on to the changes it found."""

    def __init__(self, command: Command) -> None:
        look = self
        self.changes: Changes

        class Looked(ImportFile):
            def _changes(self, ctx: Any, known: Known) -> Changes:
                look.changes = super()._changes(ctx, known)
                return look.changes

        self.command = Looked(**{name: getattr(command, name) for name in command.model_fields_set | {"id"}})
