"""One change of many objects: what of it the author settles, what others must decide, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from pilothouse.commands import Command, Refused
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate.instead import Instead
from pilothouse.who.decisions.gate.run import Run
from pilothouse.who.decisions.gate.submit import verdicts_on
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Fates:
    """Places in the list: of those the author may do, those to be suggested, and those refused with why."""

    alone: tuple[int, ...]
    asked: tuple[int, ...]
    refused: dict[int, Refused]


class _Enough(Exception):
    """Rolls the try back."""


def sort_out(commands: Sequence[Command], viewer: Viewer) -> Fates:
    """Try each after those before it that work, and roll all back.

    How much they move the plan together is for the gate, which may still make a proposal of them."""
    alone: list[int] = []
    asked: list[int] = []
    refused: dict[int, Refused] = {}
    try:
        with turn(viewer.workspace) as workspace:
            for place, command in enumerate(commands):
                run = Run(workspace, viewer, "preview")
                try:
                    with transaction.atomic():
                        run.perform([command])
                except Refused as no:
                    refused[place] = no
                    continue
                except Instead:
                    refused[place] = Refused(f"{command.meta.title} is not for several at once.")
                    continue
                (alone if _settles(run, viewer) else asked).append(place)
            raise _Enough
    except _Enough:
        return Fates(tuple(alone), tuple(asked), refused)


def _settles(run: Run, viewer: Viewer) -> bool:
    """Whether nobody else need be asked, whatever its size."""
    own = [step for step in run.steps if step.families and not step.mandated]
    return all(verdict.lets(viewer.member) for verdict in verdicts_on(run, own, Size()))
