"""References of commands, resolved as the actor: what one may not see does not exist.

One query for each kind, whatever the number of commands in a group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from pilothouse.commands import Command, Fault, Refused, labelled, refs_of
from pilothouse.who import statements
from pilothouse.who.decisions.gate.rowvalues import label, model_of
from pilothouse.who.items.kinds import word_for
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

Found = dict[tuple[str, str], Any]
"""(kind, what was written) to the row."""


class Reference(str):
    """A resolved id that remembers its kind: an item and its room's row share one id."""

    kind: str

    @classmethod
    def to(cls, kind: str, row: Any) -> Reference:
        """The reference to that row."""
        made = cls(row.pk)
        made.kind = kind
        return made


class KnownRows:
    """The rows that the commands of a run may name: those they refer to, and those they made."""

    def __init__(self) -> None:
        self._rows: Found = {}

    def put(self, row: Any) -> None:
        """From now on this row may be named."""
        self._rows[label(type(row)), str(row.pk)] = row

    def of(self, kind: str, id: str) -> Any:
        """The row of that kind and id; None when it is not known."""
        return self._rows.get((kind, id))

    def get(self, ref: str | UUID) -> Any:
        """The row of a resolved reference, or the one last made with that id. Raises KeyError."""
        if isinstance(ref, Reference):
            return self._rows[ref.kind, str(ref)]
        return next(row for (_, id), row in reversed(self._rows.items()) if id == str(ref))

    def keys_of(self, model: type[models.Model]) -> set[UUID]:
        """Primary keys of all rows known of a model."""
        return {row.pk for row in self._rows.values() if type(row) is model}

    def share(self) -> None:
        """Where known rows hold one another, let it be the same object: what one changes all see."""
        for row in self._rows.values():
            self._share(row)

    def _share(self, row: Any) -> None:
        for field in row._meta.concrete_fields:
            if (
                field.is_relation
                and field.is_cached(row)
                and (other := field.get_cached_value(row)) is not None
            ):
                known = self._rows.get((label(type(other)), str(other.pk)))
                if known is None:
                    self._share(other)
                elif known is not other:
                    field.set_cached_value(row, known)

    def ids(self) -> set[str]:
        """All ids known."""
        return {id for _, id in self._rows}


def fetch(commands: Sequence[Command], viewer: Viewer, rows: KnownRows) -> Found:
    """What the references of a group name and the viewer may see; ``rows`` gains them."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for command in commands:
        for kind, text in _written(command):
            if rows.of(kind, text) is None:
                wanted[kind].add(text)
    found: Found = {}
    for kind, texts in wanted.items():
        found |= _look_up(kind, texts, viewer)
    for row in found.values():
        rows.put(row)
    if found:
        rows.share()
    return found


def resolve(command: Command, found: Found, rows: KnownRows) -> Command:
    """The command with ids for references, also to what earlier commands of its group created.

    What was left out stays left out, and an emptied list stays empty.
    Raises Refused naming the field whose reference is not to be seen."""
    changes: dict[str, Any] = {}
    for field, ref in refs_of(type(command)).items():
        value = getattr(command, field)
        if not value:
            _refuse_empty(command, field, value)
            continue
        if isinstance(value, list | tuple):
            changes[field] = [_named(command, field, ref.kind, text, found, rows) for text in value]
        else:
            changes[field] = _named(command, field, ref.kind, value, found, rows)
    return command.resolved(**changes) if changes else command


def _refuse_empty(command: Command, field: str, value: Any) -> None:
    """A reference that must be given names something; none, or an emptied list, is for the others."""
    if value == "" and type(command).model_fields[field].is_required():
        message = "This is empty. Choose one from the list."
        raise Refused(f"{labelled(type(command), field)}: {message}", faults=(Fault(field, message),))


def expand_basket(payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``+1`` stands for what the first command of a basket creates."""
    minted = [str(payload["id"]) if payload.get("id") else None for payload in payloads]

    def spelled(value: Any) -> Any:
        if isinstance(value, list):
            return [spelled(v) for v in value]
        if isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
            index = int(value[1:]) - 1
            if index >= len(minted) or minted[index] is None:
                raise Refused(f"{value} names nothing that this basket creates.")
            return minted[index]
        return value

    return [{name: spelled(value) for name, value in payload.items()} for payload in payloads]


def _written(command: Command) -> list[tuple[str, str]]:
    """(kind, text) of every reference that is set."""
    found = []
    for field, ref in refs_of(type(command)).items():
        value = getattr(command, field)
        found += [
            (ref.kind, text) for text in (value if isinstance(value, list | tuple) else [value]) if text
        ]
    return found


def _look_up(kind: str, texts: set[str], viewer: Viewer) -> Found:
    model: Any = model_of(kind)
    rows = _seen(model, texts, viewer)
    by_id = {str(row.pk): row for row in rows}
    found = {(kind, text): by_id[text.lower()] for text in texts if text.lower() in by_id}
    names = [text for text in texts if not _is_id(text)]
    for name in names:
        meant = rows if len(texts) == 1 else _among(model, name, by_id)
        if len(meant) > 1:
            raise Refused(
                f"Several are called {name!r}: {', '.join(map(str, meant))}. Choose one from the list."
            )
        if meant:
            found[kind, name] = meant[0]
    return found


def _seen(model: Any, texts: set[str], viewer: Viewer) -> list[Any]:
    """The rows of those ids and names that the viewer may see, with what says where they lie."""
    if model is Workspace:
        return list(model.objects.filter(_meant(model, texts), pk=viewer.workspace))
    if model.all_seen_by(viewer) and all(map(_is_id, texts)):
        return _by_id(model, [UUID(text) for text in texts], viewer)
    return list(model.objects.seen_by(viewer).filter(_meant(model, texts)).select_related(*_base_rows(model)))


def _by_id(model: Any, ids: list[UUID], viewer: Viewer) -> list[Any]:
    """What almost every command asks for, without composing a query anew."""
    where = {"pk": ids, "workspace": viewer.workspace, "deleted_at": None}
    return statements.rows_with(model, ("item", "unit") if _base_rows(model) else (), where)


def _meant(model: Any, texts: set[str]) -> Q:
    """The rows of those ids and names."""
    ids = [text for text in texts if _is_id(text)]
    names = [name for text in texts - set(ids) if (name := model.named(text))]
    return reduce(or_, names, Q(pk__in=ids) if ids or not names else Q())


def _among(model: Any, name: str, by_id: dict[str, Any]) -> list[Any]:
    """Which of the rows read at once a name means."""
    where = model.named(name) or Q(pk__in=[])
    return [
        by_id[str(pk)]
        for pk in model.everything.filter(where, pk__in=list(by_id)).values_list("pk", flat=True)
    ]


def _base_rows(model: Any) -> list[str]:
    return ["item", "item__unit"] if any(f.name == "item" for f in model._meta.fields) else []


def _named(command: Command, field: str, kind: str, text: str, found: Found, rows: KnownRows) -> Reference:
    row = rows.of(kind, text) or found.get((kind, text))
    if row is None:
        message = f"There is no {word_for(kind)} {text!r} that you can see. Choose one from the list."
        raise Refused(
            f"{labelled(type(command), field)}: {message}", faults=(Fault(field, message),), status=404
        )
    return Reference.to(kind, row)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
