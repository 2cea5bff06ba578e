"""Proposals: a change that waits for others is put before those who decide, priced first."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pilothouse.commands import Outcome
from pilothouse.who.decisions.gate.instead import OWN, Place
from pilothouse.who.decisions.gate.once_only import Request, answering
from pilothouse.who.decisions.gate.run import Run
from pilothouse.who.decisions.gate.submit import Measured, carry_out, project_of
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.baskets import created_in
from pilothouse.who.decisions.proposals.pricing import price
from pilothouse.who.decisions.proposals.says import Say, frozen, waits_for
from pilothouse.who.decisions.proposals.titles import titled
from pilothouse.who.decisions.rights.verdicts import Verdict


def open_proposal(
    run: Run,
    verdicts: list[Verdict],
    measured: Measured | None,
    why: str,
    title: str,
    place: Place = OWN,
    request: Request | None = None,
) -> Outcome:
    """Put what the run did, and what was rolled back since, before those who decide. Priced first."""
    priced = _content(run, verdicts) | price(measured, project_of(run))
    with answering(run.viewer, request) as answer:
        if answer.known is None:
            done = _option(run, place, priced) if place.change else _own(run, place, priced, why, title)
            answer.give(_outcome(run, verdicts, *done, priced["impact"]))
    return answer.outcome


def _own(
    run: Run, place: Place, priced: dict[str, Any], why: str, title: str
) -> tuple[Outcome, ChangeSet, Option]:
    from pilothouse.who.decisions.proposals.commands_proposals import OpenProposal

    id = place.draft or uuid4()
    told = {
        "id": id,
        "draft": place.draft,
        "label": place.label,
        "title": title or titled(run.steps),
        "why": why,
        "unit": project_of(run),
    }
    outcome = carry_out(OpenProposal(**told, **priced), run.workspace, run.channel, run.viewer)
    change = ChangeSet.everything.get(pk=id)
    return outcome, change, Option.everything.get(pk=str(change.chosen))


def _option(run: Run, place: Place, priced: dict[str, Any]) -> tuple[Outcome, ChangeSet, Option]:
    from pilothouse.who.decisions.proposals.commands_proposals import OpenOption

    id = place.revises or uuid4()
    told = {"id": id, "change": str(place.change), "label": place.label, "revises": bool(place.revises)}
    told["draft"] = place.draft
    outcome = carry_out(OpenOption(**told, **priced), run.workspace, run.channel, run.viewer)
    return outcome, ChangeSet.everything.get(pk=place.change), Option.everything.get(pk=id)


def _content(run: Run, verdicts: list[Verdict]) -> dict[str, Any]:
    """What an option asks, and of whom."""
    made = [step.command for step in run.steps]
    return {
        "commands": [{"name": c.meta.name, "payload": c.payload()} for c in made],
        "before": frozen(run.differences),
        "subjects": sorted({*run.rows.ids(), *(d.id for d in run.differences)}),
        "verdicts": [v.to_json() for v in verdicts],
        "creates": created_in(run.differences),
    }


def _outcome(
    run: Run,
    verdicts: list[Verdict],
    done: Outcome,
    change: ChangeSet,
    option: Option,
    impact: dict[str, Any] | None,
) -> Outcome:
    missing = waits_for(option, Voice.everything.filter(change_set=change))
    return Outcome(
        status="proposed",
        sentence=done.sentence,
        revision=done.revision,
        proposal=change.key,
        deciders=run.rights.names_of(m for v in verdicts for m in v.deciders),
        waits_for=tuple(_by_name(run, say) for say in missing if say.asked_as != "decide"),
        decide_by=change.decide_by,
        agreed=not any(say.asked_as == "decide" for say in missing),
        because="; ".join(dict.fromkeys(v.because for v in verdicts)),
        created=(str(change.pk),),
        impact=impact,
    )


def _by_name(run: Run, say: Say) -> str:
    """Those who may give a say: "Ana or Ben"."""
    return " or ".join(run.rights.names_of(say.members))
