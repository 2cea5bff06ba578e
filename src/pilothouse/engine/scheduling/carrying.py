"""Carrying a compiled plan over to one that shares most of its values: differences written into copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..calendar import DAY
from ..plan import Group, Milestone, Plan, Task
from ..precedence import Edges, Node, rings
from . import _kernel
from .compile import (
    Compiled,
    begun,
    ended,
    floor,
    key_arrays,
    mark_floor,
    member_arrays,
    remaining,
    spent_by_chosen,
    work_in,
)
from .demands import Demands
from .links import binds, edge_arrays, edge_columns, filled, tree_arrays
from .timelines import NEVER, YEAR

if TYPE_CHECKING:
    from .standing import Arrays, Item, Standing

MOST_CHANGED = 2_000
"""With more changed values than this, compiling anew is as quick."""
TASK, MARK, GROUP = range(3)
OWN = ("begun", "ended", "spent", "floor", "parent", "task_class")
"""The kernel's arrays that a changed task is written into."""


def carried(old: Standing, plan: Plan) -> Standing | None:
    """The plan compiled by its differences from the kept one and dispatched; None when it cannot be."""
    kinds = ("tasks", "milestones", "groups")
    pairs = [_differing(getattr(old.plan, kind), getattr(plan, kind)) for kind in kinds]
    if sum(len(came) for _, came in pairs) > MOST_CHANGED:
        return None
    try:
        carrying = _Carrying(old, plan)
        for kind, (gone, came) in enumerate(pairs):
            carrying.give_back(kind, gone, {value.id for _, value in came})
        for kind, (_, came) in enumerate(pairs):
            carrying.take(kind, came)
        return carrying.dispatched()
    except _Anew:
        return None


def pay_of(task: Task, rates: dict[str, float]) -> float:
    """The mean rate of those named on a task."""
    return sum(rates.get(id, 0.0) for id in task.people) / len(task.people) if task.people else 0.0


class _Anew(Exception):
    """It cannot be carried over."""


def _differing(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[Any], list[tuple[int, Any]]]:
    """What of the old values is not among the new ones, and what of the new, with their places."""
    head = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a is not b), None)
    if head is None:
        head = min(len(old), len(new))
    backwards = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = next((at for at, (a, b) in enumerate(backwards) if a is not b), min(len(old), len(new)) - head)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    shared = {id(value) for value in before} & {id(value) for value in after}
    gone = [value for value in before if id(value) not in shared]
    return gone, [(head + at, value) for at, value in enumerate(after) if id(value) not in shared]


