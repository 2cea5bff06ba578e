"""What commands of all rooms share: columns from fields, and sub-rows whose ids a replay repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from pilothouse.commands import Command, Scope, labelled


def columns(command: Command, *names: str) -> dict[str, Any]:
    """Column values of those fields that were given; a field left alone stays out."""
    given = command.given()
    return {name: plain(given[name]) for name in names if name in given}


def plain(value: Any) -> Any:
    """A field's value as a column holds it: ranges as JSON."""
    return value.model_dump() if isinstance(value, BaseModel) else value


def in_words(command: Command) -> str:
    """What people call the fields that were given: "problem and user impact"."""
    names = [
        labelled(type(command), name).lower()
        for name in type(command).model_fields
        if name in command.given()
    ]
    return listed(names) or "nothing"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "A, B and C"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def derived(owner: UUID | str, *parts: Any) -> UUID:
    """The id of a sub-row, the same whenever the command is carried out again."""
    return uuid5(UUID(str(owner)), "/".join(map(str, parts)))


def put(ctx: Scope, model: Any, id: UUID, key: Mapping[str, Any], **values: Any) -> Any:
    """The one row with that key, changed, brought back from the bin, or added with ``id``."""
    old = model.everything.filter(workspace=ctx.workspace, **key).order_by("deleted_at").first()
    if old is None:
        return ctx.save(model(id=id, **key, **values))
    return ctx.update(old, deleted_at=None, **values)


def set_list(ctx: Scope, model: Any, owner: Mapping[str, Any], field: str, wanted: Sequence[str]) -> None:
    """Make the rows of ``model`` of that ``owner`` (one foreign key) name exactly ``wanted`` in ``field``."""
    rows = list(model.everything.filter(workspace=ctx.workspace, **owner))
    have, binned = (
        {str(getattr(row, f"{field}_id")): row for row in rows if (row.deleted_at is None) is live}
        for live in (True, False)
    )
    names = dict.fromkeys(wanted)
    for id, row in have.items():
        if id not in names:
            ctx.delete(row)
    (holder,) = owner.values()
    for id in (id for id in names if id not in have):
        if id in binned:
            ctx.update(binned[id], deleted_at=None)
        else:
            ctx.save(model(id=derived(holder.pk, model.__name__, id), **owner, **{f"{field}_id": id}))


def refuse_ring(ctx: Scope, row: Any, parent: Any, field: str = "parent") -> None:
    """Refuse to put a row below itself."""
    above = parent
    while above is not None:
        if above.pk == row.pk:
            ctx.refuse(f"{row} cannot lie in {parent}: that lies in {row} already.", field)
        above = ctx.row(type(above), above.parent_id) if above.parent_id else None


def moment(ctx: Scope, value: datetime | None) -> datetime | None:
    """A moment; one without a zone is meant where the workspace is."""
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=ZoneInfo(ctx.workspace.timezone))
