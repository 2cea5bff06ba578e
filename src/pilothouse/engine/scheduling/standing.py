"""A plan's dispatch that is kept: the next change costs what it touches and one pass of the rule.

Compiling a plan of a hundred thousand tasks takes seconds, the pass itself a tenth of one. So the compiled
arrays are kept with some spare nodes, and a plan that shares most of its values with the kept one is compiled
by writing its differences into copies of them. Nodes keep their numbers; what goes leaves a dead node behind.
Dates are those of ``dispatch`` of the same plan. What cannot be carried over (other people, calendars or
projects, more time than is laid out, more nodes than are spare) is compiled anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ..plan import Group, Milestone, Plan, Project, Release, Task
from .carrying import carried, pay_of
from .compile import Compiled, compile_plan, longer
from .dispatch import run_once
from .links import edges_of
from .timelines import NEVER

SPARE = 256
"""So many tasks, milestones and groups may come before all is compiled anew."""
SAME = ("start", "as_of", "timezone", "calendars", "people", "pools", "projects", "allocations")
"""The parts of a plan that a carried one has in common."""
Item = Task | Milestone | Group


@dataclass(slots=True)
class Arrays:
    """Per node, beside the kernel's arrays: what it takes to carry them over and to read figures.

    ``rank`` (of the project), ``priority`` and ``place`` order tasks; ``project`` is a number for tasks and
    milestones (-1: none); ``effort`` and ``pay`` are a task's hours and the rate of those
    named on it; ``edges`` are links."""

    place: np.ndarray
    rank: np.ndarray
    priority: np.ndarray
    project: np.ndarray
    effort: np.ndarray
    pay: np.ndarray
    work: np.ndarray
    edges: dict[str, np.ndarray]

    def copy(self) -> Arrays:
        """To be written into; links are replaced whole."""
        columns = {
            each.name: getattr(self, each.name).copy() for each in fields(self) if each.name != "edges"
        }
        return Arrays(**columns, edges=self.edges)


@dataclass(slots=True)
class Standing:
    """A compiled plan and its dates at likely effort, by node."""

    plan: Plan
    compiled: Compiled
    own: Arrays
    items: list[Item | None]
    spare: tuple[tuple[int, ...], ...]
    start: np.ndarray
    finish: np.ndarray
    people: np.ndarray

    def moved(self, plan: Plan) -> Standing:
        """The same for another plan, quickly when they share most values. Raises ``CycleError``."""
        if any(getattr(plan, part) != getattr(self.plan, part) for part in SAME):
            return standing(plan)
        found = carried(self, plan)
        return standing(plan) if found is None else found

    # Figures

    def finish_of(self, wanted: Project | Release) -> int | None:
        """When the last of its content is done; None when there is none or a part has no date."""
        nodes = self.members(wanted.id) if isinstance(wanted, Project) else self._nodes(wanted.tasks)
        if not len(nodes) or self.finish[nodes].max() >= NEVER or self.start[nodes].min() >= NEVER:
            return None
        return int(self.finish[nodes].max())

    def last(self) -> int | None:
        """When the last task or milestone with a date is done."""
        ends = self.finish[: self.compiled.counts["marks"]]
        ends = ends[ends < NEVER]
        return int(ends.max()) if len(ends) else None

    def members(self, project: str) -> np.ndarray:
        """The nodes of a project's tasks and milestones."""
        places = {each.id: place for place, each in enumerate(self.plan.projects)}
        return np.flatnonzero(self.own.project == places.get(project, len(places)))

    def tasks(self, project: str | None) -> np.ndarray:
        """The nodes of a project's tasks; all of them when none is named."""
        count = self.compiled.counts["tasks"]
        nodes = np.arange(count) if project is None else self.members(project)
        return nodes[(nodes < count) & (self.own.place[np.minimum(nodes, count - 1)] < np.inf)]

    def undated(self) -> set[str]:
        """Tasks and milestones without a date."""
        marks = self.compiled.counts["marks"]
        missing = np.flatnonzero((self.start[:marks] >= NEVER) | (self.finish[:marks] >= NEVER))
        return {item.id for node in missing if (item := self.items[node]) is not None}

    def effort(self, tasks: np.ndarray) -> float:
        """Likely person-hours of those tasks."""
        return float(self.own.effort[tasks].sum())

    def cost(self, tasks: np.ndarray) -> float:
        """Likely effort of those tasks that have dates, at the mean rate of those who do them."""
        off = self.compiled.arrays["people_off"]
        lanes = self.people[: off[-1]]
        there = lanes >= 0
        rates = np.where(there, self.compiled.arrays["lane_rate"][np.maximum(lanes, 0)], 0.0)
        sums, counts = (np.concatenate(([0.0], np.cumsum(values))) for values in (rates, there))
        people = (counts[off[1:]] - counts[off[:-1]])[tasks]
        paid = (sums[off[1:]] - sums[off[:-1]])[tasks]
        mean = np.where(people > 0, paid / np.maximum(people, 1), self.own.pay[tasks])
        dated = (self.start[tasks] < NEVER) & (self.finish[tasks] < NEVER)
        return float((self.own.effort[tasks] * mean)[dated].sum())

    def _nodes(self, ids: Iterable[str]) -> np.ndarray:
        return np.array([self.compiled.index[id] for id in ids], dtype=np.int64)


