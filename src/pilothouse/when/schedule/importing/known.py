"""What of a file is in the workspace already: its project, its rows by their ids there, its last state."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.engine.document import read_plan
from pilothouse.engine.plan import Plan
from pilothouse.how.delivery.models import Task
from pilothouse.when.schedule.models import Milestone, PlanDocument
from pilothouse.who.items.models import ExternalId
from pilothouse.who.people.models import Calendar, Member, Pool, Unit

MODELS: dict[str, Any] = {
    "calendar": Calendar,
    "person": Member,
    "pool": Pool,
    "task": Task,
    "milestone": Milestone,
}
PROJECT, STATE, DETAILS = "project", "state", "details"
"""Kinds of external ids that point at the project unit and at the plan and the details imported last."""


class Known:
    """Reads it for one (system, file) of a workspace."""

    def __init__(self, ctx: Scope, system: str, file: str) -> None:
        self.ctx, self.system, self.file = ctx, system, file[:200]

    @cached_property
    def ids(self) -> dict[tuple[str, str], ExternalId]:
        rows = self.ctx.find(ExternalId, system=self.system, file=self.file)
        return {(row.kind, row.external): row for row in rows}

    @cached_property
    def unit(self) -> Unit | None:
        """The project of an earlier import, unless it was binned."""
        named = self.ids.get((PROJECT, ""))
        unit: Unit | None = self.ctx.find(Unit, pk=named.row).first() if named else None
        return unit

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as the file had it when it was imported last."""
        document = self._kept(STATE)
        return None if document is None else read_plan(document)

    @cached_property
    def details(self) -> dict[str, dict[str, Any]]:
        """What the file said of issues beyond the plan when it was imported last, by their ids in it."""
        return self._kept(DETAILS) or {}

    def _kept(self, kind: str) -> Any:
        named = self.ids.get((kind, ""))
        row = self.ctx.find(PlanDocument, pk=named.row).first() if named else None
        return None if row is None else row.document

    @cached_property
    def rows(self) -> dict[tuple[str, str], Any]:
        """Rows of earlier imports outside the bin, by kind and id in the file."""
        found: dict[tuple[str, str], Any] = {}
        for kind, model in MODELS.items():
            wanted = {external: row.row for (of, external), row in self.ids.items() if of == kind}
            ids = set(wanted.values())
            rows = {row.pk: row for row in self.ctx.find(model) if row.pk in ids} if ids else {}
            found |= {(kind, external): rows[pk] for external, pk in wanted.items() if pk in rows}
        return found

    @cached_property
    def externals(self) -> dict[tuple[str, UUID], str]:
        """The ids in the file by kind and row."""
        return {(kind, row.pk): external for (kind, external), row in self.rows.items()}

    def row_id(self, kind: str, external: str) -> UUID | None:
        """The id of a row, also of one in the bin."""
        named = self.ids.get((kind, external))
        return named.row if named else None
