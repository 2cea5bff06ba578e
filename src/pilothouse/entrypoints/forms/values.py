"""Between what stands in an input and what a command's field holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format

from pilothouse.commands import Span
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.forms.locale import read_day, read_moment, read_number, write_number
from pilothouse.entrypoints.shapes import Shape
from pilothouse.who.rows import Viewer

Typed = str | list[str] | dict[str, str]
"""What stands in a field's inputs: text, ticked values, or the three texts of a range."""

PARTS: Final = ("optimistic", "likely", "pessimistic")
BLANK: Final = ""
UNSET: Final = object()
"""The field stays out of the command."""


def read(shape: Shape, typed: Typed, was: Typed | None) -> Any:
    """The field's JSON value; UNSET when it was left alone. Raises ValueError with a sentence at a fault.

    ``was`` is the text the form showed first; None when it showed none."""
    if was is not None and typed == was and not shape.required:
        return UNSET
    if _empty(typed):
        return _emptied(shape, was)
    if shape.kind == "range":
        return _range(typed, shape)
    if shape.percent:
        return _share(typed)
    return _READ.get(shape.kind, _as_it_is)(typed)


def text_of(shape: Shape, value: Any, viewer: Viewer) -> Typed:
    """A stored JSON value as its inputs show it."""
    if value is None:
        return dict.fromkeys(PARTS, "") if shape.kind == "range" else BLANK
    if shape.kind == "range":
        return {part: write_number(value[part] / shape.scale) for part in PARTS}
    if shape.percent:
        return write_number(Decimal(str(value)) * 100)
    if shape.kind in {"number", "integer"}:
        return write_number(value)
    if shape.kind == "ref" and shape.ref:
        return queries.name_of(shape.ref, str(value), viewer)[0]
    if shape.kind == "refs" and shape.ref:
        return [queries.name_of(shape.ref, str(one), viewer)[0] for one in value]
    if shape.kind == "bool":
        return "true" if value else ""
    if shape.kind == "datetime":
        return timezone.localtime(datetime.fromisoformat(value)).strftime("%Y-%m-%dT%H:%M")
    if shape.kind == "texts":
        return ", ".join(map(str, value))
    return str(value)


def shown(shape: Shape, value: Any, viewer: Viewer) -> str:
    """A stored JSON value in words."""
    if value is None or value == "":
        return ""
    if shape.kind == "range":
        return (
            Span(**value).in_days()
            if shape.scale != 1
            else f"{value['optimistic']:g} to {value['pessimistic']:g}"
        )
    if shape.kind == "ref" and shape.ref:
        return queries.name_of(shape.ref, str(value), viewer)[1]
    if shape.kind == "refs" and shape.ref:
        return ", ".join(queries.name_of(shape.ref, str(one), viewer)[1] for one in value)
    if shape.kind == "bool":
        return "yes" if value else "no"
    if shape.kind == "choice":
        return str(value).replace("_", " ")
    if shape.kind in {"date", "datetime"}:
        if "T" in value:
            return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
        return date_format(date.fromisoformat(value))
    typed = text_of(shape, value, viewer)
    if shape.percent:
        return f"{typed}%"
    return f"{typed} {shape.hint.unit}".strip()


def _empty(typed: Typed) -> bool:
    return not any(typed.values()) if isinstance(typed, dict) else not typed


def _emptied(shape: Shape, was: Typed | None) -> Any:
    """An optional field that never held anything is left alone; one that did is emptied."""
    if shape.kind == "bool":
        return UNSET if _was_off(was) and not shape.required else False
    if shape.kind == "files" and shape.required:
        raise ValueError("Choose a file.")
    if shape.required and not (shape.nullable or shape.kind in {"refs", "texts"}):
        raise ValueError("Choose one." if shape.kind in {"ref", "choice"} else "Give a value.")
    if not shape.required and (was is None or _empty(was)):
        return UNSET
    if shape.nullable:
        return None
    if shape.kind in {"refs", "texts"}:
        return []
    if shape.kind in {"text", "textarea", "secret", "ref"}:
        return ""
    raise ValueError("This cannot be empty. Give a value.")


def _was_off(was: Typed | None) -> bool:
    return was is None or _empty(was)


def _range(typed: Any, shape: Shape) -> dict[str, float]:
    missing = [part for part in PARTS if not typed[part]]
    if missing:
        raise ValueError("Give all three estimates: at best, likely and at worst.")
    figures = [float(read_number(typed[part])) for part in PARTS]
    if min(figures) < 0:
        raise ValueError("An estimate is 0 or more.")
    if not figures[0] <= figures[1] <= figures[2]:
        written = ", ".join(map(write_number, figures))
        raise ValueError(f"The three estimates must rise from at best to at worst: they are {written}.")
    return {part: figure * shape.scale for part, figure in zip(PARTS, figures, strict=True)}


def _share(typed: Any) -> float:
    percent = read_number(typed.removesuffix("%"))
    if not 0 <= percent <= 100:
        raise ValueError(f"{typed} is not between 0 and 100 percent.")
    return float(percent / 100)


def _whole(typed: Any) -> int:
    number = read_number(typed)
    if number != number.to_integral_value():
        raise ValueError(f"{typed} is not a whole number. Leave the decimals out.")
    return int(number)


def _texts(typed: Any) -> list[str]:
    return [text for part in typed.split(",") if (text := part.strip())]


def _as_it_is(typed: Any) -> Any:
    return typed


def _yes(typed: Any) -> bool:
    return str(typed).lower() in {"true", "on", "1", "yes"}


_READ: Mapping[str, Callable[[Any], Any]] = {
    "integer": _whole,
    "number": lambda typed: float(read_number(typed)),
    "date": lambda typed: read_day(typed).isoformat(),
    "datetime": read_moment,
    "bool": _yes,
    "texts": _texts,
}
