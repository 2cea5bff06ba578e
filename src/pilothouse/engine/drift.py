"""What moved a finish between two moments: every change applied in turn, its movement told to its cause.

Steps are applied in the order they come in, and each is measured on the plan that the ones before it left.
What two changes do together thereby belongs to the later one, and the movements add up to the whole, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .plan import Link, Plan, Task
from .precedence import CycleError
from .scheduling.dispatch import schedule
from .simulation import NOT_EVER, Cancelled, rank_of, simulate

Cause = Literal["decision", "estimate", "absence", "slip", "risk", "scope"]
CAUSES: tuple[Cause, ...] = ("absence", "decision", "scope", "estimate", "risk", "slip")
"""Also the order in which differences of two documents are applied; that time passed is slip."""
SAFE = 85
FEWEST_RUNS, MOST_RUNS = 64, 512
WORK = 1_000_000
"""So many tasks placed take about a second."""
FEWEST_STEPS, MOST_STEPS = 8, 40
WORK_OF_STEPS = 12_000
"""So many tasks laid out take about a second."""


@dataclass(frozen=True, slots=True)
class Step:
    """The plan as the next change left it; ``mark`` is what the caller knows the change by."""

    cause: Cause
    plan: Plan
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """By how many minutes one change moved the finish, and where it stood then (None: without a date)."""

    cause: Cause
    mark: str
    minutes: int
    finish: int | None


@dataclass(frozen=True, slots=True)
class Drift:
    """A finish then and now, and all that moved it. ``runs`` is 0 when dates are those at likely effort, else
    they are P85 of so many runs with the same luck throughout.

    While something has no date, nothing is counted; the change that brings a date back carries what it moved.
    """

    before: int | None
    after: int | None
    moves: tuple[Move, ...]
    runs: int

    @property
    def minutes(self) -> int:
        """The whole movement, from the first date known to the last."""
        return sum(move.minutes for move in self.moves)

    def by_cause(self) -> dict[Cause, int]:
        """Minutes of every cause."""
        total: Counter[Cause] = Counter(dict.fromkeys(CAUSES, 0))
        for move in self.moves:
            total[move.cause] += move.minutes
        return dict(total)


def drift(
    before: Plan,
    steps: Sequence[Step],
    id: str = "",
    runs: int | None = None,
    seed: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> Drift:
    """Follow the finish of ``id`` (the whole plan when empty) through the steps."""
    runs = runs_for(before, steps) if runs is None else runs
    first = last = finish_of(before, id, runs, seed)
    moves = []
    known, plan = last, before
    for step in steps:
        if cancelled():
            raise Cancelled
        if step.plan != plan:
            last, plan = finish_of(step.plan, id, runs, seed), step.plan
        moved = last - known if last is not None and known is not None else 0
        moves.append(Move(step.cause, step.mark, moved, last))
        known = known if last is None else last
    return Drift(first, last, tuple(moves), runs)


def runs_for(before: Plan, steps: Sequence[Step]) -> int:
    """As many runs as there is time for; none at all, when it would be too few to tell a P85."""
    tasks = max(len(before.tasks), max((len(step.plan.tasks) for step in steps), default=0), 1)
    room = WORK // (tasks * (len(steps) + 1))
    return min(room, MOST_RUNS) if room >= FEWEST_RUNS else 0


def steps_for(plan: Plan) -> int:
    """How many steps there is time to measure."""
    return max(FEWEST_STEPS, min(MOST_STEPS, WORK_OF_STEPS // max(len(plan.tasks), 1)))


def finish_of(plan: Plan, id: str, runs: int, seed: int) -> int | None:
    """P85 of the finish, at likely effort when there are no runs; None for what has no date."""
    try:
        return _sampled(plan, id, runs, seed) if runs else _likely(plan, id)
    except CycleError:
        return None


def _sampled(plan: Plan, id: str, runs: int, seed: int) -> int | None:
    samples = simulate(plan, runs, seed).samples()
    if id not in samples.rows:
        return None
    offset = np.sort(samples.finish[samples.rows[id]])[rank_of(SAFE, runs)]
    return None if offset == NOT_EVER else int(offset) + samples.base


def _likely(plan: Plan, id: str) -> int | None:
    found = schedule(plan, load=False, slack=False)
    if not id:
        return found.finish
    spans: tuple[Any, ...] = (
        *found.tasks,
        *found.milestones,
        *found.groups,
        *found.releases,
        *found.goals,
        *found.projects,
    )
    return next((span.finish for span in spans if span.id == id), None)


def parted(before: Plan, after: Plan) -> Iterator[Step]:
    """The way from one document to another, a step for each kind of difference: for when no history tells."""
    done: set[Cause] = set()
    plan = before
    for cause in CAUSES:
        done.add(cause)
        mixed = after if len(done) == len(CAUSES) else _Mixed(before, after, done).plan()
        if mixed != plan:
            yield Step(cause, mixed)
        plan = mixed


OF_TASK: dict[str, Cause] = {
    "effort_hours": "estimate",
    "duration_hours": "estimate",
    "parent": "scope",
    "progress": "slip",
}
OF_PERSON: dict[str, Cause] = {"time_off": "absence", "share": "absence", "calendar": "absence"}
"""All other fields are somebody's decision."""


