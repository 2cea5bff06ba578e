"""Computing what is stored as a forecast: chances by simulation, with the schedule and load beside them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pilothouse.engine.forecast import Samples, forecast
from pilothouse.engine.plan import Plan
from pilothouse.engine.scheduling.dispatch import schedule
from pilothouse.engine.scheduling.result import Schedule
from pilothouse.engine.sensitivity import sensitivity
from pilothouse.engine.simulation import NOT_EVER
from pilothouse.when.schedule.snapshot import PlanRows

MANY_RUNS, FEW_RUNS = 10_000, 2_000
SMALL_PLAN = 100
"""Up to so many tasks the many runs take a second or two."""
SWINGS = 12
"""So many things that move a date are kept for each."""


@dataclass(frozen=True)
class Computed:
    """A plan's forecast as it is stored."""

    plan_hash: str
    plan_revision: int
    as_of: int
    seed: int
    runs: int
    result: dict[str, Any]


def runs_for(plan: Plan) -> int:
    """As many runs as take a second or two."""
    return MANY_RUNS if len(plan.tasks) <= SMALL_PLAN else FEW_RUNS


def compute(
    rows: PlanRows,
    seed: int,
    runs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Computed:
    """Simulate the plan. Raises ``CycleError``, and ``Cancelled`` when told to stop."""
    runs = runs or runs_for(rows.plan)
    found = forecast(rows.plan, runs, seed, progress, cancelled)
    done = schedule(rows.plan)
    result = found.to_json() | _scheduled(done)
    result["curves"] = curves(found.samples, (*rows.plan.releases, *rows.plan.projects))
    result["swings"] = {
        id: [asdict(swing) for swing in swings[:SWINGS]]
        for id, swings in sensitivity(rows.plan, found.samples, seed).items()
    }
    result["kept"] = kept(found.samples, (*rows.plan.releases, *rows.plan.milestones, *rows.plan.projects))
    return Computed(rows.hash, rows.revision, rows.as_of, seed, runs, result)


def _scheduled(done: Schedule) -> dict[str, Any]:
    """The schedule at likely effort: who does what when, how far it could slip, and load week by week."""
    plain = done.to_json()
    return {
        "schedule": {task["id"]: task for task in plain["tasks"]},
        "load": plain["load"],
        "broken": plain["broken"],
        "status": done.status,
    }


def curves(samples: Samples, things: Iterable[Any]) -> dict[str, list[int]]:
    """For each release and project its finish in 101 equal steps of chance, for those done in every run."""
    found = {}
    for thing in things:
        if thing.id in samples.rows:
            dates = np.sort(samples.of(thing.id))
            if len(dates) == samples.finish.shape[1]:
                steps = np.linspace(0, len(dates) - 1, 101).round().astype(int)
                found[thing.id] = [int(dates[step]) for step in steps]
    return found


def kept(samples: Samples, things: Iterable[Any]) -> dict[str, str]:
    """For each thing with a target the runs that keep it, a bit each, in base64: so that chances of several
    together can be read off the same runs."""
    found = {}
    for thing in things:
        if thing.id in samples.rows and thing.target is not None:
            row = samples.finish[samples.rows[thing.id]]
            held = (row < NOT_EVER) & (row <= thing.target - samples.base)
            found[thing.id] = b64encode(np.packbits(held).tobytes()).decode()
    return found
