"""Weekly load: what people's work would need if nobody waited for people, over the hours they have."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ..calendar import local_day, moment
from ..plan import Person
from . import _kernel
from .compile import Compiled
from .result import SkillLoad, WeekLoad
from .timelines import NEVER, UNIT, Timeline

_HOUR = 60 * UNIT


def weekly_load(compiled: Compiled, people: np.ndarray) -> tuple[WeekLoad, ...]:
    """For each person and week with work in it the hours needed and available, by person, then week.

    Each task keeps the people given and runs as early as links, calendars and wishes allow."""
    asked = Asked(compiled, people)
    if not asked.lanes:
        return ()
    needed = [np.zeros(len(asked.mondays) - 1) for _ in compiled.plan.people]
    for lane in asked.lanes:
        needed[compiled.lanes[lane].person] += asked.hours(lane)
    return tuple(_weeks(asked, needed))


def skill_load(compiled: Compiled, people: np.ndarray) -> tuple[SkillLoad, ...]:
    """The same for each skill that is asked for: by skill, then every week until the last work of any.

    What is available are the hours of all who have the skill, whatever else they are asked for."""
    asked, plan = Asked(compiled, people), compiled.plan
    if not asked.lanes:
        return ()
    loads = []
    for skill in dict.fromkeys(task.skill for task in plan.tasks if task.skill):
        tasks = np.array([task.skill == skill for task in plan.tasks])
        needed = sum(asked.hours(lane, tasks) for lane in asked.lanes)
        holders = (person for person in plan.people if person.skills.get(skill))
        there = sum((asked.available(person) for person in holders), np.zeros(len(asked.mondays) - 1))
        if np.any(needed):
            rows = zip(asked.mondays, np.atleast_1d(needed), there, strict=False)
            loads += [SkillLoad(skill, week, float(hours), float(able)) for week, hours, able in rows]
    return tuple(loads)


class Asked:
    """What is asked of each lane when nobody waits for people, week by week from that of ``as_of``."""

    def __init__(self, compiled: Compiled, people: np.ndarray) -> None:
        self.compiled = compiled
        fixed = compiled.with_people(people)
        kernel = _kernel.Dispatcher(fixed.counts, fixed.fresh(), False)
        kernel.run(fixed.likely_work())
        self.lanes = _demands(fixed, kernel)
        finish = np.asarray(kernel.finish)[: compiled.counts["tasks"]]
        last = int(finish[finish < NEVER].max(initial=compiled.time.begin))
        self.mondays = _mondays(compiled, last)
        zone = compiled.plan.timezone
        self.edges = np.array([moment(day, zone) for day in self.mondays], dtype=np.int64)

    def hours(self, lane: int, tasks: np.ndarray | None = None) -> np.ndarray:
        """Hours asked of the lane in each week, by those tasks or by all."""
        of, moments, amounts = self.lanes[lane]
        mine = np.ones(len(of), dtype=bool) if tasks is None else tasks[of]
        timeline = self.compiled.time.rows[self.compiled.lanes[lane].timeline]
        return _needed(timeline, moments[mine], amounts[mine], self.edges)

    def available(self, person: Person) -> np.ndarray:
        """Hours the person works in each week."""
        whole = self.compiled.time.rows[self.compiled.time.whole(person)]
        found: np.ndarray = np.round(np.diff(worked(whole, self.edges)) / _HOUR, 6)
        return found


def _demands(
    fixed: Compiled, kernel: _kernel.Dispatcher
) -> dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each lane the tasks that ask for work, the moments from which they do, and how much."""
    off, work = fixed.arrays["people_off"], fixed.likely_work()
    people, start = np.asarray(kernel.people), np.asarray(kernel.start)
    resumes = np.asarray(kernel.resumes)
    count = fixed.counts["tasks"]
    task = np.repeat(np.arange(count), np.diff(off))
    lanes = people[: off[-1]]
    begin = np.where(resumes[:count] < NEVER, resumes[:count], start[:count])
    part = work // np.maximum(np.diff(off), 1)
    asked = (lanes >= 0) & (begin[task] < NEVER)
    found = {int(lane): task[asked & (lanes == lane)] for lane in np.unique(lanes[asked])}
    return {lane: (of, begin[of], part[of]) for lane, of in found.items()}


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


def _weeks(asked: Asked, needed: list[np.ndarray]) -> list[WeekLoad]:
    loads = []
    for person, hours in zip(asked.compiled.plan.people, needed, strict=True):
        if not hours.any():
            continue
        available = asked.available(person)
        loads += [
            WeekLoad(person.id, asked.mondays[week], float(hours[week]), float(available[week]))
            for week in np.flatnonzero(hours > 0)
        ]
    return loads
