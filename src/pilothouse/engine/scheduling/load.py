"""Weekly load: what people's work would need if nobody waited for people, over the hours they have."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ..calendar import local_day, moment
from . import _kernel
from .compile import Compiled
from .result import WeekLoad
from .timelines import NEVER, UNIT, Timeline

_HOUR = 60 * UNIT


def weekly_load(compiled: Compiled, people: np.ndarray) -> tuple[WeekLoad, ...]:
    """For each person and week with work in it the hours needed and available, by person, then week.

    Each task keeps the people given and runs as early as links, calendars and wishes allow."""
    fixed = compiled.with_people(people)
    kernel = _kernel.Dispatcher(fixed.counts, fixed.fresh(), False)
    kernel.run(fixed.likely_work())
    asked = _demands(fixed, kernel)
    if not asked:
        return ()
    finish = np.asarray(kernel.finish)[: compiled.counts["tasks"]]
    mondays = _mondays(compiled, int(finish[finish < NEVER].max()))
    edges = np.array([moment(day, compiled.plan.timezone) for day in mondays], dtype=np.int64)
    needed = [np.zeros(len(mondays) - 1) for _ in compiled.plan.people]
    for lane, (moments, amounts) in asked.items():
        place = compiled.lanes[lane]
        needed[place.person] += _needed(compiled.time.rows[place.timeline], moments, amounts, edges)
    return tuple(_weeks(compiled, mondays, edges, needed))


def _demands(fixed: Compiled, kernel: _kernel.Dispatcher) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """For each lane the moments from which work is asked of it, and how much."""
    off, work = fixed.arrays["people_off"], fixed.likely_work()
    people, start = np.asarray(kernel.people), np.asarray(kernel.start)
    resumes = np.asarray(kernel.resumes)
    count = fixed.counts["tasks"]
    task = np.repeat(np.arange(count), np.diff(off))
    lanes = people[: off[-1]]
    begin = np.where(resumes[:count] < NEVER, resumes[:count], start[:count])
    part = work // np.maximum(np.diff(off), 1)
    asked = (lanes >= 0) & (begin[task] < NEVER)
    return {
        int(lane): (begin[task[asked & (lanes == lane)]], part[task[asked & (lanes == lane)]])
        for lane in np.unique(lanes[asked])
    }


def _needed(timeline: Timeline, begins: np.ndarray, parts: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Hours asked for between each two edges, each part worked off from its begin on."""
    done = worked(timeline, edges)
    first = np.sort(worked(timeline, begins))
    last = np.sort(worked(timeline, begins) + parts)
    asked: np.ndarray = np.diff(_risen(done, first) - _risen(done, last)) / _HOUR
    return np.round(asked, 6)


def _risen(at: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """The sum over all knots of how far ``at`` lies beyond them."""
    sums = np.concatenate(([0.0], np.cumsum(knots.astype(float))))
    count = np.searchsorted(knots, at, side="right")
    risen: np.ndarray = count * at.astype(float) - sums[count]
    return risen


def worked(timeline: Timeline, moments: np.ndarray) -> np.ndarray:
    """Work a timeline can do before each moment."""
    if not len(timeline.starts):
        return np.zeros(len(moments), dtype=np.int64)
    full = (timeline.ends - timeline.starts) * timeline.rates
    before = np.concatenate(([0], np.cumsum(full)))
    at = np.searchsorted(timeline.starts, moments, side="right") - 1
    inside = np.minimum(moments, timeline.ends[np.maximum(at, 0)]) - timeline.starts[np.maximum(at, 0)]
    done: np.ndarray = np.where(
        at >= 0, before[np.maximum(at, 0)] + inside * timeline.rates[np.maximum(at, 0)], 0
    )
    return done


def _mondays(compiled: Compiled, until: int) -> list[date]:
    """The Mondays from the week of ``as_of`` to the one after ``until``."""
    zone = compiled.plan.timezone
    first = local_day(compiled.time.begin, zone)
    first -= timedelta(days=first.weekday())
    weeks = (local_day(until, zone) - first).days // 7 + 2
    return [first + timedelta(weeks=week) for week in range(weeks)]


def _weeks(
    compiled: Compiled, mondays: list[date], edges: np.ndarray, needed: list[np.ndarray]
) -> list[WeekLoad]:
    loads = []
    for person, hours in zip(compiled.plan.people, needed, strict=True):
        if not hours.any():
            continue
        whole = compiled.time.rows[compiled.time.whole(person)]
        available = np.round(np.diff(worked(whole, edges)) / _HOUR, 6)
        loads += [
            WeekLoad(person.id, mondays[week], float(hours[week]), float(available[week]))
            for week in np.flatnonzero(hours > 0)
        ]
    return loads
