"""Keeping open proposals current: priced to the end on today's plan, settled when the consulted had their
time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilothouse.commands import Refused
from pilothouse.commands.lens import Watch, plan_lens
from pilothouse.engine.forecast import Cancelled
from pilothouse.who import clock
from pilothouse.who.decisions.gate.outbox import tell
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.commands_deciding import SettleProposal
from pilothouse.who.decisions.proposals.commands_keeping import AskToday, EscalateProposal
from pilothouse.who.decisions.proposals.figures import RUNS
from pilothouse.who.decisions.proposals.judging import asked_today, state_of
from pilothouse.who.decisions.proposals.pricing import is_weighed, reprice
from pilothouse.who.decisions.proposals.says import agreed, waits_for
from pilothouse.who.decisions.rights.escalating import next_in_line, overdue
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Workspace

log = logging.getLogger(__name__)
_seen: dict[UUID, list[Any]] = {}
"""For each workspace the state of its rights at which proposals were last looked through."""

STEPS = 10
"""So often open pages hear how far a refinement is."""
LOOK = 0.2
"""Seconds between looks whether a proposal that is being computed is still open."""


def estimated(workspace: UUID) -> set[UUID]:
    """Ids of open proposals with a first estimate that waits to be refined."""
    rows = Option.everything.filter(workspace=workspace, deleted_at=None, runs__gt=0, runs__lt=RUNS)
    rows = rows.filter(change_set__state="open", change_set__deleted_at=None, withdrawn_at=None)
    return set(rows.exclude(verdict__has_key="broken").values_list("change_set_id", flat=True))


def reprice_open(workspace: Workspace, cancelled: Callable[[], bool] | None = None) -> int:
    """Compute open proposals whose plan moved since or whose figures are a first estimate; how many showed
    other figures. Raises ``Cancelled`` when told to stop: what is left is found again."""
    revision = Workspace.objects.values_list("plan_revision", flat=True).get(pk=workspace.pk)
    if plan_lens() is None:
        return 0
    priced = Option.everything.filter(workspace=workspace, impact__isnull=False, withdrawn_at=None)
    priced = priced.filter(Q(runs__lt=RUNS) | ~Q(plan_revision=revision))
    stale = set(priced.filter(change_set__state="open").values_list("change_set_id", flat=True))
    found = ((c, c.pk in stale or not is_weighed(option)) for c, option in _open(workspace))
    return sum(_computed(change, cancelled) for change, waits in found if waits)


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


def see_to_people(workspace: Workspace) -> int:
    """Ask those who hold the keys to open proposals today, and where the day has passed without a word of
    theirs, the next in line too; how many times that was so."""
    fresh = Workspace.objects.get(pk=workspace.pk)
    rights = Rights(fresh)
    return _hand_over(rights) + sum(_escalate(rights, *found) for found in _open(fresh))


def _hand_over(rights: Rights) -> int:
    """Looked up once for each state of the rights and each day."""
    workspace, state = rights.workspace, state_of(rights)
    if _seen.get(workspace.pk) == state:
        return 0
    options = Option.everything.filter(workspace=workspace, deleted_at=None, withdrawn_at=None)
    moved = [o for o in options.filter(change_set__state="open") if asked_today(rights, o) is not None]
    for option in moved:
        carry_out(AskToday(option=str(option.pk)), workspace)
    _seen[workspace.pk] = state
    return len(moved)


def _escalate(rights: Rights, change: ChangeSet, option: Option) -> bool:
    if not overdue(change, option) or next_in_line(rights, option) is None:
        return False
    if agreed(option, list(Voice.everything.filter(change_set=change, deleted_at=None))):
        return False
    carry_out(EscalateProposal(proposal=str(change.pk)), rights.workspace)
    return True


def _settle(change: ChangeSet, workspace: Workspace) -> bool:
    try:
        carry_out(SettleProposal(proposal=str(change.pk)), workspace)
    except Refused:
        reprice(change)
        return False
    return True


def _computed(change: ChangeSet, cancelled: Callable[[], bool] | None) -> bool:
    """Compute one, unless it is decided or withdrawn meanwhile."""
    still = _StillOpen(change, cancelled)
    try:
        return reprice(change, Watch(_Teller(change), still))
    except Cancelled:
        if still.open:
            raise
    except Refused as refused:
        log.info("%s was not computed anew: %s", change.key, refused.message)
    return False


class _StillOpen:
    """Whether computing it is in vain: nobody decides it any more, or the whole job is to stop."""

    def __init__(self, change: ChangeSet, cancelled: Callable[[], bool] | None) -> None:
        self.change, self.cancelled = change, cancelled
        self.open, self.next_look = True, time.monotonic() + LOOK

    def __call__(self) -> bool:
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + LOOK
            self.open = ChangeSet.everything.filter(pk=self.change.pk, state="open").exists()
        return not self.open or bool(self.cancelled and self.cancelled())


class _Teller:
    """Tells open pages how far the figures of a proposal are."""

    def __init__(self, change: ChangeSet) -> None:
        self.change, self.step = change, 0

    def __call__(self, done: int, runs: int) -> None:
        step = STEPS * done // runs
        if self.step < step < STEPS:
            self.step = step
            text = f"Simulating {done:,} of {runs:,}"
            progress = {"id": f"changeset:{self.change.pk}", "value": done / runs, "max": 1, "text": text}
            tell(self.change.workspace_id, {"progress": progress})


def _open(workspace: Any) -> Iterator[tuple[ChangeSet, Option]]:
    """Open proposals that still work, with the option they stand for."""
    changes = ChangeSet.everything.filter(workspace=workspace, state="open", deleted_at=None)
    found = list(changes.select_related("workspace", "author").order_by("number"))
    priced = Option.everything.filter(change_set__in=found).select_related("workspace")
    options = {option.pk: option for option in priced} if found else {}
    for change in found:
        option = options.get(change.chosen)
        if option and not option.verdict.get("broken"):
            yield change, option
