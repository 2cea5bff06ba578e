"""How far each task may slip until the plan's finish moves, on the dates as scheduled.

Links hold, and each person does their tasks in the order they were given; so in a plan without people this
is the total float of the critical path method. Slack is passed backwards: a node may slip by the least, over
all that follow it, of the gap to the follower and what the follower may slip itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .load import worked
from .timelines import NEVER, UNIT

if TYPE_CHECKING:
    from .dispatch import Dispatch

_MINUTES = 1 / UNIT
Follows = list[list[tuple[int, float]]]


def total_floats(done: Dispatch) -> list[float | None]:
    """For each task the working hours of the project calendar it may slip; ``None`` without dates or
    calendar."""
    counts = done.compiled.counts
    if not len(done.compiled.time.rows[0].starts):
        return [None] * counts["tasks"]
    slack = _Slack(done)
    slips = slack.backwards()
    return [
        round(max(slips[node], 0.0) / 60, 4) if done.placed(node) else None for node in range(counts["tasks"])
    ]


class _Slack:
    """Gaps between nodes in minutes of the project calendar; a group has a node for its links in, another
    for those that wait for it."""

    def __init__(self, done: Dispatch) -> None:
        self.done = done
        self.arrays = done.compiled.arrays
        self.counts = done.compiled.counts
        nodes = self.counts["nodes"]
        self.start = self._position(done.start[:nodes])
        self.finish = self._position(done.finish[:nodes])
        self.last = max((self.finish[k] for k in range(self.counts["marks"]) if done.placed(k)), default=0.0)
        self.bounds = [self._position(side[:nodes]) for side in (done.start_bound, done.finish_bound)]

    def _position(self, moments: np.ndarray) -> list[float]:
        row = self.done.compiled.time.rows[0]
        inside = np.clip(moments, -(NEVER // 2), NEVER // 2)
        positions: list[float] = (worked(row, inside) * _MINUTES).tolist()
        return positions

    def backwards(self) -> list[float]:
        """What each node may slip, in minutes."""
        follows: Follows = [[] for _ in range(self.counts["nodes"] * 2)]
        waits = [0] * len(follows)
        for before, after, gap in self._arcs():
            follows[after].append((before, max(gap, 0.0)))
            waits[before] += 1
        slip = [self.last - self.finish[node] for node in range(self.counts["marks"])]
        slip += [float("inf")] * (len(follows) - len(slip))
        ready = [node for node, count in enumerate(waits) if not count]
        while ready:
            node = ready.pop()
            for before, gap in follows[node]:
                slip[before] = min(slip[before], gap + slip[node])
                waits[before] -= 1
                if not waits[before]:
                    ready.append(before)
        return slip

    def _arcs(self) -> Iterator[tuple[int, int, float]]:
        """(node, follower, gap) between everything that has dates."""
        yield from self._links()
        yield from self._groups()
        yield from self._hand_overs()

    def _links(self) -> Iterator[tuple[int, int, float]]:
        a, marks, nodes = self.arrays, self.counts["marks"], self.counts["nodes"]
        for node in range(nodes):
            for e in range(int(a["out_off"][node]), int(a["out_off"][node + 1])):
                to = int(a["out_to"][e])
                if not self.done.placed(node) or (to < marks and not self.done.placed(to)):
                    continue
                base = self.finish[node] if a["out_from_finish"][e] else self.start[node]
                side = int(a["out_to_finish"][e])
                end = (self.finish[to] if side else self.start[to]) if to < marks else self.bounds[side][to]
                yield (node if node < marks else node + nodes), to, end - base - self._lag(node, e)

    def _lag(self, node: int, e: int) -> float:
        """A lag in working minutes; an elapsed one as much of it as is working time."""
        a = self.arrays
        if not a["out_elapsed"][e]:
            return float(a["out_lag"][e])
        base = self.done.finish[node] if a["out_from_finish"][e] else self.done.start[node]
        begin, end = self._position(np.array([base, base + a["out_lag"][e]]))
        return end - begin

    def _groups(self) -> Iterator[tuple[int, int, float]]:
        a, marks, nodes = self.arrays, self.counts["marks"], self.counts["nodes"]
        for node in range(nodes):
            group = int(a["parent"][node])
            if group >= 0 and self.done.placed(node) and self.done.placed(group):
                yield (
                    (node if node < marks else node + nodes),
                    group + nodes,
                    self.finish[group] - self.finish[node],
                )
        for group in range(marks, nodes):
            for kid in a["kid"][a["kid_off"][group - marks] : a["kid_off"][group - marks + 1]].tolist():
                if kid >= marks or self.done.placed(kid):
                    yield group, kid, self._room_in_gate(group, kid)

    def _room_in_gate(self, group: int, kid: int) -> float:
        """How far the bounds of a group may move until they move what lies in it."""
        at = (self.start[kid], self.finish[kid]) if kid < self.counts["marks"] else (None, None)
        own = [
            (position if position is not None else self.bounds[side][kid]) - self.bounds[side][group]
            for side, position in enumerate(at)
            if (self.done.start_bound, self.done.finish_bound)[side][group] > -NEVER
        ]
        return min(own, default=float("inf"))

    def _hand_overs(self) -> Iterator[tuple[int, int, float]]:
        """From each task to the next one of the same lane, and to those that waited for its pool."""
        queue: dict[int, list[int]] = {}
        for task in range(self.counts["tasks"]):
            for lane in self.done.lanes(task):
                queue.setdefault(lane, []).append(task)
            if self.done.why[task] == 3 and self.done.placed(task):
                before = int(self.done.why_node[task])
                yield before, task, self._begins(task) - self.finish[before]
        for tasks in queue.values():
            tasks.sort(key=lambda task: (self.done.finish[task], task))
            for before, after in pairwise(tasks):
                yield before, after, self._begins(after) - self.finish[before]

    def _begins(self, task: int) -> float:
        resumes = self.done.resumes[task]
        return self._position(np.array([resumes]))[0] if resumes < NEVER else self.start[task]
