"""One command over many objects, for every way in: done, suggested or failed, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pilothouse.commands import Command, Outcome, Refused, parse
from pilothouse.entrypoints.perform import listeners, open_command
from pilothouse.entrypoints.shapes import with_minted_id
from pilothouse.who.decisions.gate.bulk import sort_out
from pilothouse.who.decisions.gate.submit import submit_many
from pilothouse.who.rows import Viewer

MOST = 500
"""So many objects at a time."""


@dataclass
class Many:
    """What became of each object; ``group`` takes all that was done back at once."""

    done: list[str] = field(default_factory=list)
    proposed: dict[str, list[str]] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    group: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{len(self.done)} done"] if self.done else []
        parts += [f"{len(names)} became {key}" for key, names in self.proposed.items()]
        few = "; ".join(f"{name}: {why}" for name, why in self.failed[:3])
        more = f" and {len(self.failed) - 3} more" if len(self.failed) > 3 else ""
        parts += [f"{len(self.failed)} failed: {few}{more}"] if self.failed else []
        return ", ".join(parts) or "nothing done"

    def to_json(self) -> dict[str, Any]:
        """As REST and the command line answer it."""
        return {
            "sentence": str(self),
            "done": self.done,
            "proposed": [{"proposal": key, "items": names} for key, names in self.proposed.items()],
            "failed": [{"item": name, "reason": why} for name, why in self.failed],
            "group": self.group,
        }


def do_to_many(
    name: str,
    on: Sequence[str],
    payload: dict[str, Any],
    viewer: Viewer,
    channel: str,
    *,
    why: str = "",
    suggest: bool = False,
) -> Many:
    """Do one command to every object. Raises Refused when no object could take it at all."""
    command, names = open_command(name), list(dict.fromkeys(on))
    subject = subject_of(command)
    if not names:
        raise Refused("Select something first.")
    if len(names) > MOST:
        raise Refused(f"{len(names)} are too many at a time. Select {MOST} at most.")
    commands = [parse(name, with_minted_id(command, {**payload, subject: one})) for one in names]
    fates = sort_out(commands, viewer)
    told = Many(failed=[(names[place], _reason(no)) for place, no in fates.refused.items()])
    alone, asked = fates.alone, fates.asked
    if suggest:
        alone, asked = (), tuple(sorted((*alone, *asked)))
    for places, wish in ((alone, False), (asked, suggest)):
        if places:
            _submit(
                told, [commands[p] for p in places], [names[p] for p in places], viewer, channel, why, wish
            )
    if told.outcomes:
        for tell in listeners:
            tell()
    return told


def subject_of(command: type[Command]) -> str:
    """The field that names what a command is about. Refuses one that is about nothing in particular."""
    if not command.meta.subject or command.model_fields[command.meta.subject].annotation is not str:
        raise Refused(f"{command.meta.title} is not about one thing, so it cannot be done to many.")
    return command.meta.subject


def _submit(
    told: Many,
    commands: Sequence[Command],
    names: list[str],
    viewer: Viewer,
    channel: str,
    why: str,
    suggest: bool,
) -> None:
    title = f"{commands[0].meta.title}: {len(names)} at once" if len(names) > 1 else ""
    try:
        outcome = submit_many(commands, viewer, channel, why=why, suggest=suggest, title=title)
    except Refused as refused:
        told.failed += [(name, _reason(refused)) for name in names]
        return
    told.outcomes.append(outcome)
    if outcome.status == "proposed":
        told.proposed.setdefault(outcome.proposal or "", []).extend(names)
    else:
        told.done, told.group = names, outcome.group


def _reason(refused: Refused) -> str:
    faults = [fault.message for fault in refused.faults if fault.message not in refused.message]
    return " ".join([refused.message, *faults])
