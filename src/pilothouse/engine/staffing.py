"""Who could do a task, and what each choice costs: each candidate is put into the plan and it is dispatched.

Three ways to choose: who brings the earliest finish; who would grow on it; who has done least of such work,
so that more people know it (the bus factor). An estimate is the same whoever does the work: what somebody new
to it needs beyond is not in these days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .plan import Plan, Task
from .scheduling.compile import remaining
from .scheduling.dispatch import Dispatch, dispatch
from .trial import Trial

MOST_PEOPLE = 24
"""So many people are tried, those who know it best first."""
GROWING = 1
"""Levels that somebody may lack and still do it with help."""
Way = Literal["fastest", "growth", "bus_factor"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could do it. ``level`` of the skill that is asked for (None when none is), ``lacks`` how
    many levels are missing, ``people`` who then does it together, ``hours`` of such work that is theirs
    already. ``days`` by which the task ends later than now, ``finish_days`` its project (without one the
    whole plan), ``later`` what else ends later."""

    person: str
    level: int | None
    lacks: int
    people: tuple[str, ...]
    hours: float
    days: float
    finish_days: float
    later: dict[str, float]


@dataclass(frozen=True, slots=True)
class Advice:
    """``candidates``, the soonest finish first; whom each way chooses, where it can tell; who does it ``now``
    by assignment or by schedule; whether everybody was tried."""

    candidates: tuple[Candidate, ...]
    ways: dict[Way, Candidate]
    now: tuple[str, ...]
    complete: bool


def advise(plan: Plan, id: str, stop: Callable[[], bool] | None = None) -> Advice:
    """Who could do the task. Raises ``KeyError`` when the plan has no such task, ``CycleError`` for work that
    waits for itself. When ``stop()`` says so, those tried by then are returned."""
    task = {each.id: each for each in plan.tasks}[id]
    done = dispatch(plan)
    now = doing(task, done, plan)
    if not remaining(task).likely or task.duration_hours is not None:
        return Advice((), {}, now, True)
    trial, hours = Trial(plan, id), _hours_of_such_work(plan, task, done)
    found, complete = [], True
    able = [each for each in plan.people if lacks(each.skills, task) <= GROWING]
    able.sort(key=lambda each: (-each.skills.get(task.skill or "", 0), each.id not in now))
    for person in able[:MOST_PEOPLE]:
        if stop and stop():
            complete = False
            break
        tried = [_tried(trial, task, people) for people in _teams(person.id, now, task)]
        best = min((each for each in tried if each), key=lambda each: (each[1], each[2]), default=None)
        if best:
            level = person.skills.get(task.skill, 0) if task.skill else None
            missing = max(lacks(person.skills, task), 0)
            found.append(Candidate(person.id, level, missing, best[0], hours[person.id], *best[1:]))
    found.sort(key=lambda each: (each.finish_days, each.days, sum(each.later.values()), each.lacks))
    return Advice(tuple(found), _ways(found, now), now, complete and len(able) <= MOST_PEOPLE)


def _ways(found: list[Candidate], now: tuple[str, ...]) -> dict[Way, Candidate]:
    """Who is chosen each way; growth and bus factor only where people differ in them."""
    ready = [each for each in found if not each.lacks]
    ways: dict[Way, Candidate] = {}
    if ready:
        ways["fastest"] = ready[0]
    levels = {each.level for each in found if each.level is not None}
    if len(levels) > 1:
        ways["growth"] = min(found, key=lambda each: (each.level or 0, each.finish_days, each.days))
    if len({each.hours for each in ready}) > 1:
        ways["bus_factor"] = min(ready, key=lambda each: (each.hours, each.finish_days, each.days))
    return ways


Result = tuple[tuple[str, ...], float, float, dict[str, float]]


def _tried(trial: Trial, task: Task, people: tuple[str, ...]) -> Result | None:
    """Who does it, and the days that brings; None when it would then have no date."""
    staffed = replace(task, people=people, people_needed=len(people))
    tasks = tuple(staffed if each.id == task.id else each for each in trial.plan.tasks)
    found = trial.of(replace(trial.plan, tasks=tasks))
    if found.days is None:
        return None
    finish = found.others.get(task.project) if task.project else None
    later = {id: days for id, days in found.later.items() if id != task.project}
    return people, found.days, (found.whole or 0.0) if finish is None else finish, later


def _teams(person: str, now: tuple[str, ...], task: Task) -> Iterator[tuple[str, ...]]:
    """Those who would do it when this person does: the others stay, one of them makes room."""
    if person in now:
        yield now
        return
    for out in now:
        yield tuple(person if each == out else each for each in now)
    if not now and task.people_needed == 1:
        yield (person,)


def lacks(skills: dict[str, int], task: Task) -> int:
    """How many levels are missing; who has none of the skill lacks too many."""
    if not task.skill:
        return 0
    return task.level - skills[task.skill] if task.skill in skills else GROWING + 1


def doing(task: Task, done: Dispatch, plan: Plan) -> tuple[str, ...]:
    """Those given to it, else those whom the schedule chose."""
    if task.people:
        return task.people
    lanes = done.lanes(done.compiled.index[task.id])
    return tuple(plan.people[done.compiled.lanes[lane].person].id for lane in lanes)


def _hours_of_such_work(plan: Plan, task: Task, done: Dispatch) -> dict[str, float]:
    """Hours each person has of other tasks with the same skill; of the same group when none is asked for."""
    hours: dict[str, float] = defaultdict(float)
    for each in plan.tasks:
        alike = each.skill == task.skill if task.skill else each.parent == task.parent
        if alike and each.id != task.id:
            people = doing(each, done, plan)
            spent = each.progress.spent_hours if each.progress else 0.0
            for person in people:
                hours[person] += (spent + remaining(each).likely) / len(people)
    return hours
