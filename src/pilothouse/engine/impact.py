"""What a change does: two plans compared under the same luck, and the size that routes a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import inf, sqrt
from typing import Any, Literal

import numpy as np

from .calendar import BeyondHorizon, NoWorkingTime, WorkingTime, project_calendar
from .plan import WEEKDAYS, Plan, Task
from .sampling import Floats, pert_mean
from .scheduling.dispatch import schedule
from .scheduling.load import weekly_load
from .scheduling.result import Schedule, WeekLoad
from .simulation import NOT_EVER, Progress, Samples, rank_of, simulate

Kind = Literal["plan", "project", "release", "goal", "person", "risk", "task"]
Measure = Literal[
    "p50", "p85", "chance_of_target", "cost_p50", "cost_p85", "peak_load", "weeks_over_100", "days", "money"
]
BATCHES = 10
MOVED_DAYS = 2.0
"""Other tasks are named when their P50 moves by more working days than this."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an impact: a figure before and after.

    Moments are minutes and their ``change`` is in working days of the project calendar; chances are 0 to 1,
    loads per cent, ``days`` person-days of eight hours, money the plan's currency. ``None`` is what does not
    exist on that side. ``noise`` is the standard error of the change, in its unit: both sides share their
    random numbers, so it is that of the paired difference. ``clear`` is False when the change is nothing or
    within twice its noise."""

    kind: Kind
    id: str
    measure: Measure
    before: float | None
    after: float | None
    change: float | None
    clear: bool
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that differs, and what stays, between two plans: ``changes`` in a fixed order, ``moved`` the
    tasks whose P50 moves by more than two working days."""

    before_hash: str
    after_hash: str
    runs: int
    seed: int
    changes: tuple[Change, ...]
    moved: tuple[Change, ...]

    def of(self, kind: Kind, measure: Measure, id: str = "") -> Change | None:
        """One line, ``None`` when neither plan has it."""
        return next((c for c in self.changes if (c.kind, c.measure, c.id) == (kind, measure, id)), None)

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a change is, from one dispatch on each side at likely effort.

    Working days later (negative: earlier) of the whole plan and of each project and release that both sides
    have; ``None`` where a side has no date. Shares are of the figure before; 1.0 when there was nothing
    before."""

    before_hash: str
    after_hash: str
    days_later: float | None
    projects: dict[str, float | None]
    releases: dict[str, float | None]
    cost_share: float
    effort_share: float

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


class WorkingDays:
    """Working days of the plan's project calendar between moments: working hours over those of a usual
    day."""

    def __init__(self, plan: Plan) -> None:
        calendar = project_calendar(plan)
        self._time = WorkingTime(calendar, timezone=plan.timezone, near=plan.as_of)
        days = [_minutes(calendar.week[day]) for day in WEEKDAYS if calendar.week.get(day)]
        self._day = sum(days) / len(days) if days else 480.0
        self._of_seven = (len(days) or 5) / 7

    def between(self, begin: float | None, end: float | None) -> float | None:
        """Rounded to hundredths; negative when ``end`` is the earlier one."""
        if begin is None or end is None:
            return None
        try:
            return round(self._time.between(int(begin), int(end)) / self._day, 2)
        except (BeyondHorizon, NoWorkingTime):
            return round((end - begin) / 1440, 2)

    def in_general(self, minutes: float) -> float:
        """Minutes of the clock as working days, wherever in the week they lie."""
        return round(minutes / 1440 * self._of_seven, 4)


def impact(
    before: Plan,
    after: Plan,
    runs: int = 2000,
    seed: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Impact:
    """Compare two plans run by run under common random numbers: what both share draws the same in both.

    ``progress`` and ``cancelled`` are those of ``forecast``; a run counts when both sides have it."""
    return _Comparison(before, after, runs, seed, progress, cancelled).impact()


def size(before: Plan, after: Plan) -> Size:
    """One deterministic dispatch before and after, at likely effort."""
    from .document import plan_hash

    one, two = schedule(before, load=False), schedule(after, load=False)
    days = WorkingDays(before)
    return Size(
        plan_hash(before),
        plan_hash(after),
        days.between(one.finish, two.finish),
        {project.id: _later(days, one, two, "projects", project.id) for project in before.projects},
        {release.id: _later(days, one, two, "releases", release.id) for release in before.releases},
        _share(one.cost, two.cost),
        _share(total_effort(before), total_effort(after)),
    )


def total_effort(plan: Plan) -> float:
    """Likely person-hours of all tasks, done or not; durations are nobody's effort."""
    return sum(task.effort_hours.likely for task in plan.tasks if task.duration_hours is None)


