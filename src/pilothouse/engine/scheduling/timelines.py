"""When each person, project calendar and pool works, as flat arrays over a bounded stretch of time.

A *timeline* is a row of working intervals, each with a rate: the work (minutes times ``UNIT``) that gets
done in a minute. A *lane* is a person, or the part of a person that belongs to one allocated project.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np

from ..calendar import DAY, Intervals, day_ranges, intersect, moment, project_calendar, subtract
from ..calendar import working_intervals as calendar_intervals
from ..plan import Allocation, Calendar, Person, Plan

UNIT = 1_000_000
NEVER = 1 << 62
YEAR = 366 * DAY
MOST_YEARS = 500
MOST_INTERVALS = 6_000_000
"""Together the timelines hold no more than this (some 200 MB); beyond, nothing is planned."""
LAST_MOMENT = moment(date(9998, 1, 1), "UTC")


@dataclass(frozen=True, slots=True)
class Timeline:
    """Working intervals with rates. ``endless``: it goes on after the horizon."""

    starts: np.ndarray
    ends: np.ndarray
    rates: np.ndarray
    endless: bool

    @property
    def last(self) -> int:
        """The moment after which no work gets done."""
        if self.endless:
            return NEVER
        return int(self.ends[-1]) if len(self.ends) else -NEVER


@dataclass(frozen=True, slots=True)
class Lane:
    """What works on one task at a time. ``project`` is ``None`` for a person without allocations."""

    person: int
    project: str | None
    timeline: int


@dataclass(slots=True)
class Timelines:
    """The timelines of a plan from ``begin`` to ``horizon``; number 0 is the project calendar from ``past``
    on."""

    plan: Plan
    past: int
    begin: int
    horizon: int
    final: bool = False
    rows: list[Timeline] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)
    _calendars: dict[str, Calendar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._calendars = {calendar.id: calendar for calendar in self.plan.calendars}
        main = project_calendar(self.plan)
        spans = self._spans(main, self.past)
        self.rows.append(Timeline(*spans, np.full(len(spans[0]), UNIT), self._goes_on([main])))
        given: dict[str, list[Allocation]] = {}
        for allocation in self.plan.allocations:
            given.setdefault(allocation.person, []).append(allocation)
        for place, person in enumerate(self.plan.people):
            self._add_lanes(place, person, given.get(person.id, []))

    def shared(self, pools: Iterable[str]) -> int:
        """The timeline in which the project calendar and those of all the pools are open."""
        ids = sorted({pool.calendar for pool in self.plan.pools if pool.id in set(pools)})
        if not ids:
            return 0
        return self._known.get(("pools", *ids)) or self._add_shared(ids)

    def _add_shared(self, ids: list[str]) -> int:
        spans = self._spans(project_calendar(self.plan), self.begin)
        for id in ids:
            spans = intersect(spans, self._spans(self._calendar(id), self.begin))
        goes_on = self._goes_on([project_calendar(self.plan), *map(self._calendar, ids)])
        return self._add(("pools", *ids), Timeline(*spans, np.full(len(spans[0]), UNIT), goes_on))

    def _add_lanes(self, place: int, person: Person, allocations: list[Allocation]) -> None:
        if not allocations:
            self.lanes.append(Lane(place, None, self.whole(person)))
        for project in dict.fromkeys(allocation.project for allocation in allocations):
            own = [allocation for allocation in allocations if allocation.project == project]
            self.lanes.append(Lane(place, project, self._part(person, own)))

    def whole(self, person: Person) -> int:
        """The timeline of a person's whole working time, allocated or not."""
        key = ("person", person.calendar, person.share, person.time_off)
        if key not in self._known:
            spans = self._present(person)
            rates = np.full(len(spans[0]), round(person.share * UNIT))
            self._add(key, _without_rest(*spans, rates, self._person_goes_on(person)))
        return self._known[key]

    def _part(self, person: Person, allocations: list[Allocation]) -> int:
        """Working time at share × allocated share between the allocations' days, overlapping ones added
        up."""
        present = self._present(person)
        cuts = sorted({day for allocation in allocations for day in (allocation.start, allocation.end)})
        parts = []
        for begin, end in pairwise(cuts):
            share = sum(item.share for item in allocations if item.start <= begin and end <= item.end)
            window = day_ranges([(begin, end)], self.plan.timezone)
            spans = intersect(present, window)
            parts.append((*spans, np.full(len(spans[0]), round(person.share * share * UNIT))))
        starts, ends, rates = (np.concatenate(column) for column in zip(*parts, strict=True))
        after = moment(cuts[-1], self.plan.timezone) > self.horizon
        return self._add((), _without_rest(starts, ends, rates, after and self._person_goes_on(person)))

    def _present(self, person: Person) -> Intervals:
        working = self._spans(self._calendar(person.calendar), self.begin)
        return subtract(working, day_ranges(person.time_off, self.plan.timezone))

    def _person_goes_on(self, person: Person) -> bool:
        leave = day_ranges(person.time_off, self.plan.timezone)
        for_good = any(start <= self.horizon and end > LAST_MOMENT for start, end in zip(*leave, strict=True))
        return not for_good and self._goes_on([self._calendar(person.calendar)])

    def _goes_on(self, calendars: list[Calendar]) -> bool:
        """Whether the calendars still have working time after the horizon, and it can be moved."""
        later = [
            any(calendar.week.values())
            or any(hours and moment(day, "UTC") > self.horizon for day, hours in calendar.days.items())
            for calendar in calendars
        ]
        return all(later) and not self.final

    def _calendar(self, id: str) -> Calendar:
        return self._calendars.get(id) or project_calendar(self.plan)

    def _spans(self, calendar: Calendar, begin: int) -> Intervals:
        starts, ends = calendar_intervals(calendar, self.plan.timezone, begin, self.horizon)
        starts, ends = np.maximum(starts, begin), np.minimum(ends, self.horizon)
        some = starts < ends
        return starts[some], ends[some]

    def _add(self, key: tuple[object, ...], timeline: Timeline) -> int:
        if key:
            self._known[key] = len(self.rows)
        self.rows.append(timeline)
        return len(self.rows) - 1

    def most_years(self) -> int:
        """How many years the horizon may reach before the timelines hold too much."""
        held = sum(len(row.starts) for row in self.rows) or 1
        years = max((self.horizon - self.begin) / YEAR, 1.0)
        return int(min(MOST_YEARS, max(years, MOST_INTERVALS / (held / years))))

    def arrays(self) -> dict[str, np.ndarray]:
        """The kernel's timeline arrays; ``tl_done`` is the work done up to each interval's end."""
        lengths = [len(row.starts) for row in self.rows]
        done = [np.cumsum((row.ends - row.starts) * row.rates) for row in self.rows]
        return {
            "tl_start": _joined([row.starts for row in self.rows]),
            "tl_end": _joined([row.ends for row in self.rows]),
            "tl_done": _joined(done),
            "tl_rate": _joined([row.rates for row in self.rows]),
            "tl_off": np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            "tl_endless": np.array([row.endless for row in self.rows], dtype=np.int64),
            "tl_pos": np.zeros(len(self.rows), dtype=np.int64),
        }


def _without_rest(starts: np.ndarray, ends: np.ndarray, rates: np.ndarray, endless: bool) -> Timeline:
    """Intervals in which nothing gets done (a share of nothing) are no working time."""
    some = rates > 0
    return Timeline(starts[some], ends[some], rates[some], endless and bool(some.any() or not len(rates)))


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([*parts, np.zeros(1)]).astype(np.int64)
