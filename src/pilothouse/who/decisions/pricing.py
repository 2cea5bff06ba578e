"""A proposal's impact: computed when it is opened, and anew when the plan moved under it."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import Refused
from pilothouse.commands.lens import plan_lens
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.says import frozen, keys_of, stored_commands
from pilothouse.who.decisions.submit import Measured, carry_out
from pilothouse.who.people.models import Workspace, viewer_of
from pilothouse.who.rows import Viewer

RUNS = 2000
"""Simulated runs a side of an impact; both sides share their random numbers."""


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


def reprice(change: ChangeSet) -> bool:
    """Compute an open proposal anew on today's plan; True when its figures or says moved."""
    from pilothouse.who.decisions.commands_proposals import PriceProposal
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
        (k.asked_as, k.role, k.members) for k in keys_of(option)
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


def _figures(impact: dict[str, Any] | None) -> Any:
    return (impact or {}).get("lines")


def _author(change: ChangeSet) -> Viewer:
    return viewer_of(change.author)
