"""The shape of a command's fields: what forms, the command line and the API derive their inputs from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from secrets import token_urlsafe
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID, uuid4

from pilothouse.commands import Command, Hint, RefTo, Span, labelled, refs_of
from pilothouse.commands.fields import HOURS_PER_DAY, PERCENT, hint_of

_CHOICES = re.compile(r"\^\(([\w |-]+)\)\$")
_KINDS: dict[Any, str] = {
    bool: "bool",
    int: "integer",
    float: "number",
    Decimal: "number",
    Span: "range",
    date: "date",
    datetime: "datetime",
    UUID: "id",
    str: "text",
}


_NEVER_EMPTY = {"integer", "number", "range", "date", "datetime", "choice"}


@dataclass(frozen=True)
class Shape:
    """One field. ``kind``: text, textarea, secret, integer, number, range, date, datetime, bool, choice, ref,
    refs, texts, files (tokens of uploads), id (an id nobody types) or opaque (values only programs write)."""

    name: str
    kind: str
    label: str
    hint: Hint
    required: bool
    nullable: bool
    options: tuple[str, ...] = ()
    ref: RefTo | None = None
    filled: bool = False
    """Whether it can be left alone but never emptied."""

    @property
    def scale(self) -> float:
        """What one unit people write is in the stored one: person-days are kept in hours."""
        return HOURS_PER_DAY if self.kind == "range" and self.hint.unit in {"", "days"} else 1.0

    @property
    def percent(self) -> bool:
        """Whether people write the share it stores in percent."""
        return self.kind == "number" and self.hint.unit == PERCENT

    @property
    def typed(self) -> bool:
        """Whether a person can fill it in."""
        return self.kind not in {"id", "opaque"} and not self.hint.hidden


def shapes_of(command: type[Command]) -> list[Shape]:
    """The fields of a command in their order."""
    refs = refs_of(command)
    return [_shape(command, name, refs.get(name)) for name in command.model_fields]


def with_minted_id(command: type[Command], payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with the id of what the command creates, made here when the author gave none."""
    field = command.model_fields.get("id")
    if field is None or _bare(field.annotation)[0] is not UUID or payload.get("id"):
        return payload
    return {"id": str(uuid4()), **{name: value for name, value in payload.items() if name != "id"}}


def with_minted_secrets(
    command: type[Command], payload: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The payload with secrets where the author gave none; those, in the form they are told once."""
    wanted = {n: f for n in command.model_fields if (f := hint_of(command, n).minted) and not payload.get(n)}
    made = {name: token_urlsafe(32) for name in wanted}
    return {**payload, **made}, {name: form.format(made[name]) for name, form in wanted.items()}


def creates(command: type[Command]) -> bool:
    """Whether it makes a new row: such a form starts empty."""
    return "id" in command.model_fields


def has_form(command: type[Command]) -> bool:
    """Whether people can fill it in: nothing it needs is for programs alone."""
    return not any(shape.kind == "opaque" and shape.required for shape in shapes_of(command))


def default_of(command: type[Command], shape: Shape) -> Any:
    """The JSON value the command takes when a field is left alone; None when there is nothing to show."""
    field = command.model_fields[shape.name]
    plain = isinstance(field.default, str | int | float) and not field.is_required()
    return field.default if plain else None


def _shape(command: type[Command], name: str, ref: RefTo | None) -> Shape:
    field, hint = command.model_fields[name], hint_of(command, name)
    bare, nullable = _bare(field.annotation)
    options = _options(bare, field.metadata)
    kind = _kind(bare, ref, hint, options)
    filled = not nullable and (
        kind in _NEVER_EMPTY or any(getattr(m, "min_length", 0) for m in field.metadata)
    )
    return Shape(
        name, kind, labelled(command, name), hint, field.is_required(), nullable, options, ref, filled
    )


def is_id(text: str) -> bool:
    """Whether a text is one of our ids."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _kind(bare: Any, ref: RefTo | None, hint: Hint, options: tuple[str, ...]) -> str:
    if hint.file:
        return "files"
    if get_origin(bare) is list:
        return "refs" if ref else "texts" if _bare(get_args(bare)[0])[0] is str else "opaque"
    if ref:
        return "ref"
    if options:
        return "choice"
    if bare is str and (hint.rows or hint.secret):
        return "secret" if hint.secret else "textarea"
    return _KINDS.get(bare, "opaque")


def _options(bare: Any, metadata: list[Any]) -> tuple[str, ...]:
    if get_origin(bare) is Literal:
        return tuple(str(option) for option in get_args(bare))
    patterns = (getattr(mark, "pattern", None) for mark in metadata)
    match = next((m for p in patterns if isinstance(p, str) and (m := _CHOICES.fullmatch(p))), None)
    return tuple(match[1].split("|")) if match else ()


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without ``Annotated`` and ``| None``, and whether None is allowed."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        members = get_args(annotation)
        rest = [member for member in members if member is not NoneType]
        return (_bare(rest[0])[0] if len(rest) == 1 else annotation), NoneType in members
    return annotation, False
