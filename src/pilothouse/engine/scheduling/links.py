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
    items: tuple[Task | Milestone | Group, ...] = (*plan.tasks, *plan.milestones, *plan.groups)
    edges = [
        (index_of(index, link.on), to, link)
        for to, item in enumerate(items)
        for link in item.depends_on
        if tree.binds(to, index_of(index, link.on), link)
    ]
    edges.sort(key=lambda edge: edge[0])
    pending = np.zeros(len(index) + 1, dtype=np.int64)
    np.add.at(pending, [to for _, to, _ in edges], 1)
    kids = tree.hand_down(pending)
    return {**_edges(edges, len(index)), **tree.arrays(kids), "pending0": pending}


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
        self.parent = [-1] * len(index)
        items: tuple[Task | Group, ...] = (*plan.tasks, *plan.groups)
        for item in items:
            if item.parent is not None:
                self.parent[index[item.id]] = index_of(index, item.parent)
        self.filled = [True] * self.marks + [False] * len(plan.groups)
        for task in range(len(plan.tasks)):
            group = self.parent[task]
            while group >= 0 and not self.filled[group]:
                self.filled[group] = True
                group = self.parent[group]

    def binds(self, to: int, on: int, link: Link) -> bool:
        """Whether a link holds anything back."""
        if not self.filled[on] or not self.filled[to]:
            return False
        progress = self.plan.tasks[to].progress if to < len(self.plan.tasks) else None
        if progress is None or (progress.started is None and progress.finished is None):
            return True
        return progress.finished is None and bool(_TO_FINISH[link.type])

    def hand_down(self, pending: np.ndarray) -> list[list[int]]:
        """For each group the nodes in it that wait for its bounds; ``pending`` counts them in."""
        inside: list[list[int]] = [[] for _ in self.plan.groups]
        for node, parent in enumerate(self.parent):
            if parent >= 0 and self.filled[node] and not self._finished(node):
                inside[parent - self.marks].append(node)
        todo = [group for group in range(self.marks, len(self.parent)) if pending[group]]
        gates = set(todo)
        while todo:
            for node in inside[todo.pop() - self.marks]:
                pending[node] += 1
                if node >= self.marks and node not in gates:
                    gates.add(node)
                    todo.append(node)
        return [nodes if group + self.marks in gates else [] for group, nodes in enumerate(inside)]

    def _finished(self, node: int) -> bool:
        progress = self.plan.tasks[node].progress if node < len(self.plan.tasks) else None
        return progress is not None and progress.finished is not None

    def arrays(self, kids: list[list[int]]) -> dict[str, np.ndarray]:
        held = [0] * len(self.plan.groups)
        for node, parent in enumerate(self.parent):
            if parent >= 0 and self.filled[node]:
                held[parent - self.marks] += 1
        return {
            "parent": np.array([*self.parent, -1], dtype=np.int64),
            "open_kids0": np.array([*held, 0], dtype=np.int64),
            "kid_off": np.concatenate(([0], np.cumsum([len(nodes) for nodes in kids]))).astype(np.int64),
            "kid": np.array([node for nodes in kids for node in nodes] + [0], dtype=np.int64),
        }


def _edges(edges: list[tuple[int, int, Link]], nodes: int) -> dict[str, np.ndarray]:
    def column(values: list[int]) -> np.ndarray:
        return np.array([*values, 0], dtype=np.int64)

    leaving = np.bincount(np.array([on for on, _, _ in edges], dtype=np.int64), minlength=nodes)
    lags = [round(min(max(link.lag_hours * 60, -MOST_LAG), MOST_LAG)) for _, _, link in edges]
    return {
        "out_off": np.concatenate(([0], np.cumsum(leaving))).astype(np.int64),
        "out_to": column([to for _, to, _ in edges]),
        "out_from_finish": column([_FROM_FINISH[link.type] for _, _, link in edges]),
        "out_to_finish": column([_TO_FINISH[link.type] for _, _, link in edges]),
        "out_lag": column(lags),
        "out_elapsed": column([int(link.elapsed) for _, _, link in edges]),
    }
