"""Taking a change back: inverse row differences, refused when later changes stand on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from pilothouse.commands import Refused, Scope
from pilothouse.who.decisions.gate.rowvalues import decoded, model_of, values_of
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, RowChange, Voice


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
    _nothing_in_its_place(ctx, changes)
    _no_word_of_what_is_decided(ctx, changes, going)
    _nothing_said_since(ctx, changes)
    latest: set[tuple[str, UUID]] = set()
    for change in changes:
        _invert(ctx, change, check=(change.model, change.row) not in latest, going=going)
        latest.add((change.model, change.row))


def _nothing_in_its_place(ctx: Scope, changes: list[RowChange]) -> None:
    """Refuse to bring back a row that is there: ids of rows that follow from others come again."""
    newest = {(change.model, change.row): change for change in reversed(changes)}
    for (name, row), change in newest.items():
        if change.after is None and model_of(name)._base_manager.filter(pk=row).exists():
            raise Refused(_since(ctx, change, set(change.before or {})), status=409)


def _no_word_of_what_is_decided(ctx: Scope, changes: list[RowChange], going: set[UUID]) -> None:
    """Refuse to take back or to repeat what somebody said to a proposal that was decided with it since."""
    voices = [change for change in changes if model_of(change.model) is Voice]
    about = {(change.after or change.before or {}).get("change_set_id") for change in voices}
    for decided in ctx.find(ChangeSet, pk__in=about).exclude(state="open").exclude(pk__in=going):
        raise Refused(
            f"Cannot undo: {decided.key} was {decided.state} since then. Undo that first.", status=409
        )


def _nothing_said_since(ctx: Scope, changes: list[RowChange]) -> None:
    """Refuse to bring back the decision of a proposal that was spoken to or changed while it was open again:
    its keys may be others."""
    for change in changes:
        before, after = change.before or {}, change.after or {}
        if model_of(change.model) is not ChangeSet or after.get("state") != "open" or "state" not in before:
            continue
        proposal = ctx.find(ChangeSet, pk=change.row).get()
        parts = [row.pk for model in (Voice, Option) for row in ctx.find(model, change_set=proposal)]
        later = ctx.find(RowChange, row__in=parts, entry__revision__gt=change.entry.revision)
        if later.exists():
            raise Refused(
                f"Cannot bring this decision back: {proposal.key} was open again and people went on with it. "
                "Decide it anew.",
                status=409,
            )


def _invert(ctx: Scope, change: RowChange, *, check: bool, going: set[UUID]) -> None:
    model: Any = model_of(change.model)
    row = model._base_manager.filter(pk=change.row).first()
    if change.after is None:
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
