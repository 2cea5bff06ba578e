"""Links and the tree of groups as the kernel's arrays."""

from __future__ import annotations

import numpy as np

from ..plan import Group, Link, Milestone, Plan, Task

_FROM_FINISH = {"FS": 1, "FF": 1, "SS": 0, "SF": 0}
_TO_FINISH = {"FS": 0, "SS": 0, "FF": 1, "SF": 1}
MOST_LAG = 10**9
"""Lags are cut at this many minutes (some 1,900 years)."""


class UnknownId(ValueError):
    """The plan names something that is not in it; ``validate`` says where."""


def links_of(plan: Plan, index: dict[str, int]) -> dict[str, np.ndarray]:
    """Links leaving each node, how many each node waits for, and who lies in which group.

    Links of finished tasks, start links of started ones and links on groups without tasks bind nothing and
    are left out. A group hands its bounds down when it, or a group around it, has links of its own."""
    tree = _Tree(plan, index)
    columns = _columns(tree, index)
    own = np.bincount(columns["to"], minlength=len(index) + 1)
    return {
        **edge_arrays(columns, len(index)),
        **tree_arrays(tree.parent, tree.filled, tree.finished(), own, tree.marks),
    }


def edges_of(plan: Plan, index: dict[str, int]) -> dict[str, np.ndarray]:
    """The links that bind, as columns."""
    return _columns(_Tree(plan, index), index)


def _columns(tree: _Tree, index: dict[str, int]) -> dict[str, np.ndarray]:
    plan = tree.plan
    items: tuple[Task | Milestone | Group, ...] = (*plan.tasks, *plan.milestones, *plan.groups)
    return edge_columns(
        [
            (index_of(index, link.on), to, link)
            for to, item in enumerate(items)
            for link in item.depends_on
            if tree.binds(to, index_of(index, link.on), link)
        ]
    )


def index_of(index: dict[str, int], id: str) -> int:
    """The number of the node with that id. Raises ``UnknownId``."""
    if id not in index:
        raise UnknownId(
            f"The plan has no task, group or milestone {id!r}; call validate(plan) to see where it is named."
        )
    return index[id]


class _Tree:
    """Groups and the tasks and groups directly in them."""

    def __init__(self, plan: Plan, index: dict[str, int]) -> None:
        self.plan = plan
        self.marks = len(plan.tasks) + len(plan.milestones)
        self.parent = np.full(len(index) + 1, -1, dtype=np.int64)
        items: tuple[Task | Group, ...] = (*plan.tasks, *plan.groups)
        for item in items:
            if item.parent is not None:
                self.parent[index[item.id]] = index_of(index, item.parent)
        self.filled = filled(self.parent, len(plan.tasks), self.marks)

    def binds(self, to: int, on: int, link: Link) -> bool:
        """Whether a link holds anything back."""
        task = self.plan.tasks[to] if to < len(self.plan.tasks) else None
        return bool(self.filled[on] and self.filled[to]) and binds(task, link)

    def finished(self) -> np.ndarray:
        """Nodes that nothing holds back any more."""
        done = np.zeros(len(self.parent), dtype=bool)
        for node, task in enumerate(self.plan.tasks):
            done[node] = task.progress is not None and task.progress.finished is not None
        return done


def binds(task: Task | None, link: Link) -> bool:
    """Whether a link on a task that has begun, or on anything else, still holds something back."""
    progress = task.progress if task is not None else None
    if progress is None or (progress.started is None and progress.finished is None):
        return True
    return progress.finished is None and bool(_TO_FINISH[link.type])


def filled(parent: np.ndarray, tasks: int, marks: int) -> np.ndarray:
    """Which nodes there is work in: tasks, milestones, and groups that hold a task at any depth."""
    found = np.ones(len(parent), dtype=bool)
    found[marks:] = False
    level = np.unique(parent[:tasks])
    while len(level := level[(level >= 0) & ~found[level]]):
        found[level] = True
        level = np.unique(parent[level])
    return found


def tree_arrays(
    parent: np.ndarray, full: np.ndarray, finished: np.ndarray, own: np.ndarray, marks: int
) -> dict[str, np.ndarray]:
    """Who hands bounds down to whom, and how many each node waits for: ``own`` counts its own links."""
    inside = np.flatnonzero((parent >= 0) & full & ~finished)
    gates = np.zeros(len(parent), dtype=bool)
    gates[marks:] = own[marks:] > 0
    while (fresh := inside[(inside >= marks) & gates[parent[inside]] & ~gates[inside]]).size:
        gates[fresh] = True
    handed = inside[gates[parent[inside]]]
    pending = own.copy()
    pending[handed] += 1
    groups = len(parent) - 1 - marks
    places = parent[handed] - marks
    held = parent[(parent >= 0) & full] - marks
    return {
        "parent": parent,
        "open_kids0": np.append(np.bincount(held, minlength=groups), 0).astype(np.int64),
        "kid_off": np.concatenate(([0], np.cumsum(np.bincount(places, minlength=groups)))).astype(np.int64),
        "kid": np.append(handed[np.argsort(places, kind="stable")], 0).astype(np.int64),
        "pending0": pending,
    }


def edge_columns(edges: list[tuple[int, int, Link]]) -> dict[str, np.ndarray]:
    """Links as columns: from which node, to which, how, and with which lag in minutes."""
    links = [link for _, _, link in edges]
    columns: dict[str, list[int]] = {
        "on": [on for on, _, _ in edges],
        "to": [to for _, to, _ in edges],
        "from_finish": [_FROM_FINISH[link.type] for link in links],
        "to_finish": [_TO_FINISH[link.type] for link in links],
        "lag": [round(min(max(link.lag_hours * 60, -MOST_LAG), MOST_LAG)) for link in links],
        "elapsed": [int(link.elapsed) for link in links],
    }
    return {name: np.array(values, dtype=np.int64) for name, values in columns.items()}


def edge_arrays(columns: dict[str, np.ndarray], nodes: int) -> dict[str, np.ndarray]:
    """The kernel's arrays of links, in the order of the nodes they leave from."""
    order = np.argsort(columns["on"], kind="stable")
    leaving = np.bincount(columns["on"], minlength=nodes)
    sorted_ = {name: np.append(column[order], 0) for name, column in columns.items()}
    return {
        "out_off": np.concatenate(([0], np.cumsum(leaving))).astype(np.int64),
        **{f"out_{name}": sorted_[name] for name in ("to", "from_finish", "to_finish", "lag", "elapsed")},
    }
