"""A plan as the flat arrays the kernel works on.

Nodes are numbered tasks first, then milestones, then groups. A group is two things in one node: a *gate*,
whose bounds from its own links go to each task in it, and a sum of its tasks, whose first start and last
finish go to those that wait for it. So links between large groups cost no more than links between tasks.

Tasks that need the same (the same people to choose from, as many of them, the same pools) share a *class*:
when the first of a class in order cannot start for want of people or room, none of it can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from ..calendar import DAY, moment
from ..plan import Milestone, Plan, Range, Task
from ..precedence import CycleError, cycle_in_words, find_cycles
from .demands import ClassKey, Demands
from .links import links_of
from .timelines import LAST_MOMENT, NEVER, UNIT, YEAR, Lane, Timelines

MOST_WORK = 4 * 10**18
_WEEKS = 14 * DAY
_SAMPLE = 4 * YEAR
"""Working time is laid out this far before it is judged how far it may reach."""


@dataclass(slots=True)
class Compiled:
    """Arrays for the kernel, and what is needed to read its answer.

    ``impossible`` gives for a task's number the reason why nobody can ever do it; ``nodes`` are those of the
    arrays that do not depend on how far time is laid out.
    """

    plan: Plan
    time: Timelines
    counts: dict[str, int]
    arrays: dict[str, np.ndarray]
    impossible: dict[int, str]
    index: dict[str, int]
    classes: list[ClassKey]
    nodes: dict[str, np.ndarray]

    @property
    def lanes(self) -> list[Lane]:
        return self.time.lanes

    def fresh(self) -> dict[str, np.ndarray]:
        """The arrays with scratch space of its own, so that several kernels can run at once."""
        return {**self.arrays, **_scratch(self.counts, self.arrays)}

    def with_people(self, people: np.ndarray) -> Compiled:
        """The same plan with the people (lanes) of each task fixed to those given."""
        off = self.arrays["people_off"]
        keys: dict[ClassKey, int] = {}
        chosen = []
        for task, place in enumerate(self.arrays["task_class"][: self.counts["tasks"]]):
            lanes = tuple(sorted(people[off[task] : off[task + 1]].tolist()))
            if place < 0 or -1 in lanes:
                chosen.append(-1)
                continue
            key = ClassKey(lanes, len(lanes), self.classes[place].timeline, self.classes[place].uses)
            chosen.append(keys.setdefault(key, len(keys)))
        arrays = {**self.arrays, **class_arrays(self.plan, self.time, list(keys), chosen)}
        counts = {**self.counts, "classes": len(keys)}
        return replace(self, counts=counts, arrays=arrays, classes=list(keys))

    def likely_work(self) -> np.ndarray:
        """The work of each task at likely effort, in minutes times ``UNIT``."""
        return work_of(self.plan, [range.likely for range in remaining_ranges(self.plan)])


def remaining_ranges(plan: Plan) -> list[Range]:
    """For each task the hours (of effort or duration) that are still to do."""
    return [remaining(task) for task in plan.tasks]


def remaining(task: Task) -> Range:
    """Hours still to do of a task: what its progress says, else its effort less what was spent."""
    whole = task.effort_hours if task.duration_hours is None else task.duration_hours
    progress = task.progress
    if progress is None:
        return whole
    if progress.finished is not None:
        return Range.exactly(0.0)
    if progress.remaining_hours is not None:
        return progress.remaining_hours
    left = [
        max(0.0, hours - progress.spent_hours)
        for hours in (whole.optimistic, whole.likely, whole.pessimistic)
    ]
    return Range(*left)


def work_of(plan: Plan, hours: Iterable[float]) -> np.ndarray:
    """Hours as the kernel's work; some work is at least a minute's."""
    return work_in(np.fromiter(hours, dtype=float, count=len(plan.tasks)))


def work_in(hours: np.ndarray) -> np.ndarray:
    """The same for hours of any tasks."""
    minutes = hours * 60.0
    return np.minimum(np.rint(minutes * UNIT), MOST_WORK).astype(np.int64)


def compile_plan(plan: Plan, horizon: int | None = None) -> Compiled:
    """Arrays that reach to ``horizon`` (a moment; by default some way past the plan's known dates).

    Raises ``CycleError`` when tasks wait for each other in a ring, ``UnknownId`` for a name not in the
    plan."""
    if rings := find_cycles(plan):
        raise CycleError(rings[0], cycle_in_words(plan, rings[0]))
    far = max(horizon or 0, _known_until(plan))
    return _Compiler(plan, _laid_out(plan, far)).compiled()


def _laid_out(plan: Plan, far: int) -> Timelines:
    """Timelines that reach so far, or as far as they may."""
    begin, past = plan.as_of, _past(plan)
    time = Timelines(plan, past, begin, min(far, begin + _SAMPLE))
    limit = min(begin + time.most_years() * YEAR, LAST_MOMENT)
    if far >= limit:
        return Timelines(plan, past, begin, limit, final=True)
    return Timelines(plan, past, begin, far) if far > time.horizon else time


def longer(compiled: Compiled, horizon: int | None = None) -> Compiled:
    """The same plan with time up to ``horizon``; without one, at least twice the time ahead."""
    plan, begin = compiled.plan, compiled.time.begin
    far = begin + 2 * (compiled.time.horizon - begin) + YEAR if horizon is None else horizon
    time = _laid_out(plan, max(far, _known_until(plan)))
    return _Compiler(plan, time, nodes=compiled.nodes).compiled()


def _past(plan: Plan) -> int:
    moments = [plan.as_of, plan.start]
    moments += [project.start for project in plan.projects if project.start is not None]
    for task in plan.tasks:
        if task.progress:
            moments += [m for m in (task.progress.started, task.progress.finished) if m is not None]
    lags = [abs(link.lag_hours) for item in plan.tasks for link in item.depends_on]
    margin = 60 * DAY + int(min(max(lags, default=0.0) * 60 * 6, YEAR))
    return max(min(moments) - margin, plan.as_of - 100 * YEAR)


def _known_until(plan: Plan) -> int:
    """A year after the last date the plan itself names; days of calendars and leave count for twenty
    years."""
    moments = [plan.as_of, plan.start, *(task.not_before or plan.as_of for task in plan.tasks)]
    moments += [project.start for project in plan.projects if project.start is not None]
    near = plan.as_of + 20 * YEAR
    days = {day for calendar in plan.calendars for day in calendar.days}
    days |= {day for person in plan.people for leave in person.time_off for day in leave}
    days |= {day for allocation in plan.allocations for day in (allocation.start, allocation.end)}
    soon = [when for when in (moment(day, "UTC") for day in days) if when < near]
    return max(*moments, *soon, plan.as_of) + YEAR


@dataclass(slots=True)
class _Compiler:
    plan: Plan
    time: Timelines
    index: dict[str, int] = field(default_factory=dict)
    impossible: dict[int, str] = field(default_factory=dict)
    classes: dict[ClassKey, int] = field(default_factory=dict)
    nodes: dict[str, np.ndarray] = field(default_factory=dict)

    def compiled(self) -> Compiled:
        ids = [task.id for task in self.plan.tasks]
        ids += [milestone.id for milestone in self.plan.milestones]
        ids += [group.id for group in self.plan.groups]
        self.index = {id: place for place, id in enumerate(ids)}
        self.nodes = self.nodes or self._nodes()
        arrays = {**self._tasks(), **self.nodes, **self._people(), **self.time.arrays()}
        counts = {
            "tasks": len(self.plan.tasks),
            "marks": len(self.plan.tasks) + len(self.plan.milestones),
            "nodes": len(ids),
            "lanes": len(self.time.lanes),
            "classes": len(self.classes),
            "pools": len(self.plan.pools),
            "timelines": len(self.time.rows),
        }
        keys = list(self.classes)
        return Compiled(self.plan, self.time, counts, arrays, self.impossible, self.index, keys, self.nodes)

    def _tasks(self) -> dict[str, np.ndarray]:
        """Class, order, past and money of each task."""
        demands = Demands(self.plan, self.time)
        chosen = [-1] * len(self.plan.tasks)
        for place, task in enumerate(self.plan.tasks):
            key = demands.key(task)
            if isinstance(key, str):
                self.impossible[place] = key
            else:
                chosen[place] = self.classes.setdefault(key, len(self.classes))
        rank = order(self.plan)
        by_rank = np.empty(len(rank), dtype=np.int64)
        by_rank[rank] = np.arange(len(rank))
        return {
            **class_arrays(self.plan, self.time, list(self.classes), chosen),
            "task_rank": rank,
            "by_rank": by_rank,
            "begun": _ints([begun(task) for task in self.plan.tasks]),
            "ended": _ints([ended(task) for task in self.plan.tasks]),
            "spent": np.array([spent_by_chosen(task) for task in self.plan.tasks], dtype=float),
        }

    def _people(self) -> dict[str, np.ndarray]:
        rates = [self.plan.people[lane.person].rate_per_hour for lane in self.time.lanes]
        return {
            "lane_tl": _ints([lane.timeline for lane in self.time.lanes]),
            "lane_rate": np.array(rates, dtype=float),
            "pool_capacity": _ints([pool.capacity for pool in self.plan.pools]),
        }

    def _nodes(self) -> dict[str, np.ndarray]:
        """Floors, links and the tree of groups."""
        starts = {project.id: project.start for project in self.plan.projects}
        floors = [floor(task, self.plan, starts) for task in self.plan.tasks]
        floors += [mark_floor(milestone, self.plan, starts) for milestone in self.plan.milestones]
        floors += [-NEVER] * len(self.plan.groups)
        return {"floor": _ints(floors), **links_of(self.plan, self.index)}


def class_arrays(
    plan: Plan, time: Timelines, keys: list[ClassKey], task_class: list[int]
) -> dict[str, np.ndarray]:
    """The kernel's arrays of classes, and each task's place among them."""
    return key_arrays(time, keys) | member_arrays(keys, np.array(task_class, dtype=np.int64))


def key_arrays(time: Timelines, keys: list[ClassKey]) -> dict[str, np.ndarray]:
    """What the tasks of each class need."""
    return {
        "class_off": _offsets([len(key.lanes) for key in keys]),
        "class_lane": _ints([lane for key in keys for lane in key.lanes]),
        "class_need": _ints([key.need for key in keys]),
        "class_tl": _ints([key.timeline for key in keys]),
        "class_meet": _ints([_meet(key, time) for key in keys]),
        "class_last": _ints([_last(key, time) for key in keys]),
        "class_pool_off": _offsets([len(key.uses) for key in keys]),
        "class_pool": _ints([pool for key in keys for pool, _ in key.uses]),
        "class_amount": _ints([amount for key in keys for _, amount in key.uses]),
    }


def member_arrays(keys: list[ClassKey], task_class: np.ndarray) -> dict[str, np.ndarray]:
    """Each task's place among the classes; -1 for what nobody can do."""
    need = np.array([*(key.need for key in keys), 0], dtype=np.int64)[task_class]
    members = np.bincount(task_class[task_class >= 0], minlength=len(keys))
    return {
        "task_class": np.append(task_class, 0),
        "people_off": np.concatenate(([0], np.cumsum(need))).astype(np.int64),
        "class_base": np.concatenate(([0], np.cumsum(members))).astype(np.int64),
    }


def _meet(key: ClassKey, time: Timelines) -> int:
    """The last moment at which as many as are needed work at the same time."""
    if key.need < 2:
        return NEVER
    rows = [time.rows[time.lanes[lane].timeline] for lane in key.lanes]
    cuts = np.concatenate([np.concatenate((row.starts, row.ends)) for row in rows])
    steps = np.concatenate([np.repeat([1, -1], [len(row.starts), len(row.ends)]) for row in rows])
    in_time = np.lexsort((steps, cuts))
    enough = np.flatnonzero(np.cumsum(steps[in_time]) >= key.need)
    if not len(enough):
        return -NEVER
    last = int(cuts[in_time][enough[-1] + 1])
    return NEVER if last > time.horizon - _WEEKS else last - 1


def _last(key: ClassKey, time: Timelines) -> int:
    """The last moment at which enough of those who could do it still have work ahead."""
    if not key.need:
        return time.rows[key.timeline].last
    ends = sorted((time.rows[time.lanes[lane].timeline].last for lane in key.lanes), reverse=True)
    return ends[key.need - 1]


def order(plan: Plan) -> np.ndarray:
    """Each task's place in the queue: started ones, then project rank, priority, place in the document."""
    ranks = {project.id: project.rank for project in plan.projects}
    last = max(ranks.values(), default=0) + 1
    keys = [
        (begun(task) == -NEVER, ranks.get(task.project or "", last), -task.priority, place)
        for place, task in enumerate(plan.tasks)
    ]
    rank = np.empty(len(keys), dtype=np.int64)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return rank


def begun(task: Task) -> int:
    """When it was started; -NEVER when it was not."""
    progress = task.progress
    if progress is None or (progress.started is None and progress.finished is None):
        return -NEVER
    return progress.started if progress.started is not None else int(progress.finished or 0)


def ended(task: Task) -> int:
    """When it was finished; -1 when it was not."""
    finished = task.progress.finished if task.progress else None
    return -1 if finished is None else finished


def spent_by_chosen(task: Task) -> float:
    """Hours spent that whoever the rule chooses stands for; what those named spent is ``past_cost``."""
    return 0.0 if task.people or task.progress is None else task.progress.spent_hours


def floor(task: Task, plan: Plan, starts: dict[str, int | None]) -> int:
    """The earliest moment a task can start or go on at."""
    if begun(task) > -NEVER:
        return max(plan.as_of, begun(task))
    return max(plan.start, plan.as_of, starts.get(task.project or "") or -NEVER, task.not_before or -NEVER)


def mark_floor(milestone: Milestone, plan: Plan, starts: dict[str, int | None]) -> int:
    """The earliest moment of a milestone."""
    begins = starts.get(milestone.project or "")
    return plan.start if begins is None else max(plan.start, begins)


def _scratch(counts: dict[str, int], arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Working space of one kernel."""
    tasks, nodes, lanes = counts["tasks"], counts["nodes"], counts["lanes"]
    groups = nodes - counts["marks"]
    sizes = {
        **dict.fromkeys(("lane_busy", "lane_free", "lane_last"), lanes),
        **dict.fromkeys(("pool_room", "pool_free", "pool_last"), counts["pools"]),
        **dict.fromkeys(("class_head", "class_short", "class_size"), counts["classes"]),
        **dict.fromkeys(("queue", "aside", "work", "resumes"), tasks),
        **dict.fromkeys(
            ("pending", "start_bound", "start_by", "finish_bound", "finish_by", "delayed"), nodes
        ),
        **dict.fromkeys(("start", "finish", "why", "why_node", "todo"), nodes),
        **dict.fromkeys(("open_kids", "group_first", "group_last", "group_end"), groups),
        **dict.fromkeys(("event_time", "event_what"), 3 * tasks + 1),
        **dict.fromkeys(("pick", "pick_finish", "pick_works"), lanes),
        "people": int(arrays["people_off"][-1]),
        "tl_pos": counts["timelines"],
    }
    return {name: np.zeros(size + 1, dtype=np.int64) for name, size in sizes.items()}


def _ints(values: list[int]) -> np.ndarray:
    return np.array([*values, 0], dtype=np.int64)


def _offsets(sizes: list[int]) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(np.array(sizes, dtype=np.int64)))).astype(np.int64)
