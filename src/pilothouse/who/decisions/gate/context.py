"""The context a command works in: the only door to rows, and it remembers every difference."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max, QuerySet

from pilothouse.commands import Command, Difference, Fault, Refused
from pilothouse.commands.difference import folded
from pilothouse.who import clock
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.rowvalues import encoded, label, set_values, values_of
from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

if TYPE_CHECKING:
    from pilothouse.who.decisions.gate.run import Run


class Context:
    """What ``apply`` and ``sentence`` of one command may use."""

    def __init__(self, run: Run, command: Command) -> None:
        self._run = run
        self.command = command
        self.differences: list[Difference] = []
        self.undoes: UUID | None = None

    @property
    def actor(self) -> Viewer:
        """Who acts."""
        return self._run.viewer

    @property
    def author(self) -> UUID | None:
        """The member whose change it is: who suggested it, when somebody else accepts it."""
        return self._run.on_behalf_of or self._run.viewer.member

    @property
    def workspace(self) -> Workspace:
        """The workspace, locked for the length of the transaction."""
        return self._run.workspace

    @property
    def now(self) -> datetime:
        """The moment of the change."""
        return clock.now()

    def get(self, ref: str | UUID) -> Any:
        """The row a reference of the command was resolved to."""
        return self._run.rows.get(ref)

    def find(self, model: type[models.Model], /, **where: Any) -> QuerySet[Any]:
        """Rows of this workspace, outside the bin, read inside the transaction."""
        manager = getattr(model, "everything", model._default_manager)
        return manager.filter(workspace=self.workspace, deleted_at=None, **where)

    def highest(self, model: type[models.Model], column: str, **alike: Any) -> Any:
        """The highest value of a column among such rows, outside the bin; none: None. Read once a group."""
        rows = {name: getattr(value, "pk", value) for name, value in alike.items()}

        def ask() -> Any:
            return self.find(model, **rows).aggregate(highest=Max(column))["highest"]

        return self._run.recalled.highest(model, column, rows, ask)

    def pointed_to(self, model: type[models.Model], column: str, row: models.Model) -> bool:
        """Whether a row of the model, outside the bin, points to that one. Read once for all that a group
        names."""

        def ask(asked: set[UUID]) -> Any:
            ids = ({row.pk} | self._run.rows.keys_of(type(row))) - asked
            return ids, self.find(model, **{f"{column}__in": ids}).values_list(column, flat=True)

        return self._run.recalled.pointed(model, column, row.pk, ask)

    def row(self, model: type[models.Model], id: UUID) -> Any:
        """The row of that id, outside the bin; None when there is none. Read once a group."""
        known = self._run.rows.of(label(model), str(id))
        found = known or self._run.recalled.row(model, id, lambda: self.find(model, pk=id).first())
        return found if found is not None and found.deleted_at is None else None

    def save(self, row: Any) -> Any:
        """Add a new row to the workspace."""
        if hasattr(row, "workspace_id"):
            row.workspace = self.workspace
        set_values(
            row, {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.is_relation}
        )
        if row.pk is None:
            with guard.opened():
                row.save(force_insert=True)
        else:
            self._run.pending.add(row)
        self._run.rows.put(row)
        self._run.recalled.added(row)
        self._remember(row, None, values_of(row))
        return row

    def update(self, row: Any, /, **values: Any) -> Any:
        """Change columns of a row read through this context; only real changes count."""
        before = self._as_stored(row)
        names = set_values(row, values)
        after = values_of(row)
        changed = [name for name in names if name not in after or before[name] != after[name]]
        if changed:
            self._run.pending.change(row, changed)
            self._run.recalled.changed(row, changed)
            kept = [name for name in changed if name in after]
            self._remember(row, {k: before[k] for k in kept}, {k: after[k] for k in kept})
        return row

    def delete(self, row: Any) -> None:
        """Put a row into the bin."""
        self.update(row, deleted_at=self.now)

    def title(self, ref: str | UUID | None) -> str:
        """How a person calls the row behind a reference."""
        return "" if ref is None else str(self.get(ref))

    def refuse(self, message: str, field: str = "") -> NoReturn:
        """Stop here: nothing of this change is kept."""
        raise Refused(message, faults=(Fault(field, message),) if field else ())

    @property
    def rights(self) -> Any:
        """Who decides, as it stands in this transaction."""
        return self._run.rights

    def perform(self, commands: list[Command], *, mandate: UUID, on_behalf_of: UUID) -> list[Difference]:
        """Carry out what a decided proposal asks for, as steps of the same group; their differences."""
        self._run.mandate, self._run.on_behalf_of = mandate, on_behalf_of
        first = len(self._run.steps)
        self._run.perform(commands)
        return folded([d for step in self._run.steps[first:] for d in step.differences])

    def after_commit(self, call: Callable[[], Any]) -> None:
        """Something to do outside, once the change stands."""
        transaction.on_commit(call)

    def remove_for_undo(self, row: Any) -> None:
        """Take a created row away again; only undo does that, everything else uses the bin."""
        before = values_of(row)
        with guard.opened():
            type(row)._base_manager.filter(pk=row.pk).delete()
        self._run.recalled.changed(row, ["deleted_at"])
        self._remember(row, before, None)

    def _as_stored(self, row: Any) -> dict[str, Any]:
        """The row's values, read again when another object of the same row may have changed it since."""
        key = label(type(row)), str(row.pk)
        last = self._run.written.get(key)
        self._run.written[key] = row
        return values_of(row if last is None or last is row else type(row)._base_manager.get(pk=row.pk))

    def _remember(self, row: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if not getattr(row, "derived", False) and before != after:
            self.differences.append(Difference(label(type(row)), str(row.pk), before, after))


def column(row: models.Model, name: str) -> Any:
    """One column of a row, or of the item it is, in JSON by field name; None for a name that is no column."""
    for place in (row, row.item) if isinstance(row, ItemRow) else (row,):
        field = next((f for f in place._meta.concrete_fields if name in (f.name, f.attname)), None)
        if field is not None:
            return encoded(field, getattr(place, field.attname))
    return None
