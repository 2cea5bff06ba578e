"""The rows a workspace's plan is made of, as they stand committed, and as they would be with differences.

Rows are kept as history keeps them (JSON values by column), so that a what-if needs no database.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import Any

from pilothouse.commands import Difference
from pilothouse.engine.document import plan_hash
from pilothouse.engine.plan import Plan
from pilothouse.engine.scheduling.dispatch import schedule
from pilothouse.engine.scheduling.result import Schedule, WeekLoad
from pilothouse.engine.scheduling.standing import Standing, standing
from pilothouse.when.schedule.mapping import Mapped, Row, Table, Tables, mapped, moved
from pilothouse.when.schedule.watched import WATCHED
from pilothouse.who import clock
from pilothouse.who.decisions.gate.rowvalues import encoded, model_of
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.people.models import Workspace

KEPT = 8
"""So many snapshots stay in the memory of a process."""
MOST_REPLAYED = 2_000
"""So many changes bring a kept snapshot up to date; past that, reading anew is quicker."""
ATTEMPTS = 5
WHAT_IFS = 2
"""So many patched snapshots are kept for the moment their change is committed."""
COMPUTED = ("mapped", "standing", "hash", "schedule", "load")
NAMES = {"items.item": "title", "people.unit": "name", "people.member": "name"}


@dataclass(frozen=True)
class Origin:
    """Whence rows came: a plan made earlier, what differs since, and the newest plan that was dispatched."""

    mapped: Mapped
    differences: tuple[Difference, ...]
    standing: Standing | None


@dataclass(frozen=True)
class PlanRows:
    """The plan's rows at a plan revision, seen from ``as_of`` (UTC minute): the start of the workspace's day.

    ``names`` are those of rows that exist only as differences; all changes up to the workspace's revision
    ``read_at`` are in. Plan, hash and schedule are computed once, when asked for."""

    workspace: str
    revision: int
    as_of: int
    tables: Tables = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict)
    read_at: int = 0
    origin: Origin | None = field(default=None, repr=False, compare=False)

    @cached_property
    def mapped(self) -> Mapped:
        """The plan with what later changes need to be carried over to it."""
        if self.origin is None:
            return mapped(self.tables, self.workspace, self.as_of)
        return moved(self.origin.mapped, self.tables, self.as_of, self.origin.differences)

    @property
    def plan(self) -> Plan:
        """The rows as an engine's plan. Ids stand for names, too."""
        return self.mapped.plan

    @cached_property
    def hash(self) -> str:
        """The hash of the plan's canonical document."""
        return plan_hash(self.plan)

    @cached_property
    def schedule(self) -> Schedule:
        """The plan dispatched at likely effort, without load and slack. Raises ``CycleError``."""
        return schedule(self.plan, load=False, slack=False)

    @cached_property
    def standing(self) -> Standing:
        """The plan's dates at likely effort as they are kept between changes. Raises ``CycleError``."""
        kept = self.origin.standing if self.origin is not None else None
        return standing(self.plan) if kept is None else kept.moved(self.plan)

    @cached_property
    def load(self) -> tuple[WeekLoad, ...]:
        """Hours each person's work would need in a week if nobody waited for people, over those available."""
        return schedule(self.plan).load


def read(workspace: str) -> PlanRows:
    """The snapshot of a workspace as it stands.

    A second call at the same revision and day reads nothing, a later one what has changed since."""
    for _ in range(ATTEMPTS):
        row = Workspace.objects.get(pk=workspace)
        as_of = start_of_today(row.timezone)
        key = (str(workspace), row.plan_revision, as_of)
        known = _cache.get(key)
        if known is not None:
            return known
        rows = _advanced(str(workspace)) or _anew(str(workspace))
        if Workspace.objects.values_list("plan_revision", flat=True).get(pk=workspace) == row.plan_revision:
            found = replace(rows, revision=row.plan_revision, as_of=as_of, read_at=row.revision, names={})
            return _cache.put(key, _foreseen(found))
    raise RuntimeError("The plan moved each time it was read; it is read again with the next change.")


def _anew(workspace: str) -> PlanRows:
    return PlanRows(workspace, 0, 0, {name: _table(name, workspace) for name in WATCHED})


def _advanced(workspace: str) -> PlanRows | None:
    """The newest kept rows with what history tells since; differences hold values: twice does no harm."""
    newest = _cache.newest(workspace)
    if newest is None:
        return None
    since = Entry.everything.filter(workspace_id=workspace, revision__gt=newest.read_at)
    entries = list(since.values_list("pk", flat=True)[: MOST_REPLAYED + 1])
    if len(entries) > MOST_REPLAYED:
        return None
    told = RowChange.everything.filter(entry__in=entries, model__in=list(WATCHED))
    found = list(told.order_by("entry__revision", "position").values_list("model", "row", "before", "after"))
    return _patched(newest, [Difference(model, str(id), *values) for model, id, *values in found])


