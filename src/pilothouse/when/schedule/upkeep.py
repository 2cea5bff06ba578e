"""Keeping open proposals current: priced on today's plan, settled when the consulted had their time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pilothouse.commands import Refused
from pilothouse.commands.lens import plan_lens
from pilothouse.who import clock
from pilothouse.who.decisions.commands_deciding import SettleProposal
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.pricing import reprice
from pilothouse.who.decisions.says import waits_for
from pilothouse.who.decisions.submit import carry_out
from pilothouse.who.people.models import Workspace


def reprice_open(workspace: Workspace) -> int:
    """Price open proposals anew whose plan moved since; how many showed other figures."""
    revision = Workspace.objects.values_list("plan_revision", flat=True).get(pk=workspace.pk)
    if plan_lens() is None:
        return 0
    stale = [
        c for c, option in _open(workspace) if option.impact is not None and option.plan_revision != revision
    ]
    return sum(reprice(change) for change in stale)


def settle_due(workspace: Workspace) -> int:
    """Let decided proposals take effect whose consulted had their time; how many did."""
    done = 0
    for change, option in _open(workspace):
        if change.decide_by is None or clock.now() < change.decide_by:
            continue
        voices = list(Voice.everything.filter(change_set=change, deleted_at=None))
        if not waits_for(option, voices, late=True):
            done += _settle(change, workspace)
    return done


def _settle(change: ChangeSet, workspace: Workspace) -> bool:
    try:
        carry_out(SettleProposal(proposal=str(change.pk)), workspace)
    except Refused:
        reprice(change)
        return False
    return True


def _open(workspace: Any) -> Iterator[tuple[ChangeSet, Option]]:
    """Open proposals that still work, with the option they stand for."""
    changes = ChangeSet.everything.filter(workspace=workspace, state="open", deleted_at=None)
    for change in changes.select_related("workspace", "author").order_by("number"):
        option = change.chosen and Option.everything.filter(pk=change.chosen).first()
        if option and not option.verdict.get("broken"):
            yield change, option
