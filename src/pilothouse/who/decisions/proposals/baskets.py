"""Baskets: edits gathered before they are suggested. A basket is its author's alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pilothouse.commands import Command, Difference, Fault, Outcome, Refused, Scope
from pilothouse.who.decisions.gate.once_only import Request, note, told_before
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.decisions.models import DRAFT, ChangeSet, Option
from pilothouse.who.decisions.proposals.collecting import (
    Stored,
    Trial,
    collectable,
    refuse_full,
    stored,
    try_out,
)
from pilothouse.who.rows import Viewer

TITLE = "Basket"


def add_to_basket(
    commands: Sequence[Command], viewer: Viewer, channel: str, request: Request | None = None
) -> Outcome:
    """Keep commands in the viewer's basket, after trying them on top of those that lie there."""
    from pilothouse.who.decisions.gate.submit import carry_out
    from pilothouse.who.decisions.proposals.commands_baskets import KeepInBasket

    new = [stored(collectable(c.meta.name, c.payload())) for c in commands]
    with turn(viewer.workspace) as workspace:
        if (known := told_before(viewer, request)) is not None:
            return known
        kept = kept_by(viewer)
        edits = [*(kept.commands if kept else []), *new]
        refuse_full(len(edits))
        trial = try_out(workspace, viewer, edits)
        _refuse_broken(trial, new)
        command = KeepInBasket(edits=trial.edits, faults=trial.broken, creates=created_in(trial.differences))
        done = carry_out(command, workspace, channel, viewer)
        outcome = replace(done, status="kept", sentence=in_words(len(edits)))
        note(viewer, request, outcome)
    return outcome


def in_words(count: int) -> str:
    """ "3 changes, not yet suggested"."""
    return f"{count} {'change' if count == 1 else 'changes'}, not yet suggested"


def kept_by(viewer: Viewer) -> Option | None:
    """The option that their basket holds its edits in."""
    baskets = ChangeSet.everything.filter(
        workspace=viewer.workspace, author=viewer.member, kind="basket", state=DRAFT, deleted_at=None
    )
    found: Option | None = (
        Option.everything.filter(change_set__in=baskets).select_related("change_set").first()
    )
    return found


def basket_of(ctx: Scope) -> Option:
    """The actor's basket inside a command. Refuses an empty one."""
    option = kept_by(ctx.actor)
    if option is None or not option.commands:
        raise Refused("Your basket is empty. Put a change into it first: “Add to my basket” on its form.")
    return option


def fill(ctx: Scope, edits: Iterable[Stored]) -> None:
    """Have the actor's basket hold these edits, each tried after those before it."""
    trial = try_out(ctx.workspace, ctx.actor, list(edits))
    keep(ctx, trial.edits, trial.broken, created_in(trial.differences))


def keep(ctx: Scope, edits: Sequence[Stored], faults: dict[str, str], creates: list[dict[str, str]]) -> None:
    """Store what a basket holds and what is known of it."""
    told = {"faults": faults, "creates": creates}
    option = kept_by(ctx.actor)
    if option is not None:
        ctx.update(option, commands=list(edits), verdict=told)
        return
    draft = {"kind": "basket", "state": DRAFT, "author_id": ctx.actor.member, "made_at": ctx.now}
    change = ctx.save(ChangeSet(title=TITLE, family="", **draft))
    option = Option(change_set=change, author_id=ctx.actor.member, label=TITLE)
    option.commands, option.verdict = list(edits), told
    ctx.save(option)


def empty(ctx: Scope, change: ChangeSet) -> None:
    """Let go of a basket."""
    ctx.update(change, state="withdrawn", deleted_at=ctx.now)


def created_in(differences: Iterable[Difference]) -> list[dict[str, str]]:
    """What would be made, as kind, id and title, so that it can be named while it does not exist."""
    new = [(d, d.after) for d in differences if d.before is None and d.after]
    titles: dict[str, Any] = {d.id: title for d, after in new if (title := _title(after))}
    return [{"kind": d.model, "id": d.id, "title": titles[d.id]} for d, _ in new if d.id in titles]


def _title(after: dict[str, Any]) -> Any:
    return after.get("title") or after.get("name")


def _refuse_broken(trial: Trial, new: Sequence[Stored]) -> None:
    """Refuse to keep what does not work now; what broke since it was kept is told on the basket's page."""
    why = next((trial.broken[edit["id"]] for edit in new if edit["id"] in trial.broken), None)
    if why is not None:
        raise Refused(why, faults=(Fault("", why),))
