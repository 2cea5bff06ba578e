"""Options of ``pilothouse do`` from the shapes of fields, and the JSON values their texts stand for."""

from __future__ import annotations

import re
from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from pilothouse.commands import Fault, Refused
from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.entrypoints.shapes import Shape

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([dh]?)")
_WORDS = {
    "range": "at best, likely, at worst: 2d,4d,8d or 16h",
    "date": "such as 2027-03-04",
    "datetime": "such as 2027-03-04T09:00",
    "refs": "give it once for each",
    "texts": "give it once for each",
    "files": "a file of this machine; give it once for each",
}


def add_field(parser: ArgumentParser, shape: Shape) -> None:
    """The option of one field."""
    option = f"--{shape.name.replace('_', '-')}"
    words = [shape.hint.help.rstrip("."), _WORDS.get(shape.kind, ""), _referring(shape)]
    told: dict[str, Any] = {"dest": shape.name, "default": None, "help": _help(shape, words)}
    if shape.kind == "bool":
        parser.add_argument(option, action=BooleanOptionalAction, **told)
    elif shape.kind in {"refs", "texts", "files"}:
        parser.add_argument(option, action="append", metavar=_metavar(shape), **told)
    elif shape.options:
        parser.add_argument(option, choices=[*shape.options, *([""] if shape.nullable else [])], **told)
    else:
        parser.add_argument(option, metavar=_metavar(shape), **told)


def value_of(shape: Shape, text: Any) -> Any:
    """The JSON value an option's text stands for. An empty text empties the field."""
    if shape.kind in {"refs", "texts", "files"}:
        return [one for one in text if one]
    if text == "" and shape.nullable:
        return None
    return _range(shape, text) if shape.kind == "range" else text


def _range(shape: Shape, text: str) -> dict[str, float]:
    parts = [_PART.fullmatch(part.strip()) for part in text.split(",")]
    if len(parts) not in (1, 3) or None in parts:
        message = f"{text!r} is no range. Write three estimates such as 2d,4d,8d, or one such as 16h."
        raise Refused(message, faults=(Fault(shape.name, message),))
    figures = [_hours(shape, match[1], match[2]) for match in parts if match]
    low, likely, high = figures if len(figures) == 3 else figures * 3
    return {"optimistic": low, "likely": likely, "pessimistic": high}


def _hours(shape: Shape, figure: str, unit: str) -> float:
    return float(figure) * {"h": 1.0, "d": HOURS_PER_DAY}.get(unit, shape.scale)


def _metavar(shape: Shape) -> str:
    return (
        "KEY"
        if shape.ref
        else {"range": "RANGE", "date": "DATE", "datetime": "TIME"}.get(shape.kind, "VALUE")
    )


def _referring(shape: Shape) -> str:
    return f"a {shape.ref.kind.rpartition('.')[2]}'s key, name or id" if shape.ref else ""


def _help(shape: Shape, words: list[str]) -> str:
    told = "; ".join([shape.label, *(word for word in words if word)])
    return (told + ("; required" if shape.required and shape.name != "id" else "")).replace("%", "%%")
