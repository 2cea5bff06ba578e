"""Flow of work: how long cards take, how old they are, what waits, and what is in between.

Moments and spans are in days, as floats from any fixed moment. What has not happened is ``inf``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Span = tuple[float, float]
USUAL = 0.85
"""What takes longer than this share of all that was finished is late."""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Half of ``count`` spans were at most ``p50``, 85 of 100 at most ``p85``, 95 of 100 at most ``p95``."""

    p50: float
    p85: float
    p95: float
    count: int


def percentiles(spans: Iterable[float]) -> Percentiles | None:
    """By nearest rank, so that each is a span that did occur; None where nothing is known."""
    known = np.asarray([*spans], dtype=float)
    if not known.size:
        return None
    p50, p85, p95 = np.quantile(known, (0.5, USUAL, 0.95), method="inverted_cdf")
    return Percentiles(float(p50), float(p85), float(p95), int(known.size))


@dataclass(frozen=True, slots=True)
class Ageing:
    """How a card of some age compares with the finished ones *that reached that age*.

    ``done`` says when those were finished, ``late`` which share of them took longer than 85 of 100 of all
    did; None where none ever got so old."""

    reached: int
    done: Percentiles | None
    late: float | None


class Ages:
    """The spans that finished cards took, to compare open ones with.

    The usual percentile alone says little about a card that is old already: of all cards 15 of 100 take
    longer than it, of those that came close to it most do (Vacanti 2015)."""

    def __init__(self, finished: Iterable[float]) -> None:
        self.spans: Floats = np.sort(np.asarray([*finished], dtype=float))
        self.usual = percentiles(self.spans)

    def ageing(self, age: float) -> Ageing:
        """What became of those that got as old."""
        left = self.spans[np.searchsorted(self.spans, age, side="left") :]
        if not left.size or self.usual is None:
            return Ageing(0, None, None)
        late = float(np.mean(left > self.usual.p85))
        return Ageing(int(left.size), percentiles(left), late)

    def is_late(self, age: float) -> bool:
        """Whether it is older than 85 of 100 ever got."""
        return self.usual is not None and age > self.usual.p85


def passages(events: Iterable[tuple[int, float, int]], cards: int, states: int) -> Floats:
    """When each card (a row) came to each state (a column) to stay there or beyond; ``inf``: it did not.

    ``events`` are (card, moment, state), in order of time; state -1 takes a card out. One that goes back has
    not yet come to what it left: so later states never hold more than earlier ones."""
    entered = np.full((cards, states), inf)
    for card, at, state in events:
        row = entered[card]
        row[state + 1 :] = inf
        reached = row[: state + 1]
        reached[reached == inf] = at
    return entered


def cumulative_flow(entered: Floats, moments: Sequence[float] | Floats) -> Counts:
    """For each state (a row) how many cards had come to it, or beyond, by each moment.

    The bands between neighbouring rows are what stands in a state; they never cross."""
    reached = np.minimum.accumulate(entered[:, ::-1], axis=1)[:, ::-1]
    columns = [np.searchsorted(np.sort(each), moments, side="right") for each in reached.T]
    return np.asarray(columns, dtype=np.int64).reshape(entered.shape[1], len(moments))


def throughput(finished: Iterable[float], edges: Sequence[float] | Floats) -> Counts:
    """How many were finished in each span between neighbouring edges, the later edge not included."""
    known = np.sort(np.asarray([*finished], dtype=float))
    return np.diff(np.searchsorted(known, np.asarray(edges, dtype=float), side="left")).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Little:
    """Little's law over a period: ``wip`` = ``rate`` × ``stay``, exactly (Little and Graves 2008).

    ``wip`` is the average number of cards inside, ``rate`` how many were inside at all, a day, and ``stay``
    how long each was inside within the period on average. ``ages`` is the sum of those stays."""

    days: float
    wip: float
    cards: int
    ages: float

    @property
    def rate(self) -> float:
        return self.cards / self.days

    @property
    def stay(self) -> float:
        return self.ages / self.cards if self.cards else 0.0


def little(entered: Floats, left: Floats, start: float, end: float) -> Little:
    """The law over a period. ``wip`` is counted from arrivals and departures, ``ages`` card by card."""
    if not start < end:
        raise ValueError(f"The period ends at {end}, before it starts at {start}: swap the two.")
    ins, outs = np.clip(entered, start, end), np.clip(np.maximum(left, entered), start, end)
    inside = (entered < end) & (np.maximum(left, entered) > start)
    return Little(end - start, _average(ins, outs, start, end), int(inside.sum()), float((outs - ins).sum()))


def _average(ins: Floats, outs: Floats, start: float, end: float) -> float:
    """The average number inside: the area under the count, which rises at ``ins`` and falls at ``outs``."""
    moments = np.concatenate([ins, outs])
    steps = np.concatenate([np.ones_like(ins), -np.ones_like(outs)])
    order = np.argsort(moments, kind="stable")
    inside, moments = np.cumsum(steps[order]), np.append(moments[order], end)
    return float((inside * np.diff(moments)).sum() / (end - start))


def waited(spans: Iterable[Span], start: float = -inf, end: float = inf) -> float:
    """How long any of the spans lasted, between start and end; what overlaps counts once."""
    total, until = 0.0, start
    for first, last in sorted(spans):
        first, last = max(first, until), min(last, end)
        if last > first:
            total, until = total + last - first, last
    return total


def efficiency(active: float, waiting: float) -> float | None:
    """Flow efficiency: the share of time that was worked, active / (active + waiting)."""
    return active / (active + waiting) if active + waiting > 0 else None
