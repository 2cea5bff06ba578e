"""Where people are short: load by skill, the skill that holds the plan back, what only one person can do, and
until when somebody must be hired for a date to hold.

A hire is a person with one skill and the project calendar, put into the plan; what comes of it is dispatched
or simulated, never estimated. Work that is given to somebody stays theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from .calendar import local_day, project_calendar
from .plan import Person, Plan, Task
from .scheduling.compile import remaining
from .scheduling.dispatch import dispatch
from .scheduling.load import skill_load
from .scheduling.result import SkillLoad
from .simulation import rank_of, simulate
from .trial import LEAST_DAYS, Trial

HIRE = "\0hire"
RUNS = 500
SEED = 1


@dataclass(frozen=True, slots=True)
class Short:
    """A skill with what one more person who has it brings: working days by which the plan ends sooner.

    ``percent`` is what is asked of the skill until its last work over the hours there are; ``worst`` the week
    in which most is asked of it for the hours there are."""

    skill: str
    level: int
    days: float
    percent: float | None
    worst: SkillLoad


@dataclass(frozen=True, slots=True)
class Single:
    """Open work that only one person can do."""

    skill: str
    person: str
    tasks: tuple[str, ...]
    hours: float


@dataclass(frozen=True, slots=True)
class Hire:
    """The latest Monday on which somebody can start for the date to hold at P85, and P85 without anybody,
    with somebody from now on, and from that Monday. ``start`` is None when the date holds without, or not
    even with somebody from now on."""

    start: date | None
    without: int | None
    at_once: int | None
    then: int | None

    def holds_without(self, by: int) -> bool:
        return self.without is not None and self.without <= by


def skill_loads(plan: Plan) -> tuple[SkillLoad, ...]:
    """Hours asked of each skill in each week, over the hours of those who have it."""
    done = dispatch(plan)
    return skill_load(done.compiled, done.people)


def shortages(plan: Plan, id: str = "", stop: Callable[[], bool] | None = None) -> tuple[Short, ...]:
    """The skills that open work asks for, the one that holds ``id`` (the whole plan) back most first: each is
    given one more person at once and the plan is dispatched. Stopped, it tells of those tried by then."""
    weeks: dict[str, list[SkillLoad]] = defaultdict(list)
    for week in skill_loads(plan):
        weeks[week.skill].append(week)
    trial, found = Trial(plan, id), []
    for skill, loads in weeks.items():
        if stop and stop():
            break
        level = _level(plan, skill)
        days = trial.of(hired(plan, skill, level, None)).days
        found.append(Short(skill, level, max(-(days or 0.0), 0.0), _whole(loads), _worst(loads)))
    return tuple(sorted(found, key=lambda each: (-each.days, -(each.percent or np.inf), each.skill)))


def singles(plan: Plan) -> tuple[Single, ...]:
    """Skills of open work that one person alone has at the level asked for, the most hours first."""
    tasks: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for task in plan.tasks:
        left = remaining(task).likely
        if task.skill and left:
            able = [p.id for p in plan.people if p.skills.get(task.skill, 0) >= max(task.level, 1)]
            if len(able) == 1:
                tasks[task.skill, able[0]].append(task)
    found = [
        Single(skill, person, tuple(t.id for t in of), sum(remaining(t).likely for t in of))
        for (skill, person), of in tasks.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.hours, each.skill)))


def hired(plan: Plan, skill: str, level: int, start: date | None) -> Plan:
    """The plan with one more person who has the skill, from that day on (None: from now)."""
    today = local_day(plan.as_of, plan.timezone)
    away = ((today, start),) if start and start > today else ()
    new = Person(HIRE, "", project_calendar(plan).id, {skill: level}, time_off=away)
    return replace(plan, people=(*plan.people, new))


def latest_hire(
    plan: Plan, skill: str, by: int, id: str = "", runs: int = RUNS, stop: Callable[[], bool] | None = None
) -> Hire:
    """Until when somebody with the skill must start for ``id`` (the whole plan) to be done by the moment in
    85 of 100 runs. All dates are tried under the same luck. Between the Mondays the search halves; what it
    tells was simulated: that Monday holds, the next does not. Raises ``Cancelled`` when ``stop()`` says so.
    """
    level = _level(plan, skill)

    def p85(start: date | None) -> int | None:
        return _p85(hired(plan, skill, level, start), id, runs, stop)

    without, at_once = _p85(plan, id, runs, stop), p85(None)
    if (without is not None and without <= by) or at_once is None or at_once > by:
        return Hire(None, without, at_once, None)
    today = local_day(plan.as_of, plan.timezone)
    mondays = _mondays(today, local_day(by, plan.timezone))
    low, high, then = -1, len(mondays), at_once
    while high - low > 1:
        middle = (low + high) // 2
        tried = p85(mondays[middle])
        if tried is not None and tried <= by:
            low, then = middle, tried
        else:
            high = middle
    return Hire(mondays[low] if low >= 0 else today, without, at_once, then)


def holds_back(found: tuple[Short, ...]) -> Short | None:
    """The bottleneck: the skill of which one more brings most; None when none is worth a decision."""
    return found[0] if found and found[0].days >= LEAST_DAYS else None


def _p85(plan: Plan, id: str, runs: int, stop: Callable[[], bool] | None) -> int | None:
    samples = simulate(plan, runs, SEED, cancelled=stop).samples()
    done, rank = np.sort(samples.of(id)), rank_of(85, runs)
    return int(done[rank]) if rank < len(done) else None


def _mondays(today: date, last: date) -> list[date]:
    """Mondays after today until the day."""
    first = today + timedelta(days=7 - today.weekday())
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def _level(plan: Plan, skill: str) -> int:
    """The highest level that open work asks for."""
    asked = [task.level for task in plan.tasks if task.skill == skill and remaining(task).likely]
    return max(asked, default=1)


def _whole(loads: list[SkillLoad]) -> float | None:
    last = max(place for place, each in enumerate(loads) if each.needed_hours) + 1
    there = sum(each.available_hours for each in loads[:last])
    return 100 * sum(each.needed_hours for each in loads[:last]) / there if there else None


def _worst(loads: list[SkillLoad]) -> SkillLoad:
    return max(loads, key=lambda each: (each.needed_hours > 0, each.percent or each.needed_hours * 1e6))
