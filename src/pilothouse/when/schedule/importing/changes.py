"""From what a file says to changes of rows, listed first, so that it is known who decides them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.importing.known import Known
from pilothouse.when.schedule.importing.wanted import FAMILY, Columns, Details, Things, changed, wanted
from pilothouse.who.changes import derived

SCOPE = "release.scope"
ORDER = ("calendar", "person", "pool", "task", "milestone")


@dataclass(frozen=True)
class Change:
    """One thing of the file that is new or differs: ``columns`` hold what it differs in."""

    kind: str
    external: str
    columns: Columns
    is_new: bool


class Changes:
    """All changes between a file and what was imported of it before. Nothing is written here."""

    def __init__(
        self, ctx: Scope, known: Known, plan: Plan, unit: UUID, outline: list[str], details: Details
    ) -> None:
        self.ctx, self.known, self.plan, self.unit_id, self.outline = ctx, known, plan, unit, outline
        self.details = details
        self.new, self.old = wanted(plan, details), wanted(known.plan, known.details)

    @cached_property
    def all(self) -> list[Change]:
        """In the order in which they can be made: what others name first, parents before their children."""
        return [change for kind in ORDER for change in self._of(kind)]

    @cached_property
    def project(self) -> Columns:
        """What the project itself differs in."""
        return changed(self.new["project"], self.old["project"]).get("", {})

    @property
    def families(self) -> tuple[str, ...]:
        """Who is concerned: the families of everything that changes, in a fixed order."""
        found = {SCOPE for change in self.all if change.is_new and change.kind in ("task", "milestone")}
        for columns in (self.project, *(c.columns for c in self.all if not c.is_new)):
            found |= {FAMILY[name] for name in columns if name in FAMILY}
        return tuple(sorted(found))

    @property
    def gone(self) -> list[tuple[str, str]]:
        """Tasks and milestones of the last file that this one has no more: (kind, id in the file)."""
        kinds = ("task", "milestone")
        return [
            (k, id)
            for k in kinds
            for id in self.old[k]
            if id not in self.new[k] and (k, id) in self.known.rows
        ]

    def id_of(self, kind: str, external: str | None) -> UUID | None:
        """The id of the row of a thing, the same at every carrying out."""
        if external is None:
            return None
        return self.known.row_id(kind, external) or derived(self.unit_id, kind, external)

    def item_of(self, external: str) -> UUID | None:
        """The id of what a link names: a task, group or milestone."""
        return self.id_of("task" if external in self.new["task"] else "milestone", external)

    def _of(self, kind: str) -> Iterator[Change]:
        differing: Things = changed(self.new[kind], self.old[kind])
        for external in self._sorted(kind, list(self.new[kind])):
            is_new = self.known.row_id(kind, external) is None
            if is_new:
                yield Change(kind, external, self.new[kind][external], True)
            elif external in differing and (kind, external) in self.known.rows:
                yield Change(kind, external, differing[external], False)

    def _sorted(self, kind: str, ids: list[str]) -> list[str]:
        if kind != "task":
            return ids
        place = {id: index for index, id in enumerate(self.outline)}
        return sorted(ids, key=lambda id: (self._depth(id), place.get(id, len(place))))

    def _depth(self, id: str | None) -> int:
        depth = 0
        while id is not None and (id := self.new["task"][id]["parent"]) is not None:
            depth += 1
        return depth