def _foreseen(rows: PlanRows) -> PlanRows:
    """The rows with what was computed of them before they stood, when a change was measured."""
    for one in _cache.what_ifs():
        if one.as_of == rows.as_of and one.tables == rows.tables:
            rows.__dict__.update({name: one.__dict__[name] for name in COMPUTED if name in one.__dict__})
            break
    return rows


def start_of_today(timezone: str) -> int:
    """The UTC minute the current day began in that time zone: numbers stand still within a day."""
    return int(clock.start_of_day(clock.today(timezone), timezone).timestamp() // 60)


def patched(rows: PlanRows, differences: Iterable[Difference]) -> PlanRows:
    """The snapshot with those differences on it, new rows and deletions included."""
    return _cache.keep_what_if(_patched(rows, differences))


def then(rows: PlanRows, differences: Iterable[Difference], as_of: int) -> PlanRows:
    """The rows of another moment, seen from that day: for following history, forwards or back."""
    found = _patched(rows, differences)
    return replace(found, as_of=as_of, origin=found.origin and replace(found.origin, standing=None))


def _patched(rows: PlanRows, differences: Iterable[Difference]) -> PlanRows:
    differences, names = tuple(differences), dict(rows.names)
    opened: dict[str, dict[str, Row]] = {}
    for difference in differences:
        model, after = difference.model, difference.after or {}
        if (name := after.get(NAMES.get(model, ""))) is not None:
            names[difference.id] = str(name)
        if model in WATCHED:
            if model not in opened:
                opened[model] = dict(rows.tables[model])
            _put(opened[model], difference)
    return replace(rows, tables={**rows.tables, **opened}, names=names, origin=_origin(rows, differences))


def _origin(rows: PlanRows, differences: tuple[Difference, ...]) -> Origin | None:
    """The plan to carry those differences over to: the rows' own when it is made, else the one they came
    from."""
    if "mapped" in rows.__dict__:
        kept = rows.__dict__.get("standing") or (rows.origin.standing if rows.origin else None)
        return Origin(rows.mapped, differences, kept)
    if rows.origin is None or len(rows.origin.differences) + len(differences) > MOST_REPLAYED:
        return None
    return replace(rows.origin, differences=rows.origin.differences + differences)


def _put(table: dict[str, Row], difference: Difference) -> None:
    if difference.after is None:
        table.pop(difference.id, None)
        return
    watched = WATCHED[difference.model]
    kept = {column: value for column, value in difference.after.items() if column in watched}
    table[difference.id] = {**table.get(difference.id, {}), **kept}


def _table(name: str, workspace: str) -> Table:
    """The watched columns of a table by id; the bin included, so that bringing a row back finds all of it."""
    model: Any = model_of(name)
    fields = [f for f in model._meta.concrete_fields if f.attname in WATCHED[name]]
    names = [f.attname for f in fields]
    where = {"pk": workspace} if model is Workspace else {"workspace": workspace}
    found: dict[str, Row] = {}
    for pk, *values in model._base_manager.filter(**where).order_by("pk").values_list("pk", *names):
        found[str(pk)] = {f.attname: encoded(f, value) for f, value in zip(fields, values, strict=True)}
    return found


class _Cache:
    """The newest snapshots, shared by the threads of a process."""

    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[str, int, int], PlanRows] = OrderedDict()
        self._what_ifs: deque[PlanRows] = deque(maxlen=WHAT_IFS)
        self._lock = Lock()

    def get(self, key: tuple[str, int, int]) -> PlanRows | None:
        with self._lock:
            return self._rows.get(key)

    def newest(self, workspace: str) -> PlanRows | None:
        """The one of a workspace that the fewest changes are missing from."""
        with self._lock:
            found = [rows for rows in self._rows.values() if rows.workspace == workspace]
        return max(found, key=lambda rows: rows.read_at, default=None)

    def put(self, key: tuple[str, int, int], rows: PlanRows) -> PlanRows:
        with self._lock:
            self._rows[key] = rows
            self._rows.move_to_end(key)
            while len(self._rows) > KEPT:
                self._rows.popitem(last=False)
        return rows

    def keep_what_if(self, rows: PlanRows) -> PlanRows:
        with self._lock:
            self._what_ifs.append(rows)
        return rows

    def what_ifs(self) -> list[PlanRows]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._what_ifs))

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()
            self._what_ifs.clear()


_cache = _Cache()
forget = _cache.clear
"""Drop what is kept in memory: for tests that write rows past the gate."""
