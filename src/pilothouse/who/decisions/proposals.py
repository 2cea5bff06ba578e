"""Proposals: a change that waits for others is put before those who decide, priced first."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pilothouse.commands import Outcome, parse
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.pricing import price
from pilothouse.who.decisions.rights import Verdict
from pilothouse.who.decisions.run import Run
from pilothouse.who.decisions.says import Say, frozen, waits_for
from pilothouse.who.decisions.submit import Measured, carry_out, submit_many
from pilothouse.who.rows import Viewer


def open_proposal(
    run: Run, verdicts: list[Verdict], measured: Measured | None, why: str, title: str
) -> Outcome:
    """Put what the run did, and what was rolled back since, before those who decide. Priced first."""
    from pilothouse.who.decisions.commands_proposals import OpenProposal

    commands = [step.command for step in run.steps]
    change_id = uuid4()
    pricing = price(measured, _project(run))
    opened = OpenProposal(
        id=change_id,
        title=title or _title(run),
        why=why,
        commands=[{"name": c.meta.name, "payload": c.payload()} for c in commands],
        before=frozen(run.differences),
        subjects=sorted({*run.rows.ids(), *(d.id for d in run.differences)}),
        verdicts=[v.to_json() for v in verdicts],
        unit=_project(run),
        **pricing,
    )
    outcome = carry_out(opened, run.workspace, run.channel, run.viewer)
    deciders = run.rights.names_of(m for v in verdicts for m in v.deciders)
    change = ChangeSet.everything.get(pk=change_id)
    option = Option.everything.get(pk=str(change.chosen))
    missing = waits_for(option, Voice.everything.filter(change_set=change))
    return Outcome(
        status="proposed",
        sentence=outcome.sentence,
        revision=outcome.revision,
        proposal=change.key,
        deciders=deciders,
        waits_for=tuple(_by_name(run, say) for say in missing if say.asked_as != "decide"),
        decide_by=change.decide_by,
        agreed=not any(say.asked_as == "decide" for say in missing),
        because="; ".join(dict.fromkeys(v.because for v in verdicts)),
        created=(str(change_id),),
        impact=pricing["impact"],
    )


def suggest(
    payloads: list[tuple[str, dict[str, Any]]], viewer: Viewer, channel: str, why: str, title: str
) -> Outcome:
    """Make a proposal of several commands at once."""
    return submit_many(
        [parse(n, p) for n, p in payloads], viewer, channel, suggest=True, why=why, title=title
    )


def _by_name(run: Run, say: Say) -> str:
    """Those who may give a say: "Ana or Ben"."""
    return " or ".join(run.rights.names_of(say.members))


def _project(run: Run) -> str | None:
    units = {str(u.pk) for step in run.steps for u in run.rights.chain(step.unit) if u.kind == "project"}
    return units.pop() if len(units) == 1 else None


def _title(run: Run) -> str:
    """What is asked: the command's name with what it is about, "Estimate a task: Live preview"."""
    first, rest = run.steps[0].command, len(run.steps) - 1
    about = getattr(first, first.meta.subject) if first.meta.subject else None
    words = f"{first.meta.title}: {run.rows.get(about)}" if about else first.meta.title
    return words + (f" and {rest} more" if rest else "")
