"""The list of all commands, by name. A class registers itself when it is defined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pilothouse.commands.fields import HOURS_PER_DAY, Hint, hint_of
from pilothouse.commands.outcome import Fault, Refused

if TYPE_CHECKING:
    from pilothouse.commands.base import Command

_commands: dict[str, type[Command]] = {}
_NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")


def register(command: type[Command]) -> None:
    """Add a command class; its name must be new and look like ``noun.verb``."""
    name = command.meta.name
    if not _NAME.fullmatch(name):
        raise TypeError(f"{command.__name__}: a command is named noun.verb, not {name!r}")
    known = _commands.get(name)
    if known is not None and (known.__module__, known.__qualname__) != (
        command.__module__,
        command.__qualname__,
    ):
        raise TypeError(f"{name} is already the name of {known.__module__}.{known.__qualname__}")
    _commands[name] = command


def all_commands() -> dict[str, type[Command]]:
    """Every registered command, sorted by name."""
    return dict(sorted(_commands.items()))


def command_named(name: str) -> type[Command]:
    """The command of that name; refuses with the nearest names when there is none."""
    try:
        return _commands[name]
    except KeyError:
        raise Refused(f"There is no command {name!r}.", status=404) from None


def parse(name: str, payload: dict[str, Any]) -> Command:
    """Build a command from JSON values; faults come back with the field they belong to."""
    command = command_named(name)
    try:
        return command.model_validate(payload)
    except ValidationError as error:
        raise Refused("Check the marked fields.", faults=tuple(_faults(command, error))) from None


_WORDS = {
    "missing": "Give a value.",
    "extra_forbidden": "This command has no such field.",
    "string_too_short": "Give a value.",
    "string_too_long": "Shorten it to {max_length} characters.",
    "string_pattern_mismatch": "This does not fit. {help}",
    "string_type": "Write text.",
    "too_long": "Give at most {max_length}.",
    "too_short": "Give at least {min_length}.",
    "list_type": "Give a list.",
    "tuple_type": "Give a list.",
    "dict_type": "Give a group of named values.",
    "model_type": "Give a group of named values.",
    "literal_error": "Choose one of: {expected}.",
    "greater_than": "Write more than {gt}.",
    "greater_than_equal": "Write at least {ge}.",
    "less_than": "Write less than {lt}.",
    "less_than_equal": "Write at most {le}.",
    "float_type": "Write a number.",
    "float_parsing": "Write a number.",
    "decimal_type": "Write a number.",
    "decimal_parsing": "Write a number.",
    "decimal_max_digits": "Write a number of at most {max_digits} digits.",
    "decimal_max_places": "Write at most {decimal_places} places after the decimal mark.",
    "finite_number": "Write a number that is not endless.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "bool_type": "Say yes or no.",
    "bool_parsing": "Say yes or no.",
    "date_type": "Write a day as in 2027-02-26.",
    "date_parsing": "Write a day as in 2027-02-26.",
    "date_from_datetime_parsing": "Write a day as in 2027-02-26.",
    "date_from_datetime_inexact": "Write a day as in 2027-02-26, without a time.",
    "datetime_type": "Write a moment as in 2027-02-26T09:00:00+01:00.",
    "datetime_parsing": "Write a moment as in 2027-02-26T09:00:00+01:00.",
    "datetime_from_date_parsing": "Write a moment as in 2027-02-26T09:00:00+01:00.",
    "timezone_aware": "Write a moment with its time zone, as in 2027-02-26T09:00:00+01:00.",
    "uuid_type": "Write an id.",
    "uuid_parsing": "Write an id.",
}
_BOUNDS = ("gt", "ge", "lt", "le")
_SHOWN_AS = {"%": 100.0, "days": 1 / HOURS_PER_DAY}
"""People write these in another unit than the one that is kept."""


def _faults(command: type[Command], error: ValidationError) -> list[Fault]:
    found = []
    for item in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in item["loc"]) or "__all__"
        name = str(item["loc"][0]) if item["loc"] else ""
        hint = hint_of(command, name) if name in command.model_fields else Hint()
        words = _WORDS.get(item["type"])
        known = _as_shown(item.get("ctx", {}), hint.unit) | {"help": hint.help}
        found.append(Fault(path, words.format(**known).strip() if words else _plain(item["msg"])))
    return found


def _as_shown(known: dict[str, Any], unit: str) -> dict[str, Any]:
    """Limits in the unit in which people write the field."""
    scale, after = _SHOWN_AS.get(unit, 1.0), f" {unit}" if unit in _SHOWN_AS else ""
    return {k: f"{float(v) * scale:.12g}{after}" if k in _BOUNDS else v for k, v in known.items()}


def _plain(message: str) -> str:
    words = message.removeprefix("Value error, ")
    return words[:1].upper() + words[1:]
