"""Keeping what was computed: forecasts and baselines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse import __version__
from pilothouse.commands import Command, Hint, Refused, Scope
from pilothouse.engine.document import write_plan
from pilothouse.engine.plan import Milestone, Plan, Release, Task
from pilothouse.engine.precedence import CycleError
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.when.schedule.forecasting import Computed, compute
from pilothouse.when.schedule.lens import keep_plans
from pilothouse.when.schedule.models import Baseline, Forecast
from pilothouse.when.schedule.moments import day
from pilothouse.who.fields import Minted, UnitRef
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit

WHOLE = 12
"""So many newest forecasts keep the dates of every task; older ones those of releases, goals and projects."""
BULKY = ("tasks", "groups", "schedule", "load", "unscheduled", "broken", "curves", "swings", "kept")
BASELINE_RUNS = 1000


class RecordForecast(Command, name="forecast.record", permission="system"):
    """Store a forecast."""

    id: Minted = Field(default_factory=uuid4)
    plan_hash: str
    plan_revision: int
    as_of: int
    seed: int
    runs: int
    result: dict[str, Any]
    document: dict[str, Any]

    def payload(self) -> dict[str, Any]:
        """What can be computed again is not kept in history."""
        return {"id": str(self.id), "plan_hash": self.plan_hash, "seed": self.seed, "runs": self.runs}

    def apply(self, ctx: Scope) -> None:
        as_of = datetime.fromtimestamp(self.as_of * 60, UTC)
        newest = ctx.find(Forecast).order_by(*Forecast.NEWEST).first()
        if newest and (newest.plan_hash, newest.as_of, newest.engine) == (self.plan_hash, as_of, __version__):
            raise Refused("This plan's forecast is stored already.", status=409)
        keep_plans(ctx, {self.plan_hash: self.document})
        self._lighten(ctx)
        ctx.save(
            Forecast(
                id=self.id,
                plan_hash=self.plan_hash,
                plan_revision=self.plan_revision,
                as_of=as_of,
                at=ctx.now,
                seed=self.seed,
                runs=self.runs,
                engine=__version__,
                result=self.result,
            )
        )

    def sentence(self, ctx: Scope) -> str:
        last = ctx.find(Forecast).exclude(pk=self.id).order_by(*Forecast.NEWEST).first()
        before = _by_id(last.result if last else {})
        for outlook in (*self.result["releases"], *self.result["projects"]):
            if outlook["finish"]["p85"] is not None:
                return f"computed the forecast: {self._words(ctx, outlook, before.get(outlook['id']))}"
        return "computed the forecast: no release or project has a date yet"

    def _words(self, ctx: Scope, outlook: dict[str, Any], before: dict[str, Any] | None) -> str:
        zone, finish = ctx.workspace.timezone, outlook["finish"]
        item = ctx.find(Item, pk=outlook["id"]).first() or ctx.find(Unit, pk=outlook["id"]).first()
        safe = _short(finish["p85"], zone)
        was = _short(before["finish"]["p85"], zone) if before and before["finish"]["p85"] else safe
        return f"{item} likely {_short(finish['p50'], zone)}, safe to say {safe}" + (
            f" (was {was})" if was != safe else ""
        )

    def _lighten(self, ctx: Scope) -> None:
        for old in ctx.find(Forecast, published=False).order_by(*Forecast.NEWEST)[WHOLE - 1 : WHOLE + 1]:
            ctx.update(old, result={k: v for k, v in old.result.items() if k not in BULKY})


class RecordRisks(Command, name="forecast.record_risks", permission="system"):
    """Store what each risk adds to the dates of a forecast."""

    forecast: UUID
    runs: int
    risks: dict[str, dict[str, list[float | bool]]]

    def payload(self) -> dict[str, Any]:
        """What can be computed again is not kept in history."""
        return {"forecast": str(self.forecast), "runs": self.runs}

    def apply(self, ctx: Scope) -> None:
        row = ctx.row(Forecast, self.forecast)
        if row is None or "risks" in row.result:
            raise Refused("What risks add to this forecast is stored already.", status=409)
        ctx.update(row, result={**row.result, "risks": self.risks})

    def sentence(self, ctx: Scope) -> str:
        count = len(self.risks)
        return (
            f"computed what {count} risk{'' if count == 1 else 's'} add{'s' if count == 1 else ''} to dates"
        )


class TakeBaseline(Command, name="baseline.take", family="plan.baseline"):
    """Save a baseline."""

    resets_size: ClassVar[bool] = True

    id: Minted = Field(default_factory=uuid4)
    project: UnitRef
    name: Annotated[str, Field(min_length=1, max_length=200), Hint(help="Such as: Agreed in the kick-off.")]

    def apply(self, ctx: Scope) -> None:
        unit = project_of(ctx, self.project).unit
        computed, plan = self._computed(ctx)
        last = ctx.find(Baseline, unit=unit).order_by("-number").first()
        keep_plans(ctx, {computed.plan_hash: write_plan(plan)})
        baseline = Baseline(
            id=self.id,
            unit=unit,
            number=last.number + 1 if last else 1,
            name=self.name,
            at=ctx.now,
            plan_hash=computed.plan_hash,
            dates=baseline_dates(computed.result, plan, str(unit.pk)),
        )
        ctx.save(baseline)
        if unit.scope_baseline is None:
            ctx.update(unit, scope_baseline=baseline.pk)

    def sentence(self, ctx: Scope) -> str:
        return f"saved the baseline {self.name} of {ctx.title(self.project)}"

    def _computed(self, ctx: Scope) -> tuple[Computed, Plan]:
        """The stored forecast when it is that of the plan as it stands, else one of fewer runs."""
        rows = snapshot.read(str(ctx.workspace.pk))
        newest = ctx.find(Forecast, plan_hash=rows.hash).order_by(*Forecast.NEWEST).first()
        if newest and "tasks" in newest.result:
            at = int(newest.as_of.timestamp() // 60)
            found = Computed(rows.hash, rows.revision, at, newest.seed, newest.runs, newest.result)
            return found, rows.plan
        try:
            return compute(rows, 1, BASELINE_RUNS), rows.plan
        except CycleError as ring:
            raise Refused("The plan has no dates to save: some work waits for itself.") from ring


def baseline_dates(result: dict[str, Any], plan: Plan, unit: str) -> dict[str, Any]:
    """Start, P50 and P85 (UTC minutes) of everything in a project, by id; the project itself included."""
    parts: list[Task | Milestone | Release] = [*plan.tasks, *plan.milestones, *plan.releases]
    mine = {item.id for item in parts if item.project == unit}
    parents: dict[str, str | None] = {task.id: task.parent for task in plan.tasks}
    parents |= {group.id: group.parent for group in plan.groups}
    for id in [id for id in mine if id in parents]:
        above = parents[id]
        while above is not None:
            mine.add(above)
            above = parents[above]
    return {
        id: {"start": each.get("start_p50"), "p50": each["finish"]["p50"], "p85": each["finish"]["p85"]}
        for id, each in _by_id(result).items()
        if id in mine or id == unit
    }


def _by_id(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    kinds = ("tasks", "groups", "milestones", "releases", "goals", "projects")
    return {each["id"]: each for kind in kinds for each in result.get(kind, ())}


def _short(minute: int | None, zone: str) -> str:
    when = day(minute, zone)
    return "never" if when is None else f"{when.day} {when:%b}"