class _Mixed:
    """A plan between two others: what is of the causes in ``done`` as after, the rest as before."""

    def __init__(self, before: Plan, after: Plan, done: Iterable[Cause]) -> None:
        self.before, self.after, self.done = before, after, frozenset(done)

    def plan(self) -> Plan:
        scope, chosen = self._side("scope"), self._side("decision")
        mixed = replace(
            chosen,
            start=self._side("slip").start,
            as_of=self._side("slip").as_of,
            calendars=self._calendars(),
            people=tuple(self._people()),
            tasks=tuple(self._tasks()),
            groups=scope.groups,
            milestones=scope.milestones,
            releases=scope.releases,
            goals=scope.goals,
            risks=self._side("risk").risks,
        )
        return _whole(mixed)

    def _side(self, cause: Cause) -> Plan:
        return self.after if cause in self.done else self.before

    def _calendars(self) -> tuple[Any, ...]:
        side = self._side("absence")
        other = self.before if side is self.after else self.after
        known = {each.id for each in side.calendars}
        return (*side.calendars, *(each for each in other.calendars if each.id not in known))

    def _people(self) -> Iterator[Any]:
        sides = ({each.id: each for each in side.people} for side in (self.before, self.after))
        then, now = sides
        for person in self._side("decision").people:
            yield self._joined(then.get(person.id), now.get(person.id), OF_PERSON)

    def _tasks(self) -> Iterator[Task]:
        then = {each.id: each for each in self.before.tasks}
        now = {each.id: each for each in self.after.tasks}
        inside = now if "scope" in self.done else then
        order = [each.id for each in self._side("decision").tasks if each.id in inside]
        for id in dict.fromkeys((*order, *inside)):
            yield self._joined(then.get(id), now.get(id), OF_TASK)

    def _joined(self, then: Any, now: Any, causes: dict[str, Cause]) -> Any:
        """What both sides have, field by field; what only one has, as it is there."""
        if then is None or now is None:
            return then or now
        fields = then.__dataclass_fields__
        sides = {name: now if causes.get(name, "decision") in self.done else then for name in fields}
        return replace(then, **{name: getattr(side, name) for name, side in sides.items()})


def _whole(plan: Plan) -> Plan:
    """Without references to what a mixture of two plans lacks."""
    people, pools = {each.id for each in plan.people}, {each.id for each in plan.pools}
    projects, groups = {each.id for each in plan.projects}, {each.id for each in plan.groups}
    work = {each.id for each in plan.milestones} | groups | {each.id for each in plan.tasks}
    tasks = {each.id for each in plan.tasks} | groups

    def links(each: Any) -> tuple[Link, ...]:
        return tuple(link for link in each.depends_on if link.on in work)

    def placed(each: Any) -> Any:
        parent = each.parent if each.parent in groups else None
        return replace(each, parent=parent, depends_on=links(each))

    def kept(each: Any) -> Any:
        return replace(each, tasks=tuple(id for id in each.tasks if id in tasks))

    def owned(each: Any) -> Any:
        return replace(each, project=each.project if each.project in projects else None)

    return replace(
        plan,
        tasks=tuple(
            replace(
                owned(placed(each)),
                people=tuple(id for id in each.people if id in people),
                uses={id: units for id, units in each.uses.items() if id in pools},
            )
            for each in plan.tasks
        ),
        groups=tuple(map(placed, plan.groups)),
        milestones=tuple(owned(placed(each)) for each in plan.milestones),
        releases=tuple(owned(kept(each)) for each in plan.releases),
        goals=tuple(map(kept, plan.goals)),
        risks=tuple(map(kept, plan.risks)),
        allocations=tuple(a for a in plan.allocations if a.person in people and a.project in projects),
    )
