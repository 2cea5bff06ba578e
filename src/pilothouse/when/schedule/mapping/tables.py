"""The rows a plan is made from, without those in the bin, and their values as the engine's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from pilothouse.engine.calendar import moment
from pilothouse.engine.plan import Range

Row = Mapping[str, Any]
Table = Mapping[str, Row]
Tables = Mapping[str, Table]
Index = dict[str | None, tuple[str, ...]]

NOTHING = Range(0.0, 0.0, 0.0)
NO_RANK = 1_000_000


class Source:
    """Tables by label, and what several parts of the plan look up in them."""

    def __init__(self, tables: Tables, workspace: str, as_of: int) -> None:
        self.tables, self.workspace, self.as_of = tables, workspace, as_of
        self._live: dict[str, dict[str, Row]] = {}
        self._indexes: dict[tuple[str, str], Index] = {}

    def row(self, label: str, id: str | None) -> Row | None:
        """One row outside the bin."""
        found = self.tables.get(label, {}).get(id) if id is not None else None
        return None if found is None or found.get("deleted_at") else found

    def those(self, label: str, column: str, value: str) -> Iterator[tuple[str, Row]]:
        """The rows outside the bin with that value in a column, by id, in the order of ids."""
        for id in self._index(label, column).get(value, ()):
            if (row := self.row(label, id)) is not None:
                yield id, row

    def moved(self, tables: Tables, as_of: int, touched: Iterable[tuple[str, str]]) -> Source:
        """The same with other tables; ``touched`` are the labels and ids of the rows that differ,
        once for each time they did."""
        other = Source(tables, self.workspace, as_of)
        ids: dict[str, list[str]] = defaultdict(list)
        for label, id in dict.fromkeys(touched):
            ids[label].append(id)
        other._live = {label: rows for label, rows in self._live.items() if label not in ids}
        other._indexes = {
            (label, column): _moved(index, column, self.tables[label], tables[label], ids.get(label, ()))
            for (label, column), index in self._indexes.items()
        }
        return other

    def _index(self, label: str, column: str) -> Index:
        """Ids of rows by a column, the bin included, in the order of ids."""
        if (label, column) not in self._indexes:
            found: dict[str | None, list[str]] = defaultdict(list)
            rows = self.tables.get(label, {})
            for id in sorted(rows):
                found[rows[id].get(column)].append(id)
            self._indexes[label, column] = {value: tuple(ids) for value, ids in found.items()}
        return self._indexes[label, column]

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


def _moved(index: Index, column: str, before: Table, after: Table, ids: Iterable[str]) -> Index:
    """An index after those rows changed: copied only when a value did."""
    changed = index
    for id in ids:
        old, new = ((side[id].get(column), True) if id in side else (None, False) for side in (before, after))
        if old == new:
            continue
        changed = dict(index) if changed is index else changed
        if old[1]:
            changed[old[0]] = tuple(each for each in changed.get(old[0], ()) if each != id)
        if new[1]:
            changed[new[0]] = tuple(sorted((*changed.get(new[0], ()), id)))
    return changed


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