def _later(days: WorkingDays, one: Schedule, two: Schedule, kind: str, id: str) -> float | None:
    ends = [next((span.finish for span in getattr(side, kind) if span.id == id), None) for side in (one, two)]
    return days.between(*ends)


def _share(before: float, after: float) -> float:
    if not before:
        return 1.0 if after else 0.0
    return round((after - before) / before, 6)


def _minutes(hours: Any) -> float:
    return float(
        sum((end.hour * 60 + end.minute or 1440) - begin.hour * 60 - begin.minute for begin, end in hours)
    )


class _Comparison:
    def __init__(
        self,
        before: Plan,
        after: Plan,
        runs: int,
        seed: int,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.plans = (before, after)
        self.runs, self.seed = runs, seed
        done = [
            simulate(plan, runs, seed, progress and _half(progress, side), cancelled)
            for side, plan in enumerate(self.plans)
        ]
        self.likely = [side.likely for side in done]
        self.samples = [side.samples() for side in done]
        self.days = WorkingDays(before)

    def impact(self) -> Impact:
        from .document import plan_hash

        no_target: int | None = None
        changes = [
            *self._dated("plan", {"": self.plans[0].target}, {"": self.plans[1].target}),
            *self._dated(
                "project", *({item.id: item.target for item in plan.projects} for plan in self.plans)
            ),
            *self._dated(
                "release", *({item.id: item.target for item in plan.releases} for plan in self.plans)
            ),
            *self._costs(),
            *self._dated("goal", *({item.id: no_target for item in plan.goals} for plan in self.plans)),
            *self._loads(),
            *self._risks(),
        ]
        one, two = map(plan_hash, self.plans)
        return Impact(one, two, self.runs, self.seed, tuple(changes), tuple(self._moved()))

    def _dated(
        self, kind: Kind, before: dict[str, int | None], after: dict[str, int | None]
    ) -> Iterator[Change]:
        """P50, P85 and the chance of the target of each thing either plan has."""
        for id in dict.fromkeys([*before, *after]):
            yield self._moment(kind, id, "p50", 50)
            yield self._moment(kind, id, "p85", 85)
            targets = before.get(id), after.get(id)
            if targets != (None, None):
                yield self._chance(kind, id, targets)

    def _moment(self, kind: Kind, id: str, measure: Measure, percent: int) -> Change:
        rows = [_row(side, id) for side in self.samples]
        ends = [_percentile(row, percent) for row in rows]
        change = self.days.between(*ends)
        if None in ends:
            return Change(kind, id, measure, ends[0], ends[1], change, ends[0] != ends[1])
        mean, noise = _paired(rows, percent)
        clear = ends[0] != ends[1] and not abs(mean) <= 2 * noise
        return Change(kind, id, measure, ends[0], ends[1], change, clear, self.days.in_general(noise))

    def _chance(self, kind: Kind, id: str, targets: tuple[int | None, int | None]) -> Change:
        kept = [
            _kept(row, target)
            for row, target in zip(map(self._dates, (0, 1), (id, id)), targets, strict=True)
        ]
        means = [None if side is None else float(side.mean()) for side in kept]
        if kept[0] is None or kept[1] is None:
            return Change(kind, id, "chance_of_target", means[0], means[1], None, True)
        paired = kept[1] - kept[0]
        noise = float(paired.std()) / sqrt(len(paired))
        change = float(paired.mean())
        clear = change != 0 and abs(change) > 2 * noise
        return Change(kind, id, "chance_of_target", means[0], means[1], change, clear, round(noise, 6))

    def _dates(self, side: int, id: str) -> Floats | None:
        return _row(self.samples[side], id)

    def _costs(self) -> Iterator[Change]:
        costs = [side.cost for side in self.samples]
        for measure, percent in (("cost_p50", 50), ("cost_p85", 85)):
            before, after = (float(np.sort(cost)[rank_of(percent, self.runs)]) for cost in costs)
            mean, noise = _paired(costs, percent)
            clear = before != after and not abs(mean) <= 2 * noise
            yield Change("plan", "", measure, before, after, after - before, clear, round(noise, 2))  # type: ignore[arg-type]

    def _loads(self) -> Iterator[Change]:
        """Peak load and weeks over 100 per cent of everybody whose figures move or who is over in either."""
        sides = [_load_figures(weekly_load(side.compiled, side.people)) for side in self.likely]
        people = dict.fromkeys(person.id for plan in self.plans for person in plan.people)
        for id in people:
            for place, measure in enumerate(("peak_load", "weeks_over_100")):
                before, after = (side.get(id, (0.0, 0.0))[place] for side in sides)
                change = round(after - before, 1)
                yield Change("person", id, measure, before, after, change, bool(change))  # type: ignore[arg-type]

    def _risks(self) -> Iterator[Change]:
        sides = [exposure(plan) for plan in self.plans]
        for place, measure in enumerate(("days", "money")):
            before, after = (side[place] for side in sides)
            yield Change("risk", "", measure, before, after, after - before, before != after)  # type: ignore[arg-type]

    def _moved(self) -> Iterator[Change]:
        old = {task.id for task in self.plans[0].tasks}
        for id in (task.id for task in self.plans[1].tasks if task.id in old):
            before, after = (_median(side, id) for side in self.samples)
            if before != after:
                change = self.days.between(before, after)
                if change is None or abs(change) > MOVED_DAYS:
                    yield self._moment("task", id, "p50", 50)


def exposure(plan: Plan) -> tuple[float, float]:
    """Expected person-days (of eight hours) and money of the risks: probability × mean, delays of unfinished
    tasks."""
    open_tasks = {task.id for task in plan.tasks if not _is_done(task)}
    hours = sum(
        risk.probability * pert_mean(risk.delay_hours) * len(open_tasks.intersection(risk.tasks))
        for risk in plan.risks
    )
    money = sum(risk.probability * pert_mean(risk.cost) for risk in plan.risks)
    return round(hours / 8, 6), round(money, 6)


def _is_done(task: Task) -> bool:
    return task.progress is not None and task.progress.finished is not None


def _load_figures(load: Iterable[WeekLoad]) -> dict[str, tuple[float, float]]:
    """Peak per cent and weeks over 100 of each person."""
    weeks: dict[str, list[float]] = {}
    for week in load:
        weeks.setdefault(week.person, []).append(week.percent or 0.0)
    return {
        id: (round(max(loads), 1), float(sum(load > 100.0001 for load in loads)))
        for id, loads in weeks.items()
    }


def _row(side: Samples, id: str) -> Floats | None:
    """Finish moments run by run, infinite where a run does not finish it; ``None`` when the plan lacks it."""
    if id not in side.rows:
        return None
    row = side.finish[side.rows[id]]
    moments: Floats = np.where(row == NOT_EVER, np.inf, row.astype(float) + side.base)
    return moments


def _median(side: Samples, id: str) -> int | None:
    """The P50 of a task's finish."""
    row = side.finish[side.rows[id]]
    offset = int(np.partition(row, rank_of(50, len(row)))[rank_of(50, len(row))])
    return None if offset == NOT_EVER else offset + side.base


def _percentile(row: Floats | None, percent: int) -> int | None:
    if row is None:
        return None
    value = np.partition(row, rank_of(percent, len(row)))[rank_of(percent, len(row))]
    return int(value) if np.isfinite(value) else None


def _kept(row: Floats | None, target: int | None) -> Floats | None:
    return None if row is None or target is None else (row <= target).astype(float)


def _half(progress: Progress, side: int) -> Progress:
    """How far both sides are, told by one of them."""
    return lambda done, runs: progress((side * runs + done) // 2, runs)


def _paired(rows: Sequence[Floats | None], percent: int) -> tuple[float, float]:
    """Mean and standard error of the difference of a percentile, from ten batches of paired runs.

    Where too few runs have the figure to tell, the difference is taken for clear."""
    before, after = (_batched(row, percent) for row in rows)
    with np.errstate(invalid="ignore"):
        apart = after - before
    if not np.isfinite(apart).all() or len(apart) < 2:
        return inf, 0.0
    return float(apart.mean()), float(apart.std(ddof=1)) / sqrt(len(apart))


def _batched(row: Floats | None, percent: int) -> Floats:
    """The percentile of each of ten batches of runs."""
    parts = np.array_split(row if row is not None else np.zeros(0), BATCHES)
    values = [np.sort(part)[rank_of(percent, len(part))] for part in parts if len(part)]
    return np.array(values, dtype=float)
