"""What moves the date? One thing at a time, read off the runs of a forecast: no run is made anew.

A task's low and high are the runs in which its own effort fell into the lowest and the highest third of its
range; a risk's are those in which it did not fire and did. Each of the two gives a P85, held against the P85
of all runs. Everything else varies as it does in the forecast, waits for people and pools included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt

from .impact import WorkingDays
from .plan import Plan, Range
from .sampling import Floats, Ranges, uniforms
from .scheduling.compile import remaining
from .simulation import NOT_EVER, Samples, rank_of

PERCENT = 85
THIRD = 1 / 3
LOOKED_AT = 24
"""So many tasks and risks that go with the date most are tried for each thing."""
FEWEST_RUNS = 40
"""Fewer runs than this tell nothing of a P85."""
SPREAD = 2.5
"""The two P85s are told apart when their intervals of so many standard errors do not touch."""

Kind = Literal["task", "risk"]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Swing:
    """By how many working days the P85 lies later (negative: sooner) at the low and the high of one thing.

    ``low_hours`` and ``high_hours`` are what stands for a task's two thirds, its effort still to do; for a
    risk 0 and its likely delay."""

    id: str
    kind: Kind
    low_days: float
    high_days: float
    low_hours: float
    high_hours: float

    @property
    def width(self) -> float:
        return abs(self.high_days - self.low_days)


def sensitivity(plan: Plan, samples: Samples, seed: int) -> dict[str, list[Swing]]:
    """For the whole (``""``), each release, milestone and project what moves its P85, the most first.

    ``samples`` are those of a forecast of this plan with this seed. What no run tells apart from luck is left
    out."""
    causes = _Causes(plan, samples.finish.shape[1], seed)
    ids = ["", *(thing.id for part in (plan.releases, plan.milestones, plan.projects) for thing in part)]
    days = WorkingDays(plan)
    return {id: _swings(causes, samples, id, days) for id in ids if id in samples.rows}


class _Causes:
    """The draws behind a forecast: tasks that still vary and risks that may or may not fire."""

    def __init__(self, plan: Plan, runs: int, seed: int) -> None:
        left = [(task.id, remaining(task)) for task in plan.tasks]
        varied = [(id, hours) for id, hours in left if hours.pessimistic > hours.optimistic]
        open_risks = [risk for risk in plan.risks if risk.tasks and 0 < risk.probability < 1]
        self.tasks = [id for id, _ in varied]
        self.ids = self.tasks + [risk.id for risk in open_risks]
        self.hours = _typical([hours for _, hours in varied])
        self.hours += [(0.0, risk.delay_hours.likely) for risk in open_risks]
        efforts = uniforms(seed, "effort", self.tasks, 0, runs)
        fires = uniforms(seed, "fires", [risk.id for risk in open_risks], 0, runs)
        chance = np.array([risk.probability for risk in open_risks])[:, None]
        self.draws = np.concatenate([efforts, (fires < chance).astype(float)]).astype(np.float32)

    def sides(self, place: int) -> tuple[Mask, Mask]:
        """The runs at the low and those at the high of one thing."""
        row = self.draws[place]
        return row < THIRD, row > 1 - THIRD

    def nearest(self, finish: Floats) -> list[int]:
        """The things that go with the finish most, by correlation."""
        apart = finish - finish.mean()
        if not len(self.ids) or not apart.any():
            return []
        rows = self.draws - self.draws.mean(axis=1, keepdims=True)
        width = np.sqrt((rows**2).sum(axis=1))
        score = np.abs(rows @ apart.astype(np.float32)) / np.where(width > 0, width, 1)
        return [int(place) for place in np.argsort(-score, kind="stable")[:LOOKED_AT]]


def _typical(ranges: list[Range]) -> list[tuple[float, float]]:
    """The middle of the lowest and of the highest third of each range."""
    if not ranges:
        return []
    middle = np.tile([THIRD / 2, 1 - THIRD / 2], (len(ranges), 1))
    return [(round(float(low), 2), round(float(high), 2)) for low, high in Ranges(ranges).at(middle)]


def _swings(causes: _Causes, samples: Samples, id: str, days: WorkingDays) -> list[Swing]:
    row = samples.finish[samples.rows[id]]
    base = _p85(row)
    if base == NOT_EVER:
        return []
    ever = row[row < NOT_EVER]
    finish = np.minimum(row, ever.max()).astype(float)
    found = [
        Swing(
            causes.ids[place],
            "task" if place < len(causes.tasks) else "risk",
            days.between(base + samples.base, low + samples.base) or 0.0,
            days.between(base + samples.base, high + samples.base) or 0.0,
            *causes.hours[place],
        )
        for place, low, high in _clear(causes, row, causes.nearest(finish))
    ]
    return sorted((swing for swing in found if swing.width), key=lambda swing: (-swing.width, swing.id))


def _clear(causes: _Causes, row: npt.NDArray[np.int32], places: list[int]) -> Iterator[tuple[int, int, int]]:
    """Those whose two P85s differ by more than luck, with both."""
    for place in places:
        low, high = (np.sort(row[side]) for side in causes.sides(place))
        if min(len(low), len(high)) < FEWEST_RUNS or NOT_EVER in (_p85(low), _p85(high)):
            continue
        (below, above), (under, over) = _interval(low), _interval(high)
        if above < under or over < below:
            yield place, _p85(low), _p85(high)


def _p85(row: npt.NDArray[np.int32]) -> int:
    place = rank_of(PERCENT, len(row))
    return int(np.partition(row, place)[place])


def _interval(ordered: npt.NDArray[np.int32]) -> tuple[int, int]:
    """Between which finishes the P85 lies, from order statistics."""
    runs = len(ordered)
    spread = SPREAD * sqrt(runs * PERCENT * (100 - PERCENT)) / 100
    middle = rank_of(PERCENT, runs)
    return int(ordered[max(int(middle - spread), 0)]), int(ordered[min(int(middle + spread) + 1, runs - 1)])
