"""What would make it earlier? Changes to what holds a date back, each tried by computing the plan with it.

Only the binding chain of the date is looked at: what is not on it cannot move it by itself. Each change is
put into the plan, the plan is dispatched, and what comes out is told: days gained, and what ends later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import Literal

from .calendar import BeyondHorizon, NoWorkingTime, WorkingTime, project_calendar
from .plan import Group, Link, Plan, Range, Task
from .precedence import Ancestors, tasks_in
from .scheduling.compile import remaining
from .scheduling.dispatch import Dispatch, dispatch
from .scheduling.explain import Reason, explain
from .scheduling.timelines import NEVER
from .trial import LEAST_DAYS, Trial

MOST_TRIED = 160
MOST_PEOPLE = 6
"""So many able people are tried for a task, the most skilled first."""
NOTHING = Range(0.0, 0.0, 0.0)

Kind = Literal["reassign", "add", "first", "overlap", "unlink", "cut"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``item`` is the task or group it is about, ``people`` who then does it, ``person`` the new
    one among them; ``on`` what ``item`` waits for, by a link that gets ``lag_hours`` or goes."""

    kind: Kind
    item: str
    people: tuple[str, ...] = ()
    person: str | None = None
    on: str | None = None
    lag_hours: float | None = None

    @property
    def gives_up(self) -> bool:
        """Whether something that was agreed is given up for it: an order of work, or a part of it."""
        return self.kind in ("overlap", "unlink", "cut")


@dataclass(frozen=True, slots=True)
class Gain:
    """A change with the working days it brings, and the releases, milestones and projects that end later."""

    change: Change
    days: float
    later: dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """The changes that help, the best first; how many were tried, and whether that was all there are."""

    gains: tuple[Gain, ...]
    tried: int
    complete: bool


def earlier(plan: Plan, id: str = "", stop: Callable[[], bool] | None = None) -> Answer:
    """What makes a task, group, milestone, release, goal, project or (``""``) the whole plan end earlier.

    At likely effort. When ``stop()`` says so, what has been found by then is returned. Raises ``KeyError``
    for an id that is not in the plan, ``CycleError`` for work that waits for itself."""
    done = dispatch(plan)
    chain = Changes(plan, id, explain(plan, id, done).reasons, done)
    trial, found, tried, complete = Trial(plan, id), [], 0, True
    if trial.end is None:
        return Answer((), 0, True)
    changes = chain.changes()
    for change in islice(changes, MOST_TRIED):
        if stop and stop():
            complete = False
            break
        tried += 1
        if gain := _gain(trial, change, chain.changed(change)):
            found.append(gain)
    return Answer(_best(found), tried, complete and next(changes, None) is None)


def _gain(trial: Trial, change: Change, changed: Plan) -> Gain | None:
    found = trial.of(changed)
    if found.days is None or -found.days < LEAST_DAYS:
        return None
    return Gain(change, -found.days, found.later)


def _best(found: list[Gain]) -> tuple[Gain, ...]:
    """Of the same kind of change to the same thing only the one that brings most."""
    best: dict[tuple[str, str, str | None], Gain] = {}
    for gain in sorted(found, key=lambda each: (-each.days, sum(each.later.values()))):
        best.setdefault((gain.change.kind, gain.change.item, gain.change.on), gain)
    return tuple(best.values())


