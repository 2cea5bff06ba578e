"""What a command may stand for: other commands, to be suggested at some place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pilothouse.commands import Command, Refused


@dataclass(frozen=True)
class Place:
    """Where a suggestion goes: a proposal of its own, or an option of ``change``, in place of the option
    ``revises``. ``draft`` is the basket it comes out of."""

    draft: UUID | None = None
    change: UUID | None = None
    revises: UUID | None = None
    label: str = ""


OWN = Place()


class Instead(Exception):
    """What a command stands for: these commands, to be suggested at that place."""

    def __init__(self, commands: Sequence[Command], place: Place, why: str = "", title: str = "") -> None:
        super().__init__()
        self.commands = commands
        self.place = place
        self.why = why
        self.title = title


def refuse_nothing(commands: Sequence[Command]) -> None:
    """Refuse to suggest nothing at all."""
    if not commands:
        raise Refused("Your basket is empty. Put a change into it first: “Add to my basket” on its form.")
