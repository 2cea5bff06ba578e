"""The list of all commands, by name. A class registers itself when it is defined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

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
    "float_parsing": "Write a number.",
    "int_parsing": "Write a whole number.",
    "uuid_parsing": "Write an id.",
}


def _faults(command: type[Command], error: ValidationError) -> list[Fault]:
    found = []
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(str(part) for part in item["loc"]) or "__all__"
        message = _WORDS.get(item["type"], item["msg"].removeprefix("Value error, "))
        found.append(Fault(path, message[:1].upper() + message[1:]))
    return found
