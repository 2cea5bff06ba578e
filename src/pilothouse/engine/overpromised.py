"""Who is promised for more than all of their time, between which days, and to which projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .calendar import local_day
from .plan import Allocation, Plan

WHOLE = 1.0
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Overpromise:
    """A span in which the shares of a person's time add up to more than 1; the end day is exclusive.

    ``shares`` has the share of each project, the largest first."""

    person: str
    start: date
    end: date
    shares: Mapping[str, float]

    @property
    def total(self) -> float:
        """Share of the person's week that is promised in all."""
        return sum(self.shares.values())


def overpromised(plan: Plan) -> tuple[Overpromise, ...]:
    """All of them from the plan's own day on, by person and day; spans with equal shares are one."""
    today = local_day(plan.as_of, plan.timezone)
    of: dict[str, list[Allocation]] = defaultdict(list)
    for each in plan.allocations:
        if each.end > today:
            of[each.person].append(each)
    return tuple(
        Overpromise(person, start, end, shares)
        for person, given in of.items()
        for start, end, shares in _spans(given, today)
        if sum(shares.values()) > WHOLE + TOLERANCE
    )


def _spans(given: list[Allocation], today: date) -> Iterator[tuple[date, date, dict[str, float]]]:
    """The days between which the shares stay the same, in order."""
    cuts = sorted({day for each in given for day in (max(each.start, today), each.end)})
    begin, held = today, dict[str, float]()
    for start, end in pairwise(cuts):
        shares = _shares(given, start, end)
        if shares != held:
            yield begin, start, held
            begin, held = start, shares
    yield begin, cuts[-1], held


def _shares(given: list[Allocation], start: date, end: date) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for each in given:
        if each.start <= start and end <= each.end:
            found[each.project] += each.share
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
