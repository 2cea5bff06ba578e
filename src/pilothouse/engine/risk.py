"""Risks as numbers: exposure, expected money, what a response is worth, the matrix, the burn-down of
exposure, and the days that each risk adds to P85.

Probabilities are shares of 0 to 1; impacts are in any one unit, threats positive unless a sign is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Literal

import numpy as np

from .impact import WorkingDays
from .plan import Plan
from .sampling import Floats
from .simulation import NOT_EVER, Progress, Samples, rank_of, simulate

Band = Literal["low", "moderate", "high"]
Outcome = tuple[float, float]
"""A probability and what it brings."""


def exposure(probability: float, impact: float) -> float:
    """Probability times impact."""
    return probability * impact


def expected_value(outcomes: Iterable[Outcome], invested: float = 0.0) -> float:
    """Expected monetary value: signed outcomes (threats below zero) by their probability, less what is
    invested."""
    return sum(probability * value for probability, value in outcomes) - invested


def leverage(before: float, after: float, cost: float) -> float:
    """Risk reduction leverage: by how much a response lowers exposure for each unit it costs; over 1 it pays.

    (Boehm 1991.) Raises ``ValueError`` for a response that costs nothing."""
    if cost <= 0:
        raise ValueError("What costs nothing has no leverage: give a cost above zero.")
    return (before - after) / cost


def score(probability: float, impact: float) -> float:
    """Probability times relative impact in hundredths, half a hundredth rounded up as it is printed."""
    return floor(probability * impact * 100 + 0.5 + 1e-9) / 100


def band(probability: float, impact: float) -> Band:
    """The band of the probability-impact matrix: low up to .05, high from .18."""
    found = score(probability, impact)
    return "low" if found <= 0.05 else "high" if found >= 0.18 else "moderate"


def distribution(events: Iterable[Outcome]) -> dict[float, float]:
    """The exact chances of each sum of independent events, by sum. Doubles with each event of a new size."""
    found: dict[float, float] = {0.0: 1.0}
    for probability, impact in events:
        after: defaultdict[float, float] = defaultdict(float)
        for total, chance in found.items():
            after[total] += chance * (1 - probability)
            after[total + impact] += chance * probability
        found = after
    return {total: chance for total, chance in sorted(found.items()) if chance}


def percentile(chances: Mapping[float, float], percent: float) -> float:
    """The smallest sum that is not exceeded with that chance."""
    reached, last = 0.0, 0.0
    for last, chance in sorted(chances.items()):
        reached += chance
        if reached >= percent / 100 - 1e-12:
            return last
    return last


def burn_down(steps: Iterable[tuple[int, int, float]], days: int) -> Floats:
    """Open exposure at the end of each of ``days`` days.

    A step (risk, day, exposure), in the order in which they were taken, holds from its day on until the next
    step of that risk; one from before the first day has a day below zero."""
    taken = [(risk, min(max(day, 0), days), value) for risk, day, value in steps]
    places = {risk: place for place, risk in enumerate(dict.fromkeys(risk for risk, _, _ in taken))}
    table = np.zeros((len(places), days))
    for risk, day, value in taken:
        table[places[risk], day:] = value
    total: Floats = table.sum(axis=0)
    return total


@dataclass(frozen=True, slots=True)
class Weight:
    """What one risk adds to P85 of the plan (``""``), a project or a release, in working days.

    ``clear`` is False when that is nothing, or less than what luck alone moves P85 by."""

    days: float
    clear: bool


def days_on_p85(
    plan: Plan,
    runs: int = 2000,
    seed: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, dict[str, Weight]]:
    """For each risk of the plan, what P85 of the plan, each project and release is later for it.

    The plan is simulated with and without each risk under the same luck: draws of one risk disturb no other.
    ``progress(done, of)`` counts simulations. Raises ``CycleError``, and ``Cancelled`` when told to stop."""
    whole = simulate(plan, runs, seed, cancelled=cancelled).samples()
    dated = (*(each.id for each in plan.projects), *(each.id for each in plan.releases))
    things = ("", *(id for id in dated if id in whole.rows))
    days = WorkingDays(plan)
    found: dict[str, dict[str, Weight]] = {}
    for place, risk in enumerate(plan.risks):
        others = tuple(each for each in plan.risks if each.id != risk.id)
        spared = simulate(replace(plan, risks=others), runs, seed, cancelled=cancelled).samples()
        found[risk.id] = {
            id: weight for id in things if (weight := _weight(days, whole, spared, id)) is not None
        }
        if progress:
            progress(place + 1, len(plan.risks))
    return found


BATCHES = 10
"""Runs are cut into so many parts that tell how far luck alone moves a difference."""


def _weight(days: WorkingDays, whole: Samples, spared: Samples, id: str) -> Weight | None:
    """None where P85 is not reached with or without the risk."""
    two, one = whole.finish[whole.rows[id]], spared.finish[spared.rows[id]]
    ends = _p85(one), _p85(two)
    if NOT_EVER in ends:
        return None
    later = days.between(*(end + whole.base for end in ends)) or 0.0
    size = len(two) // BATCHES
    if not later or not size:
        return Weight(later, bool(later))
    parts = [slice(at * size, (at + 1) * size) for at in range(BATCHES)]
    apart = [float(_p85(two[part]) - _p85(one[part])) for part in parts]
    noise = days.in_general(float(np.std(apart, ddof=1)) / BATCHES**0.5)
    return Weight(later, abs(later) > 2 * noise)


def _p85(finish: Sequence[int] | np.ndarray) -> int:
    rank = rank_of(85, len(finish))
    return int(np.partition(np.asarray(finish), rank)[rank])
