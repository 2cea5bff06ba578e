"""History: written in the transaction of the change, enough to undo it, feed pages and explain drift."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.commands import Command, Difference
from pilothouse.commands.lens import Size
from pilothouse.who import clock, statements
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.following import follow
from pilothouse.who.decisions.gate.outbox import post
from pilothouse.who.decisions.gate.run import Run, Step
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.decisions.rights.grounds import standing_in
from pilothouse.who.decisions.rights.standing import TABLES
from pilothouse.who.decisions.rights.verdicts import Verdict
from pilothouse.who.people.models import Unit, Workspace


def record(
    run: Run, group: UUID, verdicts: list[Verdict], size: Size | None, moves_plan: bool
) -> list[Entry]:
    """Write an entry a step, its row differences and what listeners are told; the revision grows."""
    workspace, first = run.workspace, run.workspace.revision + 1
    entries = [_entry(run, step, group, first + i, verdicts, size) for i, step in enumerate(run.steps)]
    if size is not None:
        entries[-1].size = size.to_json()
    for entry, step in zip(entries, run.steps, strict=True):
        if step.mandated or step.command.resets_size:
            entry.size = {"reset": True}
    changes = [
        RowChange(
            workspace=workspace,
            entry=entry,
            position=i,
            model=d.model,
            row=d.id,
            before=d.before,
            after=d.after,
        )
        for entry, step in zip(entries, run.steps, strict=True)
        for i, d in enumerate(step.differences)
    ]
    follow(workspace, run.differences)
    workspace.revision += len(entries)
    workspace.plan_revision += moves_plan
    workspace.rights_revision += any(change.model in TABLES for change in changes)
    with guard.opened():
        statements.insert(entries)
        statements.insert(changes)
        statements.update_row(workspace, ("revision", "plan_revision", "rights_revision"))
    post(workspace.pk, workspace.revision, _event(run, moves_plan))
    return entries


def accumulated(workspace: Workspace, unit: Unit | None) -> Size:
    """How far alone-decided changes have moved that unit's plan since it was last baselined or approved."""
    entries = Entry.everything.filter(workspace=workspace, unit=unit, size__isnull=False).order_by(
        "-revision"
    )
    total = Size()
    for entry in entries.only("size"):
        if (entry.size or {}).get("reset"):
            break
        total = total.plus(Size(**(entry.size or {})))
    return total


def _entry(
    run: Run, step: Step, group: UUID, revision: int, verdicts: list[Verdict], size: Size | None
) -> Entry:
    verdict = None if step.mandated else _verdict_on(step, verdicts)
    grounds = standing_in(run.rights, run.viewer.member, verdict.keys) if verdict else ""
    return Entry(
        workspace=run.workspace,
        revision=revision,
        group=group,
        at=clock.now(),
        actor_id=run.viewer.member,
        on_behalf_of_id=step.on_behalf_of or run.viewer.behalf,
        channel=run.channel,
        command=step.command.meta.name,
        payload=_told(step.command),
        sentence=step.sentence + grounds,
        family=verdict.family if verdict else next(iter(step.families), ""),
        matrix_version=verdict.matrix_version if verdict else None,
        unit=step.unit,
        change_set_id=step.mandated,
        undoes_id=step.undoes,
    )


def _verdict_on(step: Step, verdicts: list[Verdict]) -> Verdict | None:
    """The one of a group's verdicts that the step comes under."""
    unit = str(step.unit.pk) if step.unit else None
    known = {verdict.asked: verdict for verdict in verdicts if verdict.unit == unit}
    return next((known[family] for family in step.families if family in known), None)


def _told(command: Command) -> dict[str, Any]:
    from pilothouse.commands.fields import hint_of

    hints = {k: hint_of(type(command), k) for k in command.payload()}
    return {
        k: v
        for k, v in command.payload().items()
        if not (hints[k].secret or hints[k].bulk or hints[k].private)
    }


def _event(run: Run, moves_plan: bool) -> dict[str, Any]:
    """What open pages hear: which rows changed, whether the plan moved. They fetch content themselves."""
    return {
        "revision": run.workspace.revision,
        "plan": moves_plan,
        "changed": [f"{_kind(d)}:{d.id}" for d in run.differences][:500],
        "actor": str(run.viewer.member) if run.viewer.member is not None else "",
    }


def _kind(difference: Difference) -> str:
    return difference.model.rpartition(".")[2]
