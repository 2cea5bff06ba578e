"""Proposals: a change that waits for others, priced, with the says it still needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pilothouse.commands import Command, Difference, Outcome, Refused, parse
from pilothouse.commands.lens import plan_lens
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.rights import Key, Verdict
from pilothouse.who.decisions.run import Run
from pilothouse.who.decisions.submit import Measured, carry_out, submit_many
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

RUNS = 2000
"""Simulated runs a side of an impact; both sides share their random numbers."""

ASKED = "ask"
"""The verdict of a question: it is heard, and decides nothing."""


class OutOfDate(Refused):
    """The plan moved since a proposal was priced: it is computed anew and asked again."""

    def __init__(self, change: ChangeSet) -> None:
        super().__init__(
            f"The plan moved since {change.key} was computed. "
            "Its figures are new now: look at them and decide again.",
            status=409,
        )
        self.change = change


@dataclass(frozen=True)
class Say:
    """One say a proposal needs, and what was said."""

    asked_as: str
    members: tuple[str, ...]
    role: str
    verdict: str | None
    by: str | None


def says(option: Option, voices: Iterable[Voice]) -> list[Say]:
    """The says of an option's verdicts with the newest answer to each, given since its figures last moved."""
    answers_to = [v for v in voices if v.verdict != ASKED]
    current = [v for v in answers_to if option.priced_at is None or v.at >= option.priced_at]
    found = []
    for key in _keys(option):
        answers = [v for v in current if str(v.member_id) in key.members]
        last = max(answers, key=lambda v: v.at, default=None)
        found.append(
            Say(
                key.asked_as,
                key.members,
                key.role,
                last.verdict if last else None,
                str(last.member_id) if last else None,
            )
        )
    return found


def waits_for(option: Option, voices: Iterable[Voice], *, late: bool = False) -> list[Say]:
    """The says still missing before it takes effect. ``late``: the consulted had their time."""
    hold = not late and any(v["consult_days"] for v in option.verdict.get("verdicts", []))
    return [
        say
        for say in says(option, voices)
        if (say.asked_as != "consult" and say.verdict != "accept")
        or (say.asked_as == "consult" and hold and say.verdict is None)
    ]


def open_proposal(
    run: Run, verdicts: list[Verdict], measured: Measured | None, why: str, title: str
) -> Outcome:
    """Put what the run did, and what was rolled back since, before those who decide. Priced first."""
    from pilothouse.who.decisions.commands import OpenProposal

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


def _by_name(run: Run, say: Say) -> str:
    """Those who may give a say: "Ana or Ben"."""
    return " or ".join(run.rights.names_of(say.members))


def price(measured: Measured | None, unit: str | None, seed: int = 1) -> dict[str, Any]:
    """The impact of measured differences with both plan hashes; nothing when the plan stays as it is."""
    lens = plan_lens()
    if lens is None or measured is None or measured.after is None:
        return {"plan_hash": "", "plan_revision": 0, "impact": None, "documents": {}, "seed": seed, "runs": 0}
    impact = lens.impact(measured.before, measured.after, unit, seed, RUNS)
    return {
        "plan_hash": measured.before.hash,
        "plan_revision": measured.plan_revision,
        "documents": impact.pop("documents", {}),
        "impact": impact,
        "seed": seed,
        "runs": RUNS,
    }


def stored_commands(option: Option) -> list[Command]:
    """The commands an option would carry out."""
    return [parse(stored["name"], stored["payload"]) for stored in option.commands]


def moved(option: Option, differences: list[Difference]) -> bool:
    """Whether the rows it touches differ from those it was priced on."""
    return sorted(map(_canonical, option.before)) != sorted(map(_canonical, frozen(differences)))


def reprice(change: ChangeSet) -> bool:
    """Compute an open proposal anew on today's plan; True when its figures or says moved."""
    from pilothouse.who.decisions.commands import PriceProposal
    from pilothouse.who.decisions.preview import preview

    workspace: Workspace = change.workspace
    option = Option.everything.get(change_set=change, pk=str(change.chosen))
    try:
        seen = preview(
            stored_commands(option), _author(change), str(change.unit_id) if change.unit_id else None
        )
    except Refused as refused:
        carry_out(PriceProposal(option=str(option.pk), broken=refused.message), workspace)
        return True
    pricing = price(seen.measured, str(change.unit_id) if change.unit_id else None, option.seed)
    if pricing["impact"] == option.impact and pricing["plan_revision"] == option.plan_revision:
        return False
    shifted = _figures(pricing["impact"]) != _figures(option.impact) or seen.keys() != {
        (k.asked_as, k.role, k.members) for k in _keys(option)
    }
    carry_out(
        PriceProposal(
            option=str(option.pk),
            before=frozen(seen.differences),
            verdicts=[v.to_json() for v in seen.verdicts],
            shifted=shifted,
            **pricing,
        ),
        workspace,
    )
    return shifted


def suggest(
    payloads: list[tuple[str, dict[str, Any]]], viewer: Viewer, channel: str, why: str, title: str
) -> Outcome:
    """Make a proposal of several commands at once."""
    return submit_many(
        [parse(n, p) for n, p in payloads], viewer, channel, suggest=True, why=why, title=title
    )


def _keys(option: Option) -> list[Key]:
    """The says that bind, one for each (as what, by whom): below its limit a decider needs no other."""
    found: dict[tuple[str, tuple[str, ...]], Key] = {}
    for verdict in option.verdict.get("verdicts", []):
        asked = [key for key in verdict["keys"] if key["asked_as"] == "decide" or not verdict["alone"]]
        for key in asked:
            members = tuple(key["members"])
            found.setdefault(
                (key["asked_as"], members), Key(key["asked_as"], key["role"], members, key["because"])
            )
    return list(found.values())


def _figures(impact: dict[str, Any] | None) -> Any:
    return (impact or {}).get("lines")


def _author(change: ChangeSet) -> Viewer:
    from pilothouse.who.people.models import viewer_of

    return viewer_of(change.author)


def frozen(differences: list[Difference]) -> list[dict[str, Any]]:
    """The values a change was priced on, of rows that existed then."""
    return [{"model": d.model, "id": d.id, "before": d.before} for d in differences if d.before is not None]


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True)


def _project(run: Run) -> str | None:
    units = {str(u.pk) for step in run.steps for u in run.rights.chain(step.unit) if u.kind == "project"}
    return units.pop() if len(units) == 1 else None


def _title(run: Run) -> str:
    """What is asked: the command's name with what it is about, "Estimate a task: Live preview"."""
    first, rest = run.steps[0].command, len(run.steps) - 1
    about = getattr(first, first.meta.subject) if first.meta.subject else None
    words = f"{first.meta.title}: {run.rows.get(about)}" if about else first.meta.title
    return words + (f" and {rest} more" if rest else "")
