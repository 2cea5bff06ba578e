"""What the plan knows beside dates: kinds, links between shown rows, slack, days off, promises not kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from pilothouse.engine.calendar import BeyondHorizon, NoWorkingTime, WorkingTime, project_calendar
from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import WEEKDAYS, Plan
from pilothouse.engine.precedence import linked
from pilothouse.when.schedule.moments import day, iso, minute_of
from pilothouse.who.items.queries import Head
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


class Beside:
    """Looks things up in the plan and in the heads the viewer may see."""

    def __init__(self, viewer: Viewer, plan: Plan, heads: Mapping[UUID, Head]) -> None:
        self.viewer, self.plan, self.heads = viewer, plan, heads
        self.calendar = project_calendar(plan)

    def kind(self, id: str) -> str:
        """What the row is, as people call it: feature, task, milestone."""
        head = self.heads.get(UUID(id))
        return head.kind if head else ""

    def title(self, id: str) -> str:
        """Its title; "" for what is not there yet."""
        head = self.heads.get(UUID(id))
        return head.title if head else ""

    def key(self, id: str) -> str:
        """Its key; "" for what is not there yet."""
        head = self.heads.get(UUID(id))
        return head.key if head else ""

    @cached_property
    def _after(self) -> dict[str, str]:
        found = {}
        for node in linked(self.plan):
            words = [f"{link.on}:{link.type}" for link in node.depends_on]
            found[node.id] = " ".join(words)
        return found

    def after(self, id: str) -> str:
        """What it waits for, as the chart's arrows take it: "<id>:FS <id>:SS"."""
        return self._after.get(id, "")

    @cached_property
    def _time(self) -> WorkingTime:
        return WorkingTime(self.calendar, timezone=self.plan.timezone, near=self.plan.as_of)

    @cached_property
    def _days(self) -> WorkingDays:
        return WorkingDays(self.plan)

    def later(self, moment: str, hours: float) -> date | None:
        """The day so many working hours after a moment; None where the calendar does not reach."""
        try:
            end = self._time.add(minute_of(moment), round(hours * 60))
        except (BeyondHorizon, NoWorkingTime):
            return None
        return day(end, self.plan.timezone)

    def closed(self, rows: Iterable[Row]) -> list[tuple[date, date]]:
        """Spans of days off by the calendar's own list while anything is planned, joined over weekends."""
        shown = [each for row in rows for each in (row["start"], row["safe"]) if each]
        if not shown:
            return []
        off = sorted(d for d, h in self.calendar.days.items() if not h and min(shown) <= d <= max(shown))
        spans: list[tuple[date, date]] = []
        for each in (d for d in off if self._usual(d)):
            if spans and not any(self._open(d) for d in _between(spans[-1][1], each)):
                spans[-1] = (spans[-1][0], each)
            else:
                spans.append((each, each))
        return spans

    def _usual(self, each: date) -> bool:
        return bool(self.calendar.week.get(WEEKDAYS[each.weekday()]))

    def _open(self, each: date) -> bool:
        return bool(self.calendar.days.get(each, self.calendar.week.get(WEEKDAYS[each.weekday()])))

    def broken(self, page: Mapping[str, Any]) -> list[Row]:
        """Promises that are not safe: limits of tasks, targets of releases, milestones; the latest first."""
        limits = {task.id: task.must_finish_by for task in self.plan.tasks if task.must_finish_by is not None}
        dated = [(row, iso(limits.get(row["id"]), self.plan.timezone)) for row in page["rows"]]
        dated += [(row, row["target"]) for row in page["targets"]]
        found = [
            self._late(row, wanted) for row, wanted in dated if wanted and row["p85"] and row["p85"] > wanted
        ]
        return sorted(found, key=lambda each: (-(each["likely_days"] or 0), each["title"]))

    def _late(self, row: Row, wanted: str) -> Row:
        days, limit = self._days, minute_of(wanted)
        return {
            "key": row["key"],
            "title": row["title"],
            "kind": row["kind"],
            "wanted": day(limit, self.plan.timezone),
            "chance": row["chance"],
            "likely_days": max(days.between(limit, minute_of(row["p50"])) or 0, 0),
            "safe_days": days.between(limit, minute_of(row["p85"])),
        }


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(1, (last - first).days))
