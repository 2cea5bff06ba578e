"""The rows a plan is made from, without those in the bin, and their values as the engine's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from pilothouse.engine.calendar import moment
from pilothouse.engine.plan import Range

Row = Mapping[str, Any]
Table = Mapping[str, Row]
Tables = Mapping[str, Table]

NOTHING = Range(0.0, 0.0, 0.0)
NO_RANK = 1_000_000


class Source:
    """Tables by label, and what several parts of the plan look up in them."""

    def __init__(self, tables: Tables, workspace: str, as_of: int) -> None:
        self.tables, self.workspace, self.as_of = tables, workspace, as_of
        self._live: dict[str, dict[str, Row]] = {}

    def live(self, label: str) -> dict[str, Row]:
        """The rows of a table outside the bin, by id, in the order of ids."""
        if label not in self._live:
            rows = self.tables.get(label, {})
            self._live[label] = {id: rows[id] for id in sorted(rows) if not rows[id].get("deleted_at")}
        return self._live[label]

    @property
    def timezone(self) -> str:
        return str(self._workspace.get("timezone", "UTC"))

    @property
    def currency(self) -> str:
        return str(self._workspace.get("currency", "EUR"))

    @property
    def _workspace(self) -> Row:
        return self.tables.get("people.workspace", {}).get(self.workspace, {})

    @cached_property
    def today(self) -> date:
        """The day the plan is seen from."""
        return day_of(self.as_of, self.timezone)

    @cached_property
    def projects(self) -> dict[str, Row]:
        """Active projects by the id of their unit."""
        units = self.live("people.unit")
        rows = (row for row in self.live("schedule.project").values() if row["state"] == "active")
        return {str(row["unit_id"]): row for row in rows if row["unit_id"] in units}

    def project_of(self, unit: str | None) -> str | None:
        """The nearest active project at or above a unit."""
        units, seen = self.live("people.unit"), set[str]()
        while unit is not None and unit in units and unit not in seen:
            if unit in self.projects:
                return unit
            seen.add(unit)
            unit = units[unit]["parent_id"]
        return None

    def rank_of(self, project: str | None) -> int:
        """A project's rank among projects; work of none comes last."""
        return int(self.live("people.unit")[project]["rank"]) if project else NO_RANK

    def starts(self, day: str | None) -> int | None:
        """When a day begins."""
        return None if day is None else moment(date.fromisoformat(day), self.timezone)

    def ends(self, day: str | None) -> int | None:
        """When a day is over: a target is kept on its day."""
        return None if day is None else moment(date.fromisoformat(day) + timedelta(days=1), self.timezone)


def minute(text: str | None) -> int | None:
    """A stored moment as UTC minute."""
    return None if text is None else int(datetime.fromisoformat(text).timestamp() // 60)


def day_of(minute: int, timezone: str) -> date:
    """The local day of a UTC minute."""
    from pilothouse.engine.calendar import local_day

    return local_day(minute, timezone)


def span(value: Mapping[str, float] | None) -> Range:
    """A stored range; none is no work."""
    if not value:
        return NOTHING
    return Range(float(value["optimistic"]), float(value["likely"]), float(value["pessimistic"]))
