"""The history of an item's fields: who set what, when and why, and the form that sets it so again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pilothouse.commands import Command, all_commands, refs_of
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.forms.values import PARTS, shown, text_of
from pilothouse.entrypoints.shapes import Shape, creates, shapes_of
from pilothouse.who.decisions.decision_log.record import changes_of
from pilothouse.who.items.kinds import Kind, all_kinds
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
ITEM = "items.item"
IN_COLUMNS = frozenset(
    {"range", "text", "textarea", "integer", "number", "date", "datetime", "bool", "choice", "ref"}
)
"""Kinds of fields that stand in a column of their row; others are lists of rows of their own."""


def fields_then(viewer: Viewer, key: str) -> list[Row] | None:
    """The fields of an item that were ever changed, with each change, newest first; None without the item."""
    found = queries.item_named(key, viewer)
    kind = all_kinds().get(found[0]) if found else None
    row = _row(viewer, kind, key) if kind else None
    if kind is None or row is None:
        return None
    fields: dict[str, Row] = {}
    editors = dict(_editors(kind))
    for before, after, entry in changes_of(viewer, str(row.pk)):
        for column in before:
            name = column.removesuffix("_id")
            if name in editors and column in after:
                _add(fields, viewer, row, editors[name], key, (before[column], after[column]), entry)
    return sorted(fields.values(), key=lambda each: str(each["label"]))


def _row(viewer: Viewer, kind: Kind, key: str) -> Any:
    ref = next(
        (r for c in all_commands().values() for r in refs_of(c).values() if r.kind == kind.model), None
    )
    return queries.row_of(ref, key, viewer) if ref else None


def _editors(kind: Kind) -> Iterator[tuple[str, tuple[type[Command], Shape]]]:
    """For each field the command that changes it with the least beside it."""
    found = [(command, _alone(command)) for command in all_commands().values() if _is_about(command, kind)]
    for command, shapes in sorted(found, key=lambda each: -len(each[1])):
        for shape in shapes:
            if not any(other.required for other in shapes if other is not shape):
                yield shape.name, (command, shape)


def _is_about(command: type[Command], kind: Kind) -> bool:
    subject = command.meta.subject
    if not subject or command.meta.permission == "system" or creates(command):
        return False
    return refs_of(command)[subject].kind in (kind.model, ITEM)


def _alone(command: type[Command]) -> list[Shape]:
    """Its fields beside what it is about."""
    return [
        s for s in shapes_of(command) if s.name != command.meta.subject and s.typed and s.kind in IN_COLUMNS
    ]


def _add(
    fields: dict[str, Row],
    viewer: Viewer,
    row: Any,
    editor: tuple[type[Command], Shape],
    key: str,
    values: tuple[Any, Any],
    entry: Row,
) -> None:
    command, shape = editor
    has, now = queries.column_of(row, shape.name)
    if not has:
        return
    field = fields.setdefault(
        shape.name,
        {"name": shape.name, "label": shape.label, "now": _words(viewer, shape, now), "changes": []},
    )
    before, after = values
    change = entry | {name: _words(viewer, shape, value) for name, value in (("was", before), ("is", after))}
    if before != now and not (before in (None, "") and (shape.required or shape.filled)):
        change["restore"] = _restoring(viewer, command, shape, key, before, now)
    field["changes"].append(change)


def _words(viewer: Viewer, shape: Shape, value: Any) -> str:
    return shown(shape, value, viewer) or "nothing"


def _restoring(
    viewer: Viewer, command: type[Command], shape: Shape, key: str, value: Any, now: Any
) -> dict[str, Any]:
    """The form that sets it so again: an ordinary command, which may become a proposal."""
    typed = text_of(shape, value, viewer)
    inputs = {command.meta.subject: key, "shown": shape.name, "only": shape.name}
    inputs[f"was.{shape.name}"] = json.dumps(now)
    if isinstance(typed, dict):
        inputs |= {f"{shape.name}.{part}": typed[part] for part in PARTS}
    else:
        inputs[shape.name] = str(typed)
    return {"command": command.meta.name, "inputs": inputs}
