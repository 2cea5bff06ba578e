"""Ways to take weeks over 100 % from somebody: others do some of the work, or help with it.

No task is moved in time: dates follow from who does what. Each way is made in steps; of all that could be
done next, the one is taken that leaves everybody together the fewest hours over what they have. What comes of
it is the plan dispatched anew at likely effort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from .plan import Plan, Task
from .scheduling.compile import remaining
from .scheduling.dispatch import Dispatch, dispatch, read_schedule
from .scheduling.result import WeekLoad
from .staffing import doing, lacks
from .trial import Trial

STEPS, TASKS, PEOPLE = 3, 6, 4
"""So many changes make a way; of so many tasks, the longest, and with so many people, the freest."""
LEAST_HOURS = 4.0
"""A step that takes less from what is too much is not worth it."""
SHARED_HOURS = 16.0
"""Work shorter than this is not shared."""
Kind = Literal["hand_over", "help"]


@dataclass(frozen=True, slots=True)
class Strain:
    """How much somebody is asked for: ``weeks`` over 100 %, ``hours`` over in them, ``peak`` in percent."""

    weeks: int
    hours: float
    peak: float


@dataclass(frozen=True, slots=True)
class Move:
    """Who does a task from then on, together."""

    task: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its ``moves``, the ``strain`` that is left, working ``days`` by which the plan ends later
    (negative: sooner; None without a date), and the releases, milestones and projects that end ``later``."""

    kind: Kind
    moves: tuple[Move, ...]
    strain: Strain
    days: float | None
    later: dict[str, float]


@dataclass(frozen=True, slots=True)
class Leveling:
    """The strain ``now`` and the ``ways`` that lessen it; ``complete`` unless time was up."""

    now: Strain
    ways: tuple[Way, ...]
    complete: bool


def level(
    plan: Plan, person: str, stop: Callable[[], bool] | None = None, fixed: Container[str] = ()
) -> Leveling:
    """Ways for somebody of the plan; ``fixed`` are ids of work whose people stay. Raises ``KeyError`` for
    nobody of it, ``CycleError`` for work that waits for itself. When ``stop()`` says so, what was found by
    then is returned."""
    if person not in {each.id for each in plan.people}:
        raise KeyError(person)
    trial, stopped = Trial(plan), [False]

    def over() -> bool:
        stopped[0] = stopped[0] or bool(stop and stop())
        return stopped[0]

    search = _Search(trial, person, over, fixed)
    ways = [way for kind in ("hand_over", "help") if (way := search.way(kind))]
    return Leveling(strain(_loads(dispatch(plan)), person), tuple(ways), not stopped[0])


def strain(loads: Iterable[WeekLoad], person: str) -> Strain:
    """How much somebody is asked for in those weeks."""
    mine = [each for each in loads if each.person == person]
    hours = [_over(each) for each in mine]
    peak = max((each.percent or 0.0 for each in mine), default=0.0)
    return Strain(sum(one > 0 for one in hours), sum(hours), peak)


@dataclass(frozen=True)
class _Search:
    trial: Trial
    person: str
    stop: Callable[[], bool]
    fixed: Container[str]

    def way(self, kind: Kind) -> Way | None:
        """As many steps as are worth it; None without any."""
        plan, moves, done = self.trial.plan, list[Move](), dispatch(self.trial.plan)
        while len(moves) < STEPS and (best := self._best(plan, kind, done)):
            move, done = best
            moves, plan = [*moves, move], _with(plan, move)
        if not moves:
            return None
        tried = self.trial.of(plan)
        return Way(kind, tuple(moves), strain(_loads(done), self.person), tried.whole, tried.later)

    def _best(self, plan: Plan, kind: Kind, done: Dispatch) -> tuple[Move, Dispatch] | None:
        """What leaves the fewest hours over, and fewer than now, of everybody and of the person."""
        excess, best = _excess(_loads(done)), None
        least = sum(excess.values()) - LEAST_HOURS
        for task in self._tasks(plan, kind, done) if excess[self.person] else ():
            for move in self._moves(plan, task, kind, done, excess):
                if self.stop():
                    return best
                tried = dispatch(_with(plan, move))
                after = _excess(_loads(tried))
                if sum(after.values()) <= least and after[self.person] < excess[self.person]:
                    best, least = (move, tried), sum(after.values())
        return best

    def _tasks(self, plan: Plan, kind: Kind, done: Dispatch) -> list[Task]:
        """What somebody does and could give away or share, the longest first."""
        free = [task for task in plan.tasks if task.id not in self.fixed and _open(task, kind)]
        mine = [task for task in free if self.person in doing(task, done, plan)]
        return sorted(mine, key=lambda task: (-remaining(task).likely, task.id))[:TASKS]

    def _moves(
        self, plan: Plan, task: Task, kind: Kind, done: Dispatch, excess: Mapping[str, float]
    ) -> list[Move]:
        now = doing(task, done, plan)
        able = [each.id for each in plan.people if each.id not in now and lacks(each.skills, task) <= 0]
        able.sort(key=lambda id: (excess[id], id))
        kept = now if kind == "help" else tuple(id for id in now if id != self.person)
        return [Move(task.id, (*kept, other)) for other in able[:PEOPLE]]


def _open(task: Task, kind: Kind) -> bool:
    left = remaining(task).likely
    if task.duration_hours is not None or not left:
        return False
    begun = task.progress is not None and task.progress.started is not None
    return left >= SHARED_HOURS if kind == "help" else not begun


def _with(plan: Plan, move: Move) -> Plan:
    def staffed(task: Task) -> Task:
        return replace(task, people=move.people, people_needed=len(move.people))

    return replace(plan, tasks=tuple(staffed(t) if t.id == move.task else t for t in plan.tasks))


def _loads(done: Dispatch) -> tuple[WeekLoad, ...]:
    return read_schedule(done, load=True, slack=False).load


def _excess(loads: Iterable[WeekLoad]) -> Mapping[str, float]:
    """Hours over what there is, by person."""
    found: dict[str, float] = defaultdict(float)
    for each in loads:
        found[each.person] += _over(each)
    return found


def _over(load: WeekLoad) -> float:
    return max(0.0, load.needed_hours - load.available_hours)
