"""The rule of ``docs/scheduling.md`` applied once, at likely effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..calendar import WorkingTime, project_calendar
from ..plan import Milestone, Plan, Project, Release
from . import _kernel
from .compile import Compiled, compile_plan, longer
from .floats import total_floats
from .load import weekly_load
from .reasons import unscheduled
from .result import Broken, Schedule, ScheduledTask, Status
from .spans import Spans
from .timelines import NEVER, YEAR

_CRITICAL = 1 / 60
_ANSWER = (
    "start", "finish", "resumes", "people", "why", "why_node", "pending", "start_bound", "finish_bound"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One pass of the kernel: the compiled plan and the answer, nodes in its numbering.

    ``why`` says what a node's start waited for last (1 link, 2 person, 3 pool, 4 a link to its finish) and
    ``why_node`` which node that was; both are 0 and -1 for what waited for no other."""

    compiled: Compiled
    start: np.ndarray
    finish: np.ndarray
    resumes: np.ndarray
    people: np.ndarray
    why: np.ndarray
    why_node: np.ndarray
    pending: np.ndarray
    start_bound: np.ndarray
    finish_bound: np.ndarray
    cost: float

    def placed(self, node: int) -> bool:
        """Whether the node has both dates."""
        return bool(self.start[node] < NEVER and self.finish[node] < NEVER)

    def lanes(self, task: int) -> list[int]:
        """The lanes that do the task."""
        off = self.compiled.arrays["people_off"]
        return [int(lane) for lane in self.people[off[task] : off[task + 1]] if lane >= 0]


def dispatch(plan: Plan, horizon: int | None = None) -> Dispatch:
    """Apply the rule; the time that is laid out grows until everything that can be done is."""
    compiled = compile_plan(plan, horizon)
    while True:
        kernel = run_once(compiled)
        if not kernel.cut:
            return _answer(compiled, kernel)
        compiled = longer(compiled)


def run_once(compiled: Compiled, limits: bool = True) -> _kernel.Dispatcher:
    """A kernel that has run at likely effort; without ``limits`` nobody waits for people or pools."""
    kernel = _kernel.Dispatcher(compiled.counts, compiled.fresh(), limits)
    kernel.run(compiled.likely_work())
    return kernel


def _answer(compiled: Compiled, kernel: _kernel.Dispatcher) -> Dispatch:
    arrays = {name: np.asarray(getattr(kernel, name)) for name in _ANSWER}
    return Dispatch(compiled=compiled, cost=float(kernel.money), **arrays)


def schedule(plan: Plan, load: bool = True, slack: bool = True) -> Schedule:
    """Dates of the plan at likely effort. ``load=False`` leaves out the weekly load, ``slack=False`` how far
    tasks could slip, which are critical and the lower bound.

    Raises ``CycleError`` when tasks wait for each other in a ring."""
    return read_schedule(dispatch(plan), load, slack)


def read_schedule(done: Dispatch, load: bool = True, slack: bool = True) -> Schedule:
    """A pass of the kernel as a ``Schedule``."""
    plan = done.compiled.plan
    ends = done.finish[: done.compiled.counts["marks"]]
    finish = int(max(ends[ends < NEVER], default=plan.start))
    bound = _lower_bound(done, finish) if slack else None
    missing = unscheduled(done)
    spans = Spans(plan, done.compiled.index, done.start, done.finish)
    empty = bool(len(ends)) and not bool((ends < NEVER).any())
    return Schedule(
        status=_status(finish, bound, bool(missing), empty),
        finish=None if empty else finish,
        lower_bound=None if empty else bound,
        tasks=_tasks(done, slack),
        milestones=spans.of_ids(item.id for item in plan.milestones),
        groups=spans.of_ids(item.id for item in plan.groups),
        releases=spans.releases(),
        goals=spans.goals(),
        projects=spans.projects(),
        unscheduled=missing,
        broken=broken(plan, done, spans, None if empty else finish),
        cost=done.cost + past_cost(plan),
        load=weekly_load(done.compiled, done.people) if load else (),
    )


def past_cost(plan: Plan) -> float:
    """What the hours spent by those named on tasks cost: split evenly among them, at their rates."""
    rates = {person.id: person.rate_per_hour for person in plan.people}
    total = 0.0
    for task in plan.tasks:
        if task.people and task.progress:
            paid = sum(rates.get(id, 0.0) for id in task.people)
            total += task.progress.spent_hours / len(task.people) * paid
    return total


def _tasks(done: Dispatch, slack: bool) -> tuple[ScheduledTask, ...]:
    floats = total_floats(done) if slack else [None] * len(done.compiled.plan.tasks)
    return tuple(_task(done, node, slip) for node, slip in enumerate(floats) if done.placed(node))


def _task(done: Dispatch, node: int, slip: float | None) -> ScheduledTask:
    plan = done.compiled.plan
    task = plan.tasks[node]
    lanes = done.lanes(node)
    people = tuple(
        plan.people[place].id for place in sorted(done.compiled.lanes[lane].person for lane in lanes)
    )
    resumes = int(done.resumes[node])
    return ScheduledTask(
        task.id,
        int(done.start[node]),
        int(done.finish[node]),
        people or task.people,
        resumes if resumes < NEVER else None,
        slip is not None and slip < _CRITICAL,
        slip,
    )


def _lower_bound(done: Dispatch, finish: int) -> int:
    """The finish if nobody had to wait for people or pools, each task done by who would finish it first."""
    ends = done.finish[: done.compiled.counts["marks"]]
    relaxed = np.asarray(run_once(done.compiled, limits=False).finish)[: len(ends)]
    known = relaxed[(ends < NEVER) & (relaxed < NEVER)]
    return min(finish, int(max(known, default=done.compiled.plan.start)))


def _status(finish: int, bound: int | None, missing: bool, empty: bool) -> Status:
    if missing:
        return "infeasible" if empty else "partial"
    return "optimal" if finish == bound else "feasible"


def broken(plan: Plan, done: Dispatch, spans: Spans, finish: int | None) -> tuple[Broken, ...]:
    """Dates that were wished for and are not kept, the plan's own target under the plan's name."""
    ends = {span.id: span.finish for span in spans.all()}
    wishes: list[tuple[str, Literal["must_finish_by", "target"], int | None, int | None]] = [
        (task.id, "must_finish_by", task.must_finish_by, _end(done, node))
        for node, task in enumerate(plan.tasks)
    ]
    targets: tuple[Milestone | Release | Project, ...] = (*plan.milestones, *plan.releases, *plan.projects)
    for dated in targets:
        wishes.append((dated.id, "target", dated.target, ends.get(dated.id)))
    wishes.append((plan.name, "target", plan.target, finish))
    work = WorkingTime(project_calendar(plan), timezone=plan.timezone, near=plan.as_of)
    return tuple(
        Broken(id, kind, wanted, end, _hours(work, wanted, end))
        for id, kind, wanted, end in wishes
        if wanted is not None and end is not None and end > wanted
    )


def _end(done: Dispatch, node: int) -> int | None:
    return int(done.finish[node]) if done.placed(node) else None


def _hours(work: WorkingTime, begin: int, end: int) -> float:
    """Working hours between two moments, counted over a hundred years at most."""
    return work.between(max(begin, end - 100 * YEAR), end) / 60
