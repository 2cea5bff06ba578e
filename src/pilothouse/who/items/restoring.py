"""Bringing back what is in the bin, and letting go of it for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey

from pilothouse.commands import Scope
from pilothouse.who import clock
from pilothouse.who.changes import listed
from pilothouse.who.items.bin import DAYS, called, referring
from pilothouse.who.items.models import Attachment, Binned, Item, ItemRow
from pilothouse.who.rows import Row

Place = tuple[type[Any], UUID]
"""A table and an id in it: an item and its room's row share one id."""


def bring_back(ctx: Scope, binned: Binned) -> list[Any]:
    """Restore a row and what went with it; those brought back.

    Refuses, naming it, when something it lies in is in the bin itself. A part whose other end is gone, such
    as a label that was deleted since, stays away."""
    rows = _rows(binned)
    if not any(row.pk == binned.row for row in rows):
        ctx.refuse(f"{binned.title} is back already.", "binned")
    back = {_place(row) for row in rows}
    gone = _gone(rows) - back
    for row in rows:
        lost = [name for name, place in _ends(row) if place in gone]
        if lost and (isinstance(row, ItemRow | Item) or row.pk == binned.row):
            _refuse(ctx, row, lost)
        if lost:
            back.discard(_place(row))
    found = [row for row in rows if _place(row) in back and _stands(row, rows, back)]
    for row in found:
        ctx.update(row, deleted_at=None)
    ctx.delete(binned)
    return found


def let_go(ctx: Scope, binned: Binned) -> bool:
    """Remove a row and what went with it for good; history keeps what they held.

    What something outside the bin still names, as history names units, only leaves the bin: its row stays,
    deleted, and False is answered."""
    going: dict[Place, Any] = {}
    try:
        for row in [*_rows(binned), binned]:
            _collect(row, going)
    except _Needed:
        ctx.delete(binned)
        return False
    for row in going.values():
        ctx.remove_for_undo(row)
    return True


class _Needed(Exception):
    """Something that stays refers to it."""


def over(ctx: Scope) -> Any:
    """What lay in the bin too long, first come first."""
    return ctx.find(Binned, at__lt=ctx.now - timedelta(days=DAYS)).order_by("at", "pk")


def anything_over(workspace: Any) -> bool:
    """Whether anything in a workspace's bin is older than it may be."""
    limit = clock.now() - timedelta(days=DAYS)
    found: bool = Binned.everything.filter(workspace=workspace, deleted_at=None, at__lt=limit).exists()
    return found


def known_files() -> set[str]:
    """Hashes of all files that an attachment names, those in a bin included."""
    return set(Attachment.everything.values_list("sha256", flat=True))


def _rows(binned: Binned) -> list[Any]:
    """The rows that went, one query a table."""
    ids: dict[str, list[str]] = defaultdict(list)
    for table, id in binned.rows:
        ids[table].append(id)
    found: list[Any] = []
    for table, wanted in ids.items():
        found += apps.get_model(table)._base_manager.filter(pk__in=wanted, deleted_at__isnull=False)
    return found


def _place(row: Any) -> Place:
    return row._meta.concrete_model, row.pk


def _ends(row: Any) -> Iterator[tuple[str, Place]]:
    """(field, place) of every house row it refers to."""
    for field in row._meta.concrete_fields:
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Row):
            id = getattr(row, field.attname)
            if id is not None:
                yield field.name, (field.related_model, id)


def _gone(rows: Iterable[Any]) -> set[Place]:
    """What these rows refer to and is in the bin."""
    ids: dict[type[Any], set[UUID]] = defaultdict(set)
    for row in rows:
        for _, (model, id) in _ends(row):
            ids[model].add(id)
    return {
        (model, pk)
        for model, wanted in ids.items()
        for pk in model._base_manager.filter(pk__in=wanted, deleted_at__isnull=False).values_list(
            "pk", flat=True
        )
    }


def _stands(row: Any, rows: list[Any], back: set[Place]) -> bool:
    """Whether what it lies in comes back too, or was never gone."""
    went = {_place(one) for one in rows}
    return all(place in back or place not in went for _, place in _ends(row))


def _refuse(ctx: Scope, row: Any, lost: list[str]) -> NoReturn:
    names = [f"{field} {called(getattr(row, field))}" for field in lost]
    ctx.refuse(
        f"{called(row)} cannot come back yet: its {listed(names)} is in the bin too. Restore that first."
    )


def _collect(row: Any, going: dict[Place, Any]) -> None:
    """The row after all that refers to it, so that nothing is removed while something needs it."""
    if _place(row) in going:
        return
    for model, field in referring(row):
        others = model._base_manager.filter(**{field: row.pk})
        if model is not Binned and (others if model.lasting else others.filter(deleted_at=None)).exists():
            raise _Needed
        for other in others:
            _collect(other, going)
    going[_place(row)] = row
