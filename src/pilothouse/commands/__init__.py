"""What can be done: commands, their fields and the registry. No Django here."""

from pilothouse.commands.base import Command, Meta, OnClosed, Scope
from pilothouse.commands.difference import Difference
from pilothouse.commands.fields import Days, Hint, Ref, RefTo, Span, labelled, refs_of
from pilothouse.commands.outcome import Fault, Outcome, Refused
from pilothouse.commands.registry import all_commands, command_named, parse

__all__ = [
    "Command",
    "Days",
    "Difference",
    "Fault",
    "Hint",
    "Meta",
    "OnClosed",
    "Outcome",
    "Ref",
    "RefTo",
    "Refused",
    "Scope",
    "Span",
    "all_commands",
    "command_named",
    "labelled",
    "parse",
    "refs_of",
]
