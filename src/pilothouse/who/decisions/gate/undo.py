"""Taking a change back: inverse row differences, refused when later changes stand on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from pilothouse.commands import Refused, Scope
from pilothouse.who.decisions.gate.rowvalues import decoded, model_of, values_of
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.rows import Row


def entries_of(ctx: Scope, group: UUID) -> list[Entry]:
    """The entries of a history group, last first. Refuses a group this workspace does not have."""
    entries = list(ctx.find(Entry, group=group).select_related("unit", "actor").order_by("-revision"))
    if not entries:
        raise Refused("There is no such change to undo.", status=404)
    if _undone(ctx, entries[0]):
        raise Refused("This was undone already.", status=409)
    return entries


def _undone(ctx: Scope, entry: Entry) -> bool:
    """Whether it was taken back, and that was not taken back in its turn."""
    return any(not _undone(ctx, undo) for undo in ctx.find(Entry, undoes=entry))


def take_back(ctx: Scope, entries: list[Entry]) -> None:
    """Apply the inverse of all row differences of the entries, newest first."""
    changes = list(ctx.find(RowChange, entry__in=entries).order_by("-entry__revision", "-position"))
    if not changes:
        raise Refused(
            "There is nothing to take back: this change left no trace in the plan's rows.", status=409
        )
    going = {change.row for change in changes}
    for change in changes:
        model = model_of(change.model)
        if issubclass(model, Row) and (why := model.kept_from_undo(change, going)):
            raise Refused(why, status=409)
    latest: set[tuple[str, UUID]] = set()
    for change in changes:
        _invert(ctx, change, check=(change.model, change.row) not in latest, going=going)
        latest.add((change.model, change.row))


def _invert(ctx: Scope, change: RowChange, *, check: bool, going: set[UUID]) -> None:
    model: Any = model_of(change.model)
    row = model._base_manager.filter(pk=change.row).first()
    if change.after is None:
        if check and row is not None:  # ids of rows that follow from others come again
            raise Refused(_since(ctx, change, set(change.before or {})), status=409)
        _bring_back(ctx, model, change)
        return
    if row is None:
        raise Refused(_since(ctx, change, set(change.after)), status=409)
    if check:
        current = values_of(row)
        moved = {k for k, v in change.after.items() if k in current and current[k] != v}
        if moved:
            raise Refused(_since(ctx, change, moved), status=409)
    if change.before is None:
        _nothing_hangs(ctx, row, going)
        ctx.remove_for_undo(row)
    else:
        fields = {f.attname: f for f in model._meta.concrete_fields}
        ctx.update(row, **{k: decoded(fields[k], v) for k, v in change.before.items() if k in fields})


def _bring_back(ctx: Scope, model: Any, change: RowChange) -> None:
    fields = {f.attname: f for f in model._meta.concrete_fields}
    values = {k: decoded(fields[k], v) for k, v in (change.before or {}).items() if k in fields}
    ctx.save(model(**values))


def _nothing_hangs(ctx: Scope, row: models.Model, going: set[UUID]) -> None:
    """Refuse to remove a row that others, made later, refer to."""
    for relation in row._meta.related_objects:
        related: Any = relation.related_model
        if related is Entry or related is RowChange:
            continue
        hanging = related._base_manager.filter(**{relation.field.name: row.pk}).exclude(pk__in=going).first()
        if hanging is not None:
            name = related._meta.verbose_name
            raise Refused(
                f"Cannot undo: the {name} {str(hanging)!r} was added later and needs it. "
                "Undo or move that first.",
                status=409,
            )


def _since(ctx: Scope, change: RowChange, columns: set[str]) -> str:
    """Names the later change that stands on this one."""
    later = (
        ctx.find(RowChange, model=change.model, row=change.row, entry__revision__gt=change.entry.revision)
        .select_related("entry", "entry__actor")
        .order_by("-entry__revision")
    )
    for other in later:
        if other.after is None or columns & set(other.after):
            who = other.entry.actor.name if other.entry.actor else "Pilothouse"
            return f"Cannot undo: {who} {other.entry.sentence} since then. Undo that first."
    return "Cannot undo: it was changed since then."
