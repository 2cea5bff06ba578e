"""Keeping the forecast that of the plan: a plan without one of its own hash and day needs computing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pilothouse import __version__
from pilothouse.commands import Refused
from pilothouse.engine.document import write_plan
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.commands_forecasts import RecordForecast
from pilothouse.when.schedule.forecasting import compute
from pilothouse.when.schedule.models import Forecast, Project
from pilothouse.when.schedule.snapshot import PlanRows
from pilothouse.who.decisions.gate.outbox import tell
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.people.models import Workspace

STEPS = 10
"""So often open pages hear how far a simulation is."""


def needed(workspace: Any) -> PlanRows | None:
    """The snapshot whose forecast is missing; None when the newest is that of the plan and the day."""
    rows = snapshot.read(str(workspace))
    newest = Forecast.everything.filter(workspace=workspace, deleted_at=None).order_by(*Forecast.NEWEST)
    known = newest.values_list("plan_hash", "as_of", "engine").first()
    as_of = datetime.fromtimestamp(rows.as_of * 60, UTC)
    return None if known == (rows.hash, as_of, __version__) else rows


def recompute_now(workspace: Workspace, cancelled: Callable[[], bool] | None = None) -> bool:
    """Compute and store the forecast if it is missing; whether one was stored.

    Raises ``CycleError`` for a plan in which work waits for itself, ``Cancelled`` when told to stop."""
    rows = needed(workspace.pk)
    if rows is None:
        return False
    done = compute(rows, seed_of(workspace), progress=_Teller(workspace), cancelled=cancelled)
    command = RecordForecast(
        plan_hash=done.plan_hash,
        plan_revision=done.plan_revision,
        as_of=done.as_of,
        seed=done.seed,
        runs=done.runs,
        result=done.result,
        document=write_plan(rows.plan),
    )
    try:
        carry_out(command, workspace)
    except Refused:  # another process stored the same one meanwhile
        return False
    tell(workspace.pk, {"changed": [f"forecast:{command.id}"], "progress": _progress(done.runs, done.runs)})
    return True


def seed_of(workspace: Workspace) -> int:
    """The seed of the first project."""
    rows = Project.everything.filter(workspace=workspace, deleted_at=None, state="active")
    first = rows.order_by("unit__rank", "unit_id").values_list("seed", flat=True).first()
    return first or 1


class _Teller:
    """Tells open pages how far a simulation is, in ten steps."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.step = workspace, 0

    def __call__(self, done: int, runs: int) -> None:
        step = STEPS * done // runs
        if self.step < step < STEPS:
            self.step = step
            tell(self.workspace.pk, {"progress": _progress(done, runs)})


def _progress(done: int, runs: int) -> dict[str, Any]:
    text = "" if done == runs else f"Simulating {done:,} of {runs:,}"
    return {"id": "forecast", "value": done / runs, "max": 1, "text": text}
