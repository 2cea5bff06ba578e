"""The gate: the only way a command takes effect.

One transaction from the first read: resolve as the actor, permit, apply, ask who decides; then either history
is written and the change stands, or everything is rolled back and the change becomes a proposal, or it is
refused.
What a change does to the plan is measured between two such transactions, outside any lock, from its row
differences patched onto the cached snapshot; the second one checks that the plan has not moved meanwhile.
Many commands are measured in their one transaction: to do them twice would hold the lock for longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pilothouse.commands import Command, Difference, Outcome, Refused
from pilothouse.commands.fields import holds_secret
from pilothouse.commands.lens import Size, plan_lens
from pilothouse.who.decisions.decision_log.at_once import enter_above_limit
from pilothouse.who.decisions.gate.granted import confirmed_by, only_suggests
from pilothouse.who.decisions.gate.history import accumulated, record
from pilothouse.who.decisions.gate.instead import OWN, Instead, Place
from pilothouse.who.decisions.gate.once_only import Request, note, told_before
from pilothouse.who.decisions.gate.run import Run, Step
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.decisions.proposals.judging import told
from pilothouse.who.decisions.rights.verdicts import Verdict
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

ATTEMPTS = 5
"""How often a change is measured anew when the plan moves under it before it asks to be sent again."""
MANY = 50
"""From so many commands on doing them twice would keep others out longer than measuring does."""


@dataclass(frozen=True)
class Measured:
    """What differences do to the plan at a revision, for the project concerned."""

    size: Size
    plan_revision: int
    before: Any = None
    after: Any = None


class _Measure(Exception):
    """Rolls back: the differences must be measured outside the lock first."""

    def __init__(self, run: Run) -> None:
        self.differences = run.differences
        self.unit = project_of(run)


class _Ask(Exception):
    """Rolls back: the actor does not decide this alone."""

    def __init__(self, run: Run, verdicts: list[Verdict], measured: Measured | None) -> None:
        self.run = run
        self.verdicts = verdicts
        self.measured = measured


def submit(command: Command, viewer: Viewer, channel: str, **options: Any) -> Outcome:
    """Submit one command. See ``submit_many``."""
    return submit_many([command], viewer, channel, **options)


def submit_many(
    commands: Sequence[Command],
    viewer: Viewer,
    channel: str,
    *,
    seen: dict[str, Any] | None = None,
    why: str = "",
    suggest: bool = False,
    title: str = "",
    place: Place = OWN,
    request: Request | None = None,
) -> Outcome:
    """Submit commands as one transaction and one history group.

    ``seen`` are the subject's values the author looked at; ``suggest`` makes a proposal even of what the
    author could decide, at that ``place``; a ``request`` sent again is told what it was told.
    Raises Refused when nothing was done."""
    suggest = only_suggests(viewer, commands) or suggest
    measured: Measured | None = None
    before = _plan_of(viewer) if _many(commands) else None
    for _ in range(ATTEMPTS):
        try:
            return _attempt(commands, viewer, channel, seen, measured, suggest, request, before)
        except _Measure as asked:
            measured = measure(viewer, asked.differences, asked.unit)
        except _Ask as asked:
            return _propose(asked, why, title, place, request)
        except Instead as wish:
            words = {"why": wish.why or why, "title": wish.title or title}
            more: dict[str, Any] = {"place": wish.place, "request": request, **words}
            return submit_many(wish.commands, viewer, channel, suggest=True, **more)
        except Refused as refused:
            if not _computed_anew(refused):
                raise
    raise Refused("The plan is changing quickly just now. Nothing was saved; send it again.", status=409)


def _many(commands: Sequence[Command]) -> bool:
    return len(commands) >= MANY or any(command.makes_many for command in commands)


def carry_out(
    command: Command, workspace: Workspace, channel: str = "system", viewer: Viewer | None = None
) -> Outcome:
    """What the program itself does on record. See ``carry_out_many``."""
    return carry_out_many([command], workspace, channel, viewer)


def carry_out_many(
    commands: Sequence[Command], workspace: Workspace, channel: str = "system", viewer: Viewer | None = None
) -> Outcome:
    """Apply commands without asking for a right, as one group in the name of ``viewer`` or of the program."""
    with turn(workspace.pk) as locked:
        run = Run(locked, viewer or Viewer(None, workspace.pk, "Pilothouse", "service"), channel, system=True)
        run.perform(commands)
        return _recorded(run, [], None)


def measure(viewer: Viewer, differences: list[Difference], unit: str | None) -> Measured:
    """The size of row differences by one deterministic dispatch before and after."""
    return _measured(_plan_of(viewer), differences, unit)


def _plan_of(viewer: Viewer) -> Any:
    """The plan's rows as they stand committed; outside of any turn, where they may have to be read."""
    lens = plan_lens()
    return lens.snapshot(str(viewer.workspace)) if lens is not None else None


