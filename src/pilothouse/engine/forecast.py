"""When will it be done, in chances: the dispatch rule applied to thousands of sampled efforts and fired
risks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from math import ceil, sqrt
from typing import Any

import numpy as np

from .plan import Plan
from .sampling import Floats
from .scheduling.reasons import unscheduled
from .scheduling.result import Unscheduled
from .simulation import NOT_EVER, Cancelled, Progress, Samples, Simulation, rank_of, simulate

__all__ = ["PERCENTS", "Cancelled", "Convergence", "Forecast", "Outlook", "Samples", "forecast"]

PERCENTS = (5, 10, 25, 50, 75, 85, 90, 95)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Chances of one task, group, milestone, release, goal or project.

    ``finish`` has the moments p5 to p95 (nearest rank), ``None`` where so many runs do not finish it.
    ``criticality`` is the share of runs in which it is on the chain that sets the plan's finish, waits for
    people and pools included; ``chance_of_target`` the share that keeps its target or must-finish-by."""

    id: str
    finish: dict[str, int | None]
    start_p50: int | None = None
    criticality: float | None = None
    chance_of_target: float | None = None


@dataclass(frozen=True, slots=True)
class Convergence:
    """How sure the numbers are: a 95 % interval of the plan's P85 (binomial, from order statistics), and the
    most a chance can be off."""

    p85_low: int | None
    p85_high: int | None
    chance_error: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Chances of a whole plan. Equal for equal plan, runs and seed, to the digit.

    ``finish`` is when what can be scheduled is done; while anything is ``unscheduled`` no run keeps the
    target, as the whole is never done."""

    plan_hash: str
    runs: int
    seed: int
    finish: dict[str, int | None]
    chance_of_target: float | None
    cost: dict[str, float]
    tasks: tuple[Outlook, ...]
    groups: tuple[Outlook, ...]
    milestones: tuple[Outlook, ...]
    releases: tuple[Outlook, ...]
    goals: tuple[Outlook, ...]
    projects: tuple[Outlook, ...]
    unscheduled: tuple[Unscheduled, ...]
    convergence: Convergence
    samples: Samples = field(repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON, samples left out; moments stay minutes."""
        names = [name for name in self.__dataclass_fields__ if name != "samples"]
        return {name: _plain(getattr(self, name)) for name in names}


def forecast(
    plan: Plan,
    runs: int = 10_000,
    seed: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Forecast:
    """Simulate the plan ``runs`` times.

    ``progress(done, runs)`` is called as runs are done, from the calling thread; when ``cancelled()`` says
    so, ``Cancelled`` is raised. Raises ``ValueError`` for estimates out of order or a number of runs out of
    range, ``CycleError`` for tasks that wait for each other in a ring."""
    return _read(plan, simulate(plan, runs, seed, progress, cancelled))


def _read(plan: Plan, done: Simulation) -> Forecast:
    """Percentiles, chances and shares out of the table of samples."""
    from .document import plan_hash

    samples = done.samples()
    reader = _Reader(plan, samples, done)
    whole = reader.outlook("", plan.target)
    left_out = unscheduled(done.likely)
    return Forecast(
        plan_hash=plan_hash(plan),
        runs=done.runs,
        seed=done.seed,
        finish=whole.finish,
        chance_of_target=0.0 if left_out and plan.target is not None else whole.chance_of_target,
        cost=_cost(done.cost),
        tasks=tuple(reader.task(node) for node in range(len(plan.tasks))),
        groups=tuple(reader.outlook(item.id) for item in plan.groups if item.id in samples.rows),
        milestones=tuple(reader.outlook(item.id, item.target) for item in plan.milestones),
        releases=tuple(
            reader.outlook(item.id, item.target) for item in plan.releases if item.id in samples.rows
        ),
        goals=tuple(reader.outlook(item.id) for item in plan.goals if item.id in samples.rows),
        projects=tuple(
            reader.outlook(item.id, item.target) for item in plan.projects if item.id in samples.rows
        ),
        unscheduled=left_out,
        convergence=reader.convergence(),
        samples=samples,
    )


class _Reader:
    """Reads outlooks from samples."""

    def __init__(self, plan: Plan, samples: Samples, done: Simulation) -> None:
        self.plan, self.samples, self.done = plan, samples, done

    def outlook(self, id: str, target: int | None = None) -> Outlook:
        row = np.sort(self.samples.finish[self.samples.rows[id]])
        finish = {f"p{percent}": self._moment(row[rank_of(percent, len(row))]) for percent in PERCENTS}
        chance = None if target is None else self.samples.chance_by(target, id)
        return Outlook(id, finish, chance_of_target=chance)

    def task(self, node: int) -> Outlook:
        task = self.plan.tasks[node]
        known = self.outlook(task.id, task.must_finish_by)
        rank = rank_of(50, self.done.runs)
        start = self._moment(np.partition(self.samples.start[node], rank)[rank])
        share = float(self.done.critical[node]) / self.done.runs
        return Outlook(task.id, known.finish, start, share, known.chance_of_target)

    def convergence(self) -> Convergence:
        runs = self.done.runs
        row = np.sort(self.samples.finish[self.samples.rows[""]])
        spread = 1.96 * sqrt(runs * 0.85 * 0.15)
        low, high = ceil(runs * 0.85 - spread) - 1, ceil(runs * 0.85 + spread)
        low, high = max(low, 0), min(high, runs - 1)
        return Convergence(self._moment(row[low]), self._moment(row[high]), 1.96 * sqrt(0.25 / runs))

    def _moment(self, offset: np.int32) -> int | None:
        return None if offset == NOT_EVER else int(offset) + self.samples.base


def _cost(cost: Floats) -> dict[str, float]:
    row = np.sort(cost)
    percents = {f"p{percent}": float(row[rank_of(percent, len(row))]) for percent in PERCENTS}
    return {**percents, "mean": float(np.mean(cost))}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [asdict(item) for item in value]
    return asdict(value) if isinstance(value, Convergence) else value
