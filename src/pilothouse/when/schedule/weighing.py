"""What each open risk adds to dates: computed once the forecast stands, kept with it, told with the risk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pilothouse.commands import Refused
from pilothouse.engine.risk import days_on_p85
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.commands_forecasts import RecordRisks
from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.queries import status, stored
from pilothouse.who.decisions.gate.outbox import tell
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Workspace
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

RUNS = 1000
"""The plan is simulated so often for each risk: half a per cent of P85 is within a day or two."""


def weigh_risks(workspace: Workspace, cancelled: Callable[[], bool] | None = None) -> bool:
    """Compute and store what risks add to the newest forecast, if that is missing; whether it was stored.

    Raises ``Cancelled`` when told to stop: it is found missing again."""
    rows = Forecast.everything.filter(workspace=workspace, deleted_at=None).order_by(*Forecast.NEWEST)
    newest = rows.values("pk", "plan_hash", "as_of", "seed", "runs", "result__risks").first()
    if newest is None or newest["result__risks"] is not None:
        return False
    read = snapshot.read(str(workspace.pk))
    as_of = datetime.fromtimestamp(read.as_of * 60, UTC)
    if (read.hash, as_of) != (newest["plan_hash"], newest["as_of"]) or not read.plan.risks:
        return False
    runs = min(newest["runs"], RUNS)
    told = _Teller(workspace)
    found = days_on_p85(read.plan, runs, newest["seed"], told, cancelled)
    plain = {
        risk: {id: [each.days, each.clear] for id, each in weights.items()} for risk, weights in found.items()
    }
    try:
        carry_out(RecordRisks(forecast=newest["pk"], runs=runs, risks=plain), workspace)
    except Refused:  # another process stored the same meanwhile
        return False
    tell(workspace.pk, {"changed": [f"forecast:{newest['pk']}"]})
    return True


class _Teller:
    """Tells open pages how many risks are weighed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __call__(self, done: int, of: int) -> None:
        text = "" if done == of else f"Weighing {done:,} of {of:,} risks"
        tell(self.workspace.pk, {"progress": {"id": "forecast", "value": done / of, "max": 1, "text": text}})


def risks_weighed(viewer: Viewer, ids: Iterable[UUID | str]) -> dict[UUID, dict[str, Any]]:
    """A facet: by how many working days each risk makes P85 of projects and releases later, the most first.

    ``current`` says whether that is of the plan as it stands; a risk that is not weighed yet is left out."""
    found = stored(viewer)
    weighed: Mapping[str, Mapping[str, Any]] = found.result.get("risks") or {}
    asked = [id for id in ids if str(id) in weighed]
    if not asked:
        return {}
    names = {str(id): name for id, name in unit_names(viewer, viewer.reach if viewer.units else None).items()}
    dated = {id for id in asked for id in weighed[str(id)] if id and id not in names}
    names |= {str(id): head.title for id, head in heads(viewer, map(UUID, dated)).items()}
    current = not status(viewer, found)["computing"]
    return {UUID(str(id)): {"adds": _named(weighed[str(id)], names), "current": current} for id in asked}


def _named(weights: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of what the viewer may know by name."""
    told = [
        {"name": names[id], "days": days, "clear": clear}
        for id, (days, clear) in weights.items()
        if id in names
    ]
    return sorted(told, key=lambda each: -each["days"])