class Changes:
    """The changes worth trying for a chain of reasons, and the plans that come of them."""

    def __init__(self, plan: Plan, id: str, reasons: tuple[Reason, ...], done: Dispatch) -> None:
        self.plan, self.id, self.reasons, self.done = plan, id, reasons, done
        self.tasks = {task.id: task for task in plan.tasks}
        self.groups = {group.id: group for group in plan.groups}
        self.inside, self.around = tasks_in(plan), Ancestors(plan)
        self.top = 1 + max((task.priority for task in plan.tasks), default=0.0)

    def changes(self) -> Iterator[Change]:
        """Of each task of the chain the first idea, then of each the second, so that a limit is fair."""
        chain = dict.fromkeys(r.task for r in self.reasons if self._open(r.task))
        seen: set[Change] = set()
        for ideas in zip_longest(*(list(self._about(self.tasks[id])) for id in chain)):
            for change in ideas:
                if change is not None and change not in seen:
                    seen.add(change)
                    yield change

    def changed(self, change: Change) -> Plan:
        """The plan with the change in it."""
        if change.kind == "cut":
            gone = set(self.inside.get(change.item, (change.item,)))
            return self._tasks({id: _without_work(self.tasks[id]) for id in gone if self._unstarted(id)})
        if change.kind in ("overlap", "unlink"):
            return self._relinked(change)
        task = self.tasks[change.item]
        if change.kind == "first":
            return self._tasks({task.id: replace(task, priority=self.top)})
        staffed = replace(task, people=change.people, people_needed=len(change.people))
        return self._tasks({task.id: staffed})

    def _about(self, task: Task) -> Iterator[Change]:
        waits = [reason for reason in self.reasons if reason.task == task.id]
        if any(reason.kind in ("busy", "goes_first", "pool") for reason in waits):
            yield Change("first", task.id)
        yield from self._links(task, {reason.on for reason in waits if reason.kind == "waits_for"})
        yield from self._cuts(task)
        yield from self._people(task)

    def _links(self, task: Task, on: set[str | None]) -> Iterator[Change]:
        """Links that held the task back, its own and those of the groups it lies in."""
        around = (self.groups[id] for id in self.around.of(task.parent))
        owners: tuple[Task | Group, ...] = (task, *around)
        for owner in owners:
            for link in owner.depends_on:
                if link.type == "FS" and on.intersection((link.on, *self.inside.get(link.on, ()))):
                    if half := self._half(link):
                        yield Change("overlap", owner.id, on=link.on, lag_hours=link.lag_hours - half)
                    yield Change("unlink", owner.id, on=link.on)

    def _half(self, link: Link) -> float:
        """Half the working hours that what is waited for takes; 0 for what is over or takes none."""
        node = self.done.compiled.index[link.on]
        start, finish = int(self.done.start[node]), int(self.done.finish[node])
        if link.elapsed or finish >= NEVER or finish <= self.plan.as_of:
            return 0.0
        time = WorkingTime(project_calendar(self.plan), timezone=self.plan.timezone, near=self.plan.as_of)
        try:
            return float(time.between(max(start, self.plan.as_of), finish) // 120)
        except (BeyondHorizon, NoWorkingTime):
            return 0.0

    def _cuts(self, task: Task) -> Iterator[Change]:
        """The task left out, and each group it lies in; never the thing itself nor what it lies in."""
        for id in (task.id, *self.around.of(task.parent)):
            inside = self.inside.get(id, (id,))
            if self.id == id or self.id in inside or self.id in self._groups_in(id):
                return
            if all(self._unstarted(each) or not self._open(each) for each in inside) and self._unstarted(
                task.id
            ):
                yield Change("cut", id)

    def _groups_in(self, id: str) -> set[str]:
        return {each for each in self.groups if id in self.around.of(self.groups[each].parent)}

    def _people(self, task: Task) -> Iterator[Change]:
        """Somebody else who is able to do it, and one more."""
        doing = task.people or self._chosen(task)
        if not doing or not remaining(task).likely or task.duration_hours is not None:
            return
        for person in self._able(task, doing):
            for out in doing:
                people = tuple(person if one == out else one for one in doing)
                yield Change("reassign", task.id, people, person)
            yield Change("add", task.id, (*doing, person), person)

    def _able(self, task: Task, doing: tuple[str, ...]) -> list[str]:
        """Those with the skill, the best first; anybody where none is asked for."""
        skill = task.skill
        level = {p.id: p.skills.get(skill, 0) if skill else 0 for p in self.plan.people if p.id not in doing}
        able = [id for id, known in level.items() if not skill or known >= task.level]
        return sorted(able, key=lambda id: -level[id])[:MOST_PEOPLE]

    def _chosen(self, task: Task) -> tuple[str, ...]:
        """Whom the schedule chose."""
        lanes = self.done.lanes(self.done.compiled.index[task.id])
        return tuple(self.plan.people[self.done.compiled.lanes[lane].person].id for lane in lanes)

    def _relinked(self, change: Change) -> Plan:
        def links(owner: Task | Group) -> tuple[Link, ...]:
            lag = change.lag_hours
            kept = [link for link in owner.depends_on if lag is not None or link.on != change.on]
            return tuple(
                replace(link, lag_hours=lag) if lag is not None and link.on == change.on else link
                for link in kept
            )

        if change.item in self.tasks:
            task = self.tasks[change.item]
            return self._tasks({task.id: replace(task, depends_on=links(task))})
        groups = (replace(g, depends_on=links(g)) if g.id == change.item else g for g in self.plan.groups)
        return replace(self.plan, groups=tuple(groups))

    def _tasks(self, changed: dict[str, Task]) -> Plan:
        return replace(self.plan, tasks=tuple(changed.get(task.id, task) for task in self.plan.tasks))

    def _open(self, id: str) -> bool:
        task = self.tasks.get(id)
        return task is not None and not (task.progress and task.progress.finished is not None)

    def _unstarted(self, id: str) -> bool:
        return id in self.tasks and self.tasks[id].progress is None


def _without_work(task: Task) -> Task:
    """The task as a moment: what waited for it and what it waited for keep their order."""
    return replace(
        task, effort_hours=NOTHING, duration_hours=None, skill=None, people=(), people_needed=1, uses={}
    )