def _measured(before: Any, differences: list[Difference], unit: str | None) -> Measured:
    lens = plan_lens()
    if lens is None or before is None:
        return Measured(Size(), 0)
    after = lens.patched(before, differences)
    return Measured(lens.size(before, after, unit), before.revision, before, after)


def touches_plan(differences: Sequence[Difference]) -> bool:
    """Whether any difference is in a column the plan is made of."""
    lens = plan_lens()
    return lens is not None and lens.touches(differences)


def _attempt(
    commands: Sequence[Command],
    viewer: Viewer,
    channel: str,
    seen: dict[str, Any] | None,
    measured: Measured | None,
    suggest: bool,
    request: Request | None,
    before: Any,
) -> Outcome:
    with turn(viewer.workspace) as workspace:
        if (known := told_before(viewer, request)) is not None:
            return known
        run = Run(workspace, viewer, channel)
        run.perform(commands, seen)
        own = [step for step in run.steps if step.families and not step.mandated]
        if not own and not suggest:
            return _recorded(run, [], None, request)
        if touches_plan(run.differences) and (
            measured is None or measured.plan_revision != workspace.plan_revision
        ):
            if before is None or before.revision != workspace.plan_revision:
                raise _Measure(run)
            measured = _measured(before, run.differences, project_of(run))
        verdicts = verdicts_on(run, own, measured.size if measured else Size()) + confirmed_by(run)
        if suggest or not all(verdict.lets(viewer.member) for verdict in verdicts):
            raise _Ask(run, verdicts, measured)
        return _recorded(run, verdicts, measured, request)


def verdicts_on(run: Run, steps: list[Step], size: Size) -> list[Verdict]:
    """One verdict for each (family, unit)."""
    found: dict[tuple[str, Any], Verdict] = {}
    totals: dict[Any, Size] = {}
    for step in steps:
        unit = step.unit.pk if step.unit else None
        if unit not in totals:
            totals[unit] = size.plus(accumulated(run.workspace, step.unit)) if size != Size() else size
        for family in step.families:
            if (family, unit) not in found:
                verdict = run.rights.judge(family, step.unit, totals[unit], step.team)
                found[family, unit] = told(verdict, step.unit, step.team, family)
    return list(found.values())


def _recorded(
    run: Run, verdicts: list[Verdict], measured: Measured | None, request: Request | None = None
) -> Outcome:
    if run.mandate is None:
        enter_above_limit(run, verdicts)
    moves_plan = touches_plan(run.differences)
    size = measured.size if measured and moves_plan else None
    group = uuid4()
    entries = record(run, group, verdicts, size, moves_plan)
    hear = tuple(
        dict.fromkeys(m for v in verdicts for m in (*v.informs, *(x for k in v.keys for x in k.members)))
    )
    outcome = Outcome(
        status="applied",
        sentence="; ".join(entry.sentence for entry in entries[-3:]),
        revision=run.workspace.revision,
        group=str(group),
        changed=tuple(f"{d.model}:{d.id}" for d in run.differences),
        created=tuple(d.id for d in run.differences if d.before is None),
        told=run.rights.names_of(m for m in hear if m != str(run.viewer.member)),
        because=verdicts[0].because if verdicts else "",
    )
    note(run.viewer, request, outcome)
    return outcome


def _propose(asked: _Ask, why: str, title: str, place: Place, request: Request | None) -> Outcome:
    from pilothouse.who.decisions.proposals.opening import open_proposal

    secretive = next((step.command for step in asked.run.steps if holds_secret(step.command)), None)
    if secretive is not None:
        raise Refused(
            f"{secretive.meta.title} holds a secret, so it cannot wait as a proposal. Ask who may do it."
        )
    return open_proposal(asked.run, asked.verdicts, asked.measured, why, title, place, request)


def _computed_anew(refused: Refused) -> bool:
    """A proposal that was found out of date gets today's figures before its deciders are asked again; whether
    to go on at once, since what was only estimated turned out so."""
    from pilothouse.who.decisions.proposals.pricing import settle_figures

    return settle_figures(refused)


def project_of(run: Run) -> str | None:
    """The project unit the change concerns, if all of it concerns one."""
    units = {
        str(unit.pk) for step in run.steps for unit in run.rights.chain(step.unit) if unit.kind == "project"
    }
    return units.pop() if len(units) == 1 else None
