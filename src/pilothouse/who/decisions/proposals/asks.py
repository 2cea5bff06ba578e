"""What a proposal would do, command by command and field by field: from the value it was priced on to the new
one, references by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pilothouse.commands import Command, command_named, labelled, refs_of
from pilothouse.commands.fields import hint_of
from pilothouse.who.decisions.gate.rowvalues import model_of
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.private import told_commands
from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
UNKNOWN = "something not shared with you"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?")


def asks(viewer: Viewer, change: ChangeSet, option: Option) -> list[Row]:
    """For each command its ``title``, what it is ``about`` and its ``fields``: label, unit, ``was``, ``now``
    and whether the old value is ``known``."""
    told = [(command_named(one["name"]), one["payload"]) for one in told_commands(viewer, change, option)]
    before = {row["id"]: row["before"] for row in option.before}
    names = _names(
        viewer, [part for command, payload in told for part in _referred(command, payload, before)]
    )
    names |= {(made["kind"], made["id"]): made["title"] for made in option.verdict.get("creates", [])}
    return [_command(command, payload, before, names) for command, payload in told]


def _command(
    command: type[Command], payload: Row, before: Mapping[str, Row], names: Mapping[Any, str]
) -> Row:
    subject, refs = command.meta.subject, refs_of(command)
    stood = _stood(command, payload, before)
    about = names.get((refs[subject].kind, payload.get(subject)), "") if subject in refs else ""
    shown = [name for name in payload if name not in (subject, "id") and not hint_of(command, name).hidden]
    return {
        "title": command.meta.title,
        "about": about,
        "fields": [_field(command, name, payload[name], stood, names) for name in shown],
    }


def _field(command: type[Command], name: str, now: Any, stood: Row, names: Mapping[Any, str]) -> Row:
    ref, column = refs_of(command).get(name), _column(name, stood)

    def told(value: Any) -> Any:
        if ref is None or not value:
            return value
        return ", ".join(names.get((ref.kind, str(one)), UNKNOWN) for one in _several(value))

    return {
        "label": labelled(command, name),
        "unit": hint_of(command, name).unit,
        "known": bool(column),
        "was": told(stood[column]) if column else None,
        "now": told(now),
        "is_day": any(isinstance(v, str) and bool(DAY.fullmatch(v)) for v in (now, stood.get(column))),
    }


def _stood(command: type[Command], payload: Row, before: Mapping[str, Row]) -> Row:
    """The row that a command is about, as far as it was going to change."""
    return before.get(str(payload.get(command.meta.subject or "")), {})


def _column(name: str, stood: Row) -> str:
    return next((column for column in (name, f"{name}_id") if column in stood), "")


def _referred(command: type[Command], payload: Row, before: Mapping[str, Row]) -> Iterable[tuple[str, str]]:
    """(kind, id) of all that a command names, and of what stood there before."""
    stood = _stood(command, payload, before)
    for name, ref in refs_of(command).items():
        for value in (payload.get(name), stood.get(_column(name, stood))):
            yield from ((ref.kind, str(one)) for one in _several(value) if one)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(viewer: Viewer, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What they are called, one question for each kind; those the viewer may not see are left out."""
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, id in wanted:
        ids[kind].add(id)
    found: dict[tuple[str, str], str] = {}
    for kind, some in ids.items():
        model: Any = model_of(kind)
        if model is not Workspace:
            rows = model.objects.seen_by(viewer).filter(pk__in=some)
            rows = rows.select_related("item") if issubclass(model, ItemRow) else rows
            found |= {(kind, str(row.pk)): str(row) for row in rows}
    return found
