"""A proposal's impact: estimated when it is opened, refined to all its runs, and computed anew when the plan
moved under it."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import Refused
from pilothouse.commands.lens import UNWATCHED, Watch, plan_lens
from pilothouse.who import clock
from pilothouse.who.decisions.gate.submit import Measured, carry_out
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.figures import RUNS, NotRefined, differ
from pilothouse.who.decisions.proposals.preview import Preview
from pilothouse.who.decisions.proposals.says import OutOfDate, frozen, keys_of, stored_commands
from pilothouse.who.people.models import viewer_of

NOTHING = {"plan_hash": "", "plan_revision": 0, "impact": None, "documents": {}, "runs": 0}


def price(
    measured: Measured | None,
    unit: str | None,
    seed: int = 1,
    runs: int | None = None,
    watch: Watch = UNWATCHED,
) -> dict[str, Any]:
    """The impact of measured differences with both plan hashes; nothing when the plan stays as it is.

    Without ``runs`` with as many as somebody waits for: a small plan's figures are whole at once, those of a
    large one a first estimate."""
    lens = plan_lens()
    if lens is None or measured is None or measured.after is None:
        return {**NOTHING, "seed": seed}
    runs = runs or lens.runs_at_once(measured.before, RUNS)
    impact = lens.impact(measured.before, measured.after, unit, seed, runs, watch)
    if runs < RUNS:
        impact["first_of"] = RUNS
    else:
        impact |= _waiting(measured, unit, seed, watch)
    return {
        "plan_hash": measured.before.hash,
        "plan_revision": measured.plan_revision,
        "documents": impact.pop("documents", {}),
        "impact": impact,
        "seed": seed,
        "runs": runs,
    }


def reprice(change: ChangeSet, watch: Watch = UNWATCHED) -> bool:
    """Compute an open proposal on today's plan with all its runs; True when its figures or says moved."""
    return sum(_reprice(change, option, watch) for option in _options(change)) > 0


def settle_figures(refused: Refused) -> bool:
    """Compute what a decision was refused for; whether it may be tried again at once."""
    if isinstance(refused, OutOfDate):
        reprice(refused.change)
    return isinstance(refused, NotRefined) and not reprice(refused.change)


def _waiting(measured: Measured, unit: str | None, seed: int, watch: Watch) -> dict[str, Any]:
    """What it holds up while it waits, seen from today."""
    lens = plan_lens()
    found = lens.waiting(measured.before, measured.after, unit, seed, watch) if lens else {}
    return {"waiting": found} if found else {}


def is_weighed(option: Option) -> bool:
    """Whether what it holds up was computed today."""
    waiting = (option.impact or {}).get("waiting")
    return not waiting or bool(waiting["on"] == clock.today(option.workspace.timezone).isoformat())


def _options(change: ChangeSet) -> list[Option]:
    rows = Option.everything.filter(change_set=change, deleted_at=None, withdrawn_at=None).order_by(
        "position", "pk"
    )
    return list(rows)


def _reprice(change: ChangeSet, option: Option, watch: Watch) -> bool:
    from pilothouse.who.decisions.proposals.commands_proposals import PriceProposal
    from pilothouse.who.decisions.proposals.preview import preview

    workspace, unit = change.workspace, str(change.unit_id) if change.unit_id else None
    try:
        seen = preview(stored_commands(option), viewer_of(option.author or change.author), unit)
    except Refused as refused:
        carry_out(PriceProposal(option=str(option.pk), broken=refused.message), workspace)
        return True
    if _is_priced(option, seen):
        return _weigh(change, option, seen, watch)
    refines = _on_the_same_plan(option, seen)
    pricing = price(seen.measured, unit, option.seed, RUNS, watch)
    shifted = differ(option.impact, pricing["impact"]) or (not refines and _others_are_asked(option, seen))
    fresh = [v.to_json() for v in seen.verdicts] + [v for v in option.verdict["verdicts"] if not v["family"]]
    verdicts = option.verdict["verdicts"] if refines else fresh
    before = frozen(seen.differences)
    command = PriceProposal(
        option=str(option.pk), before=before, verdicts=verdicts, shifted=shifted, **pricing
    )
    carry_out(command, workspace)
    return shifted


def _on_the_same_plan(option: Option, seen: Preview) -> bool:
    """Whether the plan has not moved since: then who is asked stands, and only figures get finer."""
    return seen.measured is not None and seen.measured.plan_revision == option.plan_revision


def _weigh(change: ChangeSet, option: Option, seen: Preview, watch: Watch) -> bool:
    """Compute what its waiting costs from a new day on; its figures stay as they are."""
    from pilothouse.who.decisions.proposals.commands_proposals import PriceProposal

    if is_weighed(option) or seen.measured is None:
        return False
    unit = str(change.unit_id) if change.unit_id else None
    impact = {**(option.impact or {}), **_waiting(seen.measured, unit, option.seed, watch)}
    same = {name: getattr(option, name) for name in ("before", "plan_hash", "plan_revision", "seed", "runs")}
    verdicts = option.verdict["verdicts"]
    command = PriceProposal(option=str(option.pk), verdicts=verdicts, shifted=False, impact=impact, **same)
    carry_out(command, change.workspace)
    return False


def _is_priced(option: Option, seen: Preview) -> bool:
    """Whether it has all its runs on the plan and rows of today."""
    if option.before != frozen(seen.differences):
        return False
    if seen.measured is None:
        return option.impact is None
    return option.runs == RUNS and _on_the_same_plan(option, seen)


def _others_are_asked(option: Option, seen: Preview) -> bool:
    return seen.keys() != {(key.asked_as, key.role, key.members) for key in keys_of(option)}
