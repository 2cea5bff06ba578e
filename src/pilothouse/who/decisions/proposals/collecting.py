"""Collecting commands before anybody is asked: each is tried after those before it, all is rolled back.

Drafts keep them as ``{id, name, payload, sentence}``: ``id`` names the edit, the sentence tells what it did
when it was tried."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction

from pilothouse.commands import Command, Difference, Fault, Refused, command_named, parse, refs_of
from pilothouse.commands.difference import folded
from pilothouse.commands.fields import holds_secret
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate.run import Run, Step
from pilothouse.who.decisions.gate.submit import verdicts_on
from pilothouse.who.decisions.rights.verdicts import Verdict
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

Stored = dict[str, Any]
MOST = 200
"""So many edits a draft holds; more is an import."""


@dataclass
class Trial:
    """What a draft's edits would do today. ``broken`` says for edits, by id, why they no longer work."""

    edits: list[Stored] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def verdicts(self, workspace: Workspace, viewer: Viewer, size: Size) -> list[Verdict]:
        """Who would decide what works of it, at a size."""
        run = Run(workspace, viewer, "preview")
        return verdicts_on(run, [step for step in self.steps if step.families], size)


class _Enough(Exception):
    """Rolls the trial back."""


def stored(command: Command) -> Stored:
    """A command as drafts keep it; references stay as written until it was tried."""
    return {"id": str(uuid4()), "name": command.meta.name, "payload": command.payload()}


def as_command(edit: Mapping[str, Any]) -> Command:
    """The command of a kept edit."""
    return parse(edit["name"], edit["payload"])


def hash_of(edits: Sequence[Mapping[str, Any]]) -> str:
    """What a draft holds, in one word."""
    kept = [[edit["id"], edit["name"], edit["payload"]] for edit in edits]
    return sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def told_of(trial: Trial) -> dict[str, Any]:
    """What a trial found, as JSON."""
    differences = [[d.model, d.id, d.before, d.after] for d in trial.differences]
    return {"broken": trial.broken, "differences": differences}


def differences_of(told: Mapping[str, Any]) -> list[Difference]:
    """The row differences of such a finding."""
    return [Difference(*each) for each in told.get("differences", ())]


def is_decision(name: str) -> bool:
    """Whether a command is somebody's decision: facts, comments and settings are no part of a draft."""
    return command_named(name).meta.family is not None


def try_out(workspace: Workspace, viewer: Viewer, edits: Sequence[Mapping[str, Any]]) -> Trial:
    """Carry the edits out in order, inside the turn the caller holds, and roll them back.

    What does not work is left out, and named with the reason; those after it are tried all the same."""
    trial = Trial()
    done: list[Difference] = []
    try:
        with transaction.atomic():
            for edit in edits:
                _try_one(workspace, viewer, edit, trial, done)
            raise _Enough
    except _Enough:
        trial.differences = folded(done)
        return trial


def _try_one(
    workspace: Workspace, viewer: Viewer, edit: Mapping[str, Any], trial: Trial, done: list[Difference]
) -> None:
    run = Run(workspace, viewer, "preview")
    try:
        with transaction.atomic():
            run.perform([as_command(edit)])
    except Refused as refused:
        trial.broken[edit["id"]] = told(refused)
        trial.edits.append(dict(edit))
        return
    step = run.steps[0]
    payload = step.command.payload() | edit["payload"] | _references(step.command)
    trial.edits.append({**edit, "payload": payload, "sentence": step.sentence})
    trial.steps += run.steps
    done += run.differences


def _references(command: Command) -> dict[str, Any]:
    """Ids for what was named by key: names change, ids stay."""
    given = command.payload()
    return {name: given[name] for name in refs_of(type(command)) if name in given}


def collectable(name: str, payload: Mapping[str, Any]) -> Command:
    """A command that a draft may hold. Raises Refused for what is no decision, or must not wait."""
    command = parse(name, dict(payload))
    if command.meta.permission == "system":
        raise Refused(f"There is no command {name!r}.", status=404)
    if command.meta.family is None:
        raise Refused(f"{command.meta.title}: this is nobody's decision, so it cannot wait in a draft.")
    if holds_secret(command):
        raise Refused(f"{command.meta.title} holds a secret, so it cannot wait in a draft.")
    return command


def told(refused: Refused) -> str:
    """A refusal in one line, for a list of edits."""
    more = [fault.message for fault in refused.faults if fault.message not in refused.message]
    return " ".join([refused.message, *more])


def refuse_full(count: int) -> None:
    """Refuse more edits than a draft holds."""
    if count > MOST:
        message = f"{count} edits are too many. A draft holds {MOST}; split it, or import a plan."
        raise Refused(message, faults=(Fault("commands", message),))
