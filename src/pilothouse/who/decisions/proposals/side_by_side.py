"""One proposal with several options: whoever decides sees them priced beside each other and takes one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pilothouse.commands import Command, Outcome
from pilothouse.who.decisions.gate.instead import Place
from pilothouse.who.decisions.gate.submit import submit_many
from pilothouse.who.rows import Viewer

Labelled = tuple[str, Sequence[Command]]
"""What an option is called, and what it would do."""


def suggest_options(
    title: str, options: Sequence[Labelled], viewer: Viewer, channel: str, why: str = ""
) -> Outcome:
    """Suggest the first option and put the others beside it. Raises Refused as the gate does."""
    (label, commands), *others = options
    place, wish = Place(label=label), {"suggest": True, "why": why, "title": title[:500]}
    outcome = submit_many(list(commands), viewer, channel, place=place, **wish)  # type: ignore[arg-type]
    for label, commands in others:
        place = Place(change=UUID(outcome.created[0]), label=label)
        outcome = submit_many(list(commands), viewer, channel, place=place, suggest=True)
    return outcome
