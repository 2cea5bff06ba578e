"""What the engine computed, as documents. Moments are ISO 8601 with the offset of the plan's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..plan import Plan
from ..scheduling.result import Broken, Schedule, ScheduledTask, Span, Unscheduled, WeekLoad
from .faults import Place, PlanErrors, Reading
from .format import MAX_HOURS, MAX_MONEY
from .kinds import ID, Choice, Day, Flag, Json, Moment, Number, Text
from .load import load_json
from .shapes import Field, ListOf, Record
from .times import write_offset

if TYPE_CHECKING:
    from ..forecast import Forecast, Outlook
    from ..impact import Change, Impact

SCHEDULE, FORECAST, IMPACT = "pilothouse-schedule/1", "pilothouse-forecast/1", "pilothouse-impact/1"


class OffsetMoment(Moment):
    """A moment that is written with its offset."""

    def write(self, value: int, zone: ZoneInfo) -> str:
        return write_offset(value, zone)


WHEN = Field(OffsetMoment())
PERHAPS = Field(OffsetMoment(), None)
ANY_HOURS = Number(-1e9, 1e9, "hours")
SPANS = Field(ListOf(Record(Span, {"id": Field(ID), "start": WHEN, "finish": WHEN})), ())
DATED = Record(
    ScheduledTask,
    {
        "id": Field(ID),
        "start": WHEN,
        "finish": WHEN,
        "people": Field(ListOf(ID), ()),
        "resumes": PERHAPS,
        "critical": Field(Flag(), False),
        "total_float_hours": Field(ANY_HOURS, None),
    },
)
MISSING = Record(Unscheduled, {"id": Field(ID), "reason": Field(Text(), "")})
BROKEN = Record(
    Broken,
    {
        "id": Field(Text(1000)),
        "kind": Field(Choice("must_finish_by", "target")),
        "wanted": WHEN,
        "finish": WHEN,
        "late_hours": Field(ANY_HOURS),
    },
)
LOAD = Record(
    lambda percent, **values: WeekLoad(**values),
    {
        "person": Field(ID),
        "week": Field(Day()),
        "needed_hours": Field(Number(0, MAX_HOURS, "hours")),
        "available_hours": Field(Number(0, MAX_HOURS, "hours")),
        "percent": Field(Number(0, 1e12, "per cent"), None),
    },
)
WHOLE = Record(
    lambda format, **values: Schedule(**values),
    {
        "format": Field(Choice(SCHEDULE)),
        "status": Field(Choice("optimal", "feasible", "partial", "infeasible")),
        "finish": PERHAPS,
        "lower_bound": PERHAPS,
        "cost": Field(Number(0, MAX_MONEY * 1000, "an amount"), 0.0),
        "unscheduled": Field(ListOf(MISSING), ()),
        "tasks": Field(ListOf(DATED), ()),
        "milestones": SPANS,
        "groups": SPANS,
        "releases": SPANS,
        "goals": SPANS,
        "projects": SPANS,
        "broken": Field(ListOf(BROKEN), ()),
        "load": Field(ListOf(LOAD), ()),
    },
)


def read_schedule(data: str | bytes | Json) -> Schedule:
    """The schedule of a ``pilothouse-schedule/1`` document. Raises ``PlanErrors`` with every fault."""
    reading = Reading(ZoneInfo("UTC"))
    schedule = WHOLE.read(data if isinstance(data, dict) else load_json(data), Place(reading))
    if reading.faults:
        raise PlanErrors(reading.faults)
    assert isinstance(schedule, Schedule)
    return schedule


def write_schedule(plan: Plan, schedule: Schedule) -> Json:
    """The schedule as a document; every task says who does it, whether it is critical and its float."""
    zone = ZoneInfo(plan.timezone)
    moment = _Moments(zone)
    return {
        "format": SCHEDULE,
        "status": schedule.status,
        "finish": moment(schedule.finish),
        "lower_bound": moment(schedule.lower_bound),
        "cost": round(schedule.cost, 2),
        "unscheduled": [{"id": item.id, "reason": item.reason} for item in schedule.unscheduled],
        "tasks": [_dated(task, moment) for task in schedule.tasks],
        **{
            name: [_span(span, moment) for span in getattr(schedule, name)]
            for name in ("milestones", "groups", "releases", "goals", "projects")
        },
        "broken": [BROKEN.write(item, zone) for item in schedule.broken],
        "load": [_load(week) for week in schedule.load],
    }


class _Moments:
    """Writes moments in one zone; what never comes is null."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def __call__(self, moment: float | None) -> str | None:
        return None if moment is None else write_offset(int(moment), self.zone)


def _dated(task: ScheduledTask, moment: _Moments) -> Json:
    dates = {"id": task.id, "start": moment(task.start), "finish": moment(task.finish)}
    resumes = {} if task.resumes is None else {"resumes": moment(task.resumes)}
    rest = {"critical": task.critical, "total_float_hours": task.total_float_hours}
    return dates | {"people": list(task.people)} | resumes | rest


def _span(span: Span, moment: _Moments) -> Json:
    return {"id": span.id, "start": moment(span.start), "finish": moment(span.finish)}


def _load(week: WeekLoad) -> Json:
    hours = {"needed_hours": round(week.needed_hours, 2), "available_hours": round(week.available_hours, 2)}
    percent = None if week.percent is None else round(week.percent, 1)
    return {"person": week.person, "week": week.week.isoformat(), **hours, "percent": percent}


def write_forecast(plan: Plan, forecast: Forecast) -> Json:
    """The forecast as a ``pilothouse-forecast/1`` document."""
    moment = _Moments(ZoneInfo(plan.timezone))
    kinds = ("tasks", "groups", "milestones", "releases", "goals", "projects")
    return {
        "format": FORECAST,
        "plan_hash": forecast.plan_hash,
        "runs": forecast.runs,
        "seed": forecast.seed,
        "finish": {key: moment(value) for key, value in forecast.finish.items()},
        "chance_of_target": forecast.chance_of_target,
        "cost": dict(forecast.cost),
        **{kind: _outlooks(getattr(forecast, kind), moment) for kind in kinds},
        "unscheduled": [{"id": item.id, "reason": item.reason} for item in forecast.unscheduled],
        "convergence": {
            "p85_low": moment(forecast.convergence.p85_low),
            "p85_high": moment(forecast.convergence.p85_high),
            "chance_error": forecast.convergence.chance_error,
        },
    }


def _outlooks(outlooks: Iterable[Outlook], moment: _Moments) -> list[Json]:
    return [
        {"id": each.id, "start_p50": moment(each.start_p50)}
        | {key: moment(value) for key, value in each.finish.items()}
        | {"criticality": each.criticality, "chance_of_target": each.chance_of_target}
        for each in outlooks
    ]


def write_impact(plan: Plan, impact: Impact) -> Json:
    """The impact as a ``pilothouse-impact/1`` document; ``plan`` gives the time zone."""
    moment = _Moments(ZoneInfo(plan.timezone))
    return {
        "format": IMPACT,
        "before_hash": impact.before_hash,
        "after_hash": impact.after_hash,
        "runs": impact.runs,
        "seed": impact.seed,
        "changes": [_change(change, moment) for change in impact.changes],
        "moved": [_change(change, moment) for change in impact.moved],
    }


def _change(change: Change, moment: _Moments) -> Json:
    is_moment = change.measure in ("p50", "p85")
    before, after = (moment(end) if is_moment else end for end in (change.before, change.after))
    head = {"kind": change.kind, "id": change.id, "measure": change.measure}
    return head | {"before": before, "after": after, "change": change.change, "clear": change.clear}
