"""A plan simulated: the dispatch rule applied to thousands of sampled efforts and fired risks, one table of
dates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .plan import Plan, Range
from .precedence import tasks_in
from .sampling import Floats, Ranges, uniforms
from .scheduling import _kernel
from .scheduling.compile import MOST_WORK, Compiled, longer, remaining
from .scheduling.dispatch import Dispatch, dispatch, past_cost
from .scheduling.spans import contents
from .scheduling.timelines import NEVER, UNIT, YEAR

CHUNK = 128
THREADS = 2
MOST_RUNS = 1_000_000
NOT_EVER = 2**31 - 1
"""In samples: not done in this run."""

Offsets = npt.NDArray[np.int32]
Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """The forecast was stopped before its last run."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Each run's dates, in minutes after ``base``; rows in the order of ``rows``, a column for each run.

    The row of the whole plan is ``""``."""

    base: int
    rows: dict[str, int]
    finish: Offsets
    start: Offsets
    cost: Floats

    def of(self, id: str = "") -> npt.NDArray[np.int64]:
        """Finish moments of one thing over the runs that finish it, unsorted."""
        row = self.finish[self.rows[id]]
        moments: npt.NDArray[np.int64] = row[row < NOT_EVER].astype(np.int64) + self.base
        return moments

    def chance_by(self, moment: int, id: str = "") -> float:
        """The share of runs in which it is done by the moment."""
        row = self.finish[self.rows[id]]
        return float(np.mean((row < NOT_EVER) & (row <= moment - self.base)))


def simulate(
    plan: Plan,
    runs: int,
    seed: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Simulation:
    """Run the plan ``runs`` times; parameters and errors are those of ``forecast``."""
    if not 1 <= runs <= MOST_RUNS:
        raise ValueError(f"A forecast takes 1 to {MOST_RUNS:,} runs, not {runs}.")
    simulation = Simulation(plan, runs, seed)
    simulation.run(progress, cancelled)
    return simulation


class Simulation:
    """Chunks of runs, each with its own draws, put into one table.

    ``likely`` is the dispatch at likely effort; ``critical`` counts for each node the runs in which it is on
    the chain that sets the plan's finish."""

    def __init__(self, plan: Plan, runs: int, seed: int) -> None:
        self.plan, self.runs, self.seed = plan, runs, seed
        self.likely = likely = dispatch(plan)
        self.ids = [task.id for task in plan.tasks]
        self.efforts = Ranges(_checked(plan))
        self.risks = _Risks(plan, likely.compiled.index, seed)
        self.compiled = longer(likely.compiled, _horizon(likely))
        nodes = likely.compiled.counts["nodes"]
        self.base = plan.as_of
        self.finish = np.empty((nodes + len(contents(plan)) + 1, runs), dtype=np.int32)
        self.start = np.empty((nodes, runs), dtype=np.int32)
        self.cost = np.empty(runs)
        self.critical = np.zeros(nodes + 1, dtype=np.int64)
        self.lock = threading.Lock()
        self.stop = threading.Event()

    def samples(self) -> Samples:
        """The table with rows for releases, goals, projects and the plan added.

        The plan's finish leaves out what cannot be scheduled at all; groups without tasks have no row."""
        likely = self.likely.compiled
        rows, marks = dict(likely.index), likely.counts["marks"]
        for group in self.plan.groups:
            if not likely.arrays["open_kids0"][rows[group.id] - marks]:
                del rows[group.id]
        last = len(self.start)
        counted = [node for node in range(marks) if self.likely.placed(node)]
        inside = contents(self.plan).items()
        parts = {id: [rows[name] for name in names if name in rows] for id, names in inside}
        for id, nodes in {**parts, "": counted}.items():
            if nodes or not id:
                rows[id] = last
                self.finish[last] = _latest(self.finish, nodes, self.plan.start - self.base)
                last += 1
        return Samples(self.base, rows, self.finish[:last], self.start, self.cost)

    def run(self, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        done = 0
        with ThreadPoolExecutor(THREADS if _kernel.is_compiled() else 1) as pool:
            parts = [pool.submit(self._chunk, first) for first in range(0, self.runs, CHUNK)]
            try:
                for part in _finished(parts, cancelled):
                    done += part.result()
                    if progress:
                        progress(done, self.runs)
            finally:
                self.stop.set()

    def _chunk(self, first: int) -> int:
        if self.stop.is_set():
            return 0
        count = min(CHUNK, self.runs - first)
        work, extra = self._draw(first, count)
        compiled, kernel, table = self._simulate(work, extra)
        nodes = slice(0, compiled.counts["nodes"])
        columns = slice(first, first + count)
        self.start[:, columns] = self._offsets(table[0][:, nodes])
        self.finish[nodes, columns] = self._offsets(table[1][:, nodes])
        self.cost[columns] = table[2]
        with self.lock:
            self.critical += kernel
        return count

    def _draw(self, first: int, count: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """Each run's work for each task, and what its risks cost."""
        hours = self.efforts.at(uniforms(self.seed, "effort", self.ids, first, count))
        extra = self.risks.strike(hours, first)
        work = np.minimum(np.rint(hours * (60.0 * UNIT)), MOST_WORK).astype(np.int64)
        return np.ascontiguousarray(work.T), extra

    def _simulate(
        self, work: npt.NDArray[np.int64], extra: Floats
    ) -> tuple[Compiled, npt.NDArray[np.int64], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]]:
        """Run the kernel, with more time ahead until no run needs more."""
        compiled = self.compiled
        while True:
            shape = (len(work), compiled.counts["nodes"] + 1)
            start, finish, cost = np.empty(shape, np.int64), np.empty(shape, np.int64), np.empty(len(work))
            critical = np.zeros_like(self.critical)
            kernel = _kernel.Dispatcher(compiled.counts, compiled.fresh(), True)
            kernel.run_many(work, extra, start, finish, critical, cost)
            if not kernel.cut:
                return compiled, critical, (start, finish, cost)
            self.compiled = compiled = longer(compiled)

    def _offsets(self, moments: npt.NDArray[np.int64]) -> Offsets:
        ever = moments < NEVER
        return np.where(ever, np.minimum(moments - self.base, NOT_EVER - 1), NOT_EVER).T.astype(np.int32)


class _Risks:
    """Discrete events: each fires or not in each run, by its own draw."""

    def __init__(self, plan: Plan, index: dict[str, int], seed: int) -> None:
        self.seed = seed
        self.ids = [risk.id for risk in plan.risks]
        self.chance = np.array([risk.probability for risk in plan.risks])[:, None]
        self.delay = Ranges([risk.delay_hours for risk in plan.risks])
        self.cost = Ranges([risk.cost for risk in plan.risks])
        self.past = past_cost(plan)
        self.hits = [
            (place, task) for place, risk in enumerate(plan.risks) for task in _hit(plan, index, risk.tasks)
        ]

    def strike(self, hours: Floats, first: int) -> Floats:
        """Add the delays of the risks that fire to ``hours``; what each run costs before any work."""
        count = hours.shape[1]
        if not self.ids:
            return np.full(count, self.past)
        fires = uniforms(self.seed, "fires", self.ids, first, count) < self.chance
        delay = self.delay.at(uniforms(self.seed, "delay", self.ids, first, count)) * fires
        for risk, task in self.hits:
            hours[task] += delay[risk]
        cost = self.cost.at(uniforms(self.seed, "cost", self.ids, first, count)) * fires
        extra: Floats = cost.sum(axis=0) + self.past
        return extra


def _hit(plan: Plan, index: dict[str, int], ids: Iterable[str]) -> list[int]:
    """The unfinished tasks among those a risk names; a group stands for its tasks."""
    inside = tasks_in(plan)
    named = dict.fromkeys(task for id in ids for task in inside.get(id, (id,)))
    places = [index[id] for id in named]
    return [k for k in places if k < len(plan.tasks) and not _done(plan, k)]


def _done(plan: Plan, place: int) -> bool:
    progress = plan.tasks[place].progress
    return progress is not None and progress.finished is not None


def _checked(plan: Plan) -> list[Range]:
    ranges = [remaining(task) for task in plan.tasks]
    for task, range in zip(plan.tasks, ranges, strict=True):
        if not 0 <= range.optimistic <= range.likely <= range.pessimistic < float("inf"):
            raise ValueError(f"The estimate of {task.id!r} is not 0 <= optimistic <= likely <= pessimistic.")
    return ranges


def _horizon(likely: Dispatch) -> int:
    """Two and a half times the likely time ahead, and a year."""
    plan = likely.compiled.plan
    ends = likely.finish[: likely.compiled.counts["marks"]]
    ahead = int(max(ends[ends < NEVER], default=plan.as_of)) - plan.as_of
    return plan.as_of + 5 * max(ahead, 0) // 2 + YEAR


def _finished(parts: list[Future[int]], cancelled: Callable[[], bool] | None) -> Iterable[Future[int]]:
    for part in as_completed(parts):
        if cancelled and cancelled():
            raise Cancelled
        yield part


def _latest(finish: Offsets, nodes: list[int], nothing: int) -> Offsets:
    """The last finish of each run; ``nothing`` when there is nothing to do."""
    latest = np.full(
        finish.shape[1], np.int32(max(nothing, -NOT_EVER)) if not nodes else -NOT_EVER, dtype=np.int32
    )
    for node in nodes:
        np.maximum(latest, finish[node], out=latest)
    return latest


def rank_of(percent: int, runs: int) -> int:
    """The place of a percentile in sorted samples: nearest rank, the smallest that so many runs keep."""
    return max(-(-percent * runs // 100) - 1, 0)