def standing(plan: Plan) -> Standing:
    """Compile the plan with spare nodes and apply the rule. Raises ``CycleError``."""
    padded = _padded(plan)
    compiled = compile_plan(padded)
    spare = _spare_nodes(plan)
    dead = np.array([node for nodes in spare for node in nodes], dtype=np.int64)
    compiled.nodes["pending0"][dead] = 1
    own = _arrays(padded, compiled)
    own.place[list(spare[0])] = np.inf
    while (kernel := run_once(compiled)).cut:
        compiled = longer(compiled)
    items: list[Item | None] = [*padded.tasks, *padded.milestones, *padded.groups]
    for node in dead:
        items[node] = None
    return Standing(plan, replace(compiled, plan=plan), own, items, spare, *answer(kernel))


def answer(kernel: object) -> tuple[np.ndarray, ...]:
    """Starts, finishes and people of a pass."""
    return tuple(np.asarray(getattr(kernel, name)) for name in ("start", "finish", "people"))


def _padded(plan: Plan) -> Plan:
    names = [f"\0{n}" for n in range(3 * SPARE)]
    return replace(
        plan,
        tasks=(*plan.tasks, *(Task(name, "") for name in names[:SPARE])),
        milestones=(*plan.milestones, *(Milestone(name, "") for name in names[SPARE : 2 * SPARE])),
        groups=(*plan.groups, *(Group(name, "") for name in names[2 * SPARE :])),
    )


def _spare_nodes(plan: Plan) -> tuple[tuple[int, ...], ...]:
    found, at = [], 0
    for kind in (plan.tasks, plan.milestones, plan.groups):
        at += len(kind) + SPARE
        found.append(tuple(range(at - SPARE, at)))
    return tuple(found)


def _arrays(plan: Plan, compiled: Compiled) -> Arrays:
    places = {project.id: place for place, project in enumerate(plan.projects)}
    ranks = {project.id: project.rank for project in plan.projects}
    last = max(ranks.values(), default=0) + 1
    rates = {person.id: person.rate_per_hour for person in plan.people}
    items: Sequence[Task | Milestone] = (*plan.tasks, *plan.milestones)
    return Arrays(
        place=np.arange(len(plan.tasks), dtype=float),
        rank=np.array([ranks.get(task.project or "", last) for task in plan.tasks], dtype=np.int64),
        priority=np.array([task.priority for task in plan.tasks], dtype=float),
        project=np.array([places.get(item.project or "", -1) for item in items], dtype=np.int64),
        effort=np.array([task.effort_hours.likely for task in plan.tasks]),
        pay=np.array([pay_of(task, rates) for task in plan.tasks]),
        work=compiled.likely_work(),
        edges=edges_of(plan, compiled.index),
    )