class _Carrying:
    """Copies of a kept plan's arrays that become those of the new one."""

    def __init__(self, old: Standing, plan: Plan) -> None:
        self.old, self.plan, compiled = old, plan, old.compiled
        self.own: Arrays = old.own.copy()
        self.items: list[Item | None] = list(old.items)
        self.index = dict(compiled.index)
        self.impossible = dict(compiled.impossible)
        self.spare = [list(nodes) for nodes in old.spare]
        self.arrays = compiled.arrays | {name: compiled.arrays[name].copy() for name in OWN}
        self.keys = {key: place for place, key in enumerate(compiled.classes)}
        self.demands = Demands(plan, compiled.time)
        self.starts = {project.id: project.start for project in plan.projects}
        self.ranks = {project.id: project.rank for project in plan.projects}
        self.projects = {project.id: place for place, project in enumerate(plan.projects)}
        self.rates = {person.id: person.rate_per_hour for person in plan.people}
        self.changed: set[int] = set()
        self.freed: set[int] = set()

    # Nodes

    def give_back(self, kind: int, gone: Sequence[Any], kept: set[str]) -> None:
        """Free the nodes of values that went, but for those of whose id others of the kind came."""
        for value in gone:
            if value.id not in kept:
                self._free(kind, self.index.pop(value.id))

    def take(self, kind: int, came: Sequence[tuple[int, Any]]) -> None:
        """Write the values that came into the nodes of their ids, or into spare ones."""
        nodes = [self._node(kind, value.id) for _, value in came]
        for node, (_, value) in zip(nodes, came, strict=True):
            self.items[node] = value
            self.changed.add(node)
            _WRITE[kind](self, node, value)
        if kind == TASK:
            self._place(came, nodes)

    def _node(self, kind: int, id: str) -> int:
        if id not in self.index:
            if not self.spare[kind]:
                raise _Anew
            self.index[id] = self.spare[kind].pop()
        return self.index[id]

    def _free(self, kind: int, node: int) -> None:
        self.spare[kind].append(node)
        self.freed.add(node)
        self.items[node] = None
        self.impossible.pop(node, None)
        self.arrays["parent"][node] = -1
        if kind != GROUP:
            self.own.project[node] = -1
        if kind == TASK:
            self.own.place[node] = np.inf
            self.arrays["task_class"][node], self.own.work[node] = -1, 0
            self.arrays["begun"][node], self.arrays["ended"][node] = -NEVER, -1

    def _task(self, node: int, task: Task) -> None:
        self._in_time(task)
        arrays, own, key = self.arrays, self.own, self.demands.key(task)
        self.impossible.pop(node, None)
        if isinstance(key, str):
            self.impossible[node] = key
            arrays["task_class"][node] = -1
        else:
            arrays["task_class"][node] = self.keys.setdefault(key, len(self.keys))
        arrays["begun"][node], arrays["ended"][node] = begun(task), ended(task)
        arrays["spent"][node] = spent_by_chosen(task)
        arrays["floor"][node] = floor(task, self.plan, self.starts)
        own.work[node] = work_in(np.array([remaining(task).likely]))[0]
        own.project[node] = self.projects.get(task.project or "", -1)
        own.rank[node] = self.ranks.get(task.project or "", max(self.ranks.values(), default=0) + 1)
        own.priority[node] = task.priority
        own.effort[node] = task.effort_hours.likely
        own.pay[node] = pay_of(task, self.rates)

    def _mark(self, node: int, milestone: Milestone) -> None:
        self.arrays["floor"][node] = mark_floor(milestone, self.plan, self.starts)
        self.own.project[node] = self.projects.get(milestone.project or "", -1)

    def _group(self, node: int, group: Group) -> None:
        """A group has nothing of its own but links and a parent."""

    def _in_time(self, task: Task) -> None:
        """Refuse what asks for more time than is laid out."""
        time, progress = self.old.compiled.time, task.progress
        moments = [m for m in (progress.started, progress.finished) if m is not None] if progress else []
        early = any(moment - 60 * DAY - YEAR < time.past for moment in moments)
        if early or (task.not_before or 0) + YEAR > time.horizon:
            raise _Anew

    def _place(self, came: Sequence[tuple[int, Task]], nodes: Sequence[int]) -> None:
        """Give the tasks that came places between their neighbours."""
        place, tasks, fresh = self.own.place, self.plan.tasks, {at for at, _ in came}
        place[list(nodes)] = np.nan
        for (at, _), node in zip(came, nodes, strict=True):
            right = next((tasks[k] for k in range(at + 1, len(tasks)) if k not in fresh), None)
            low = place[self.index[tasks[at - 1].id]] if at else -2.0 * len(tasks)
            high = place[self.index[right.id]] if right is not None else max(low, 0.0) + 2.0 * len(tasks)
            place[node] = (low + high) / 2
            if not low < place[node] < high:
                raise _Anew

    # Links and groups

    def _linked(self) -> dict[str, np.ndarray]:
        """The arrays of links and of the tree of groups."""
        compiled = self.old.compiled
        tasks, marks, nodes = (compiled.counts[name] for name in ("tasks", "marks", "nodes"))
        for node in self.changed:
            parent = getattr(self.items[node], "parent", None)
            self.arrays["parent"][node] = -1 if parent is None else self.index[parent]
        full = filled(self.arrays["parent"], tasks, marks)
        flipped = np.flatnonzero(full != filled(compiled.arrays["parent"], tasks, marks))
        if not {*flipped.tolist()} <= self.changed | self.freed:
            raise _Anew
        self.own.edges = edges = self._edges(full)
        own = np.bincount(edges["to"], minlength=nodes + 1)
        own[[node for nodes in self.spare for node in nodes]] = 1
        finished = np.zeros(nodes + 1, dtype=bool)
        finished[:tasks] = self.arrays["ended"][:tasks] >= 0
        return edge_arrays(edges, nodes) | tree_arrays(self.arrays["parent"], full, finished, own, marks)

    def _edges(self, full: np.ndarray) -> dict[str, np.ndarray]:
        """Links kept from before, and those of all that changed or waits for what has another node."""
        edges = self.old.own.edges
        stale = {int(node) for node in edges["to"][np.isin(edges["on"], list(self.freed))]} - self.freed
        anew = self.changed | stale
        kept = ~np.isin(edges["to"], list(anew | self.freed))
        fresh = edge_columns(
            [
                (self.index[link.on], node, link)
                for node in sorted(anew)
                for link in getattr(self.items[node], "depends_on", ())
                if full[self.index[link.on]] and full[node] and binds(self._begun(node), link)
            ]
        )
        if len(fresh["lag"]) and np.abs(fresh["lag"]).max() > np.abs(edges["lag"]).max(initial=0):
            raise _Anew
        return {name: np.concatenate((edges[name][kept], fresh[name])) for name in edges}

    def _begun(self, node: int) -> Task | None:
        item = self.items[node]
        return item if isinstance(item, Task) else None

    def _refuse_rings(self) -> None:
        """Leave it to the whole compilation to say which ring there is."""
        moved = {node for node in self.changed if self._binds_anew(node)}
        if rings(_Around(self.items, self.index, self.arrays["parent"], moved)):
            raise _Anew

    def _binds_anew(self, node: int) -> bool:
        old, new = self.old.items[node], self.items[node]
        parents = {getattr(item, "parent", None) for item in (old, new)}
        return old is None or new is None or old.depends_on != new.depends_on or len(parents) > 1

    # The pass

    def dispatched(self) -> Standing:
        """The carried plan after one pass of the rule."""
        old = self.old.compiled
        arrays = self.arrays | self._linked()
        self._refuse_rings()
        if len(old.time.rows) != old.counts["timelines"]:
            raise _Anew
        keys, tasks = list(self.keys), old.counts["tasks"]
        if len(keys) > len(old.classes):
            arrays |= key_arrays(old.time, keys)
        arrays |= member_arrays(keys, self.arrays["task_class"][:tasks]) | self._ranks(arrays)
        compiled = replace(
            old,
            plan=self.plan,
            counts={**old.counts, "classes": len(keys)},
            arrays=arrays,
            impossible=self.impossible,
            index=self.index,
            classes=keys,
        )
        return self._run(compiled)

    def _run(self, compiled: Compiled) -> Standing:
        kernel = _kernel.Dispatcher(compiled.counts, compiled.fresh(), True)
        kernel.run(self.own.work)
        if kernel.cut:
            raise _Anew
        return replace(
            self.old,
            plan=self.plan,
            compiled=compiled,
            own=self.own,
            items=self.items,
            spare=tuple(map(tuple, self.spare)),
            start=np.asarray(kernel.start),
            finish=np.asarray(kernel.finish),
            people=np.asarray(kernel.people),
        )

    def _ranks(self, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Each task's place in the queue: started ones, then project rank, priority, place in the plan."""
        unbegun = arrays["begun"][: len(self.own.place)] == -NEVER
        by_rank = np.lexsort((self.own.place, -self.own.priority, self.own.rank, unbegun))
        rank = np.empty(len(by_rank), dtype=np.int64)
        rank[by_rank] = np.arange(len(by_rank))
        return {"task_rank": rank, "by_rank": by_rank}


class _Around(Edges):
    """What waits for what, looked up as it is asked for, starting from a few nodes."""

    def __init__(
        self, items: Sequence[Item | None], index: dict[str, int], parent: np.ndarray, starts: set[int]
    ) -> None:
        self.nodes, self.index, self.parent = items, index, parent
        doors = (door for node in sorted(starts) for door in self._doors(node))
        super().__init__((door, []) for door in doors)

    def get(self, node: Node, default: Any = ()) -> Any:
        """Those it waits for."""
        place = self.index[node[0]]
        if node[1] == "out":
            return [self._door(int(child), "out") for child in np.flatnonzero(self.parent == place)]
        item = self.nodes[place]
        found = [self._door(self.index[link.on], "out") for link in item.depends_on] if item else []
        above = int(self.parent[place])
        return [*found, self._door(above, "in")] if above >= 0 else found

    def _door(self, place: int, side: str) -> Node:
        item = self.nodes[place]
        return (item.id if item else "", side if isinstance(item, Group) else "")

    def _doors(self, place: int) -> Iterator[Node]:
        yield from dict.fromkeys(self._door(place, side) for side in ("in", "out"))


_WRITE = (_Carrying._task, _Carrying._mark, _Carrying._group)
