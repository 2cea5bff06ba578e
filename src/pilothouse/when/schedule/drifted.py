"""The plan as it stood at any moment, by taking history back, and what has moved a date since then."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from threading import Lock
from typing import Any
from uuid import UUID

from pilothouse.commands import Difference
from pilothouse.engine.calendar import local_day
from pilothouse.engine.document import plan_hash, read_plan
from pilothouse.engine.drift import Cause, Drift, Step, drift, parted, steps_for
from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.causes import cause_of
from pilothouse.when.schedule.models import Baseline, PlanDocument
from pilothouse.when.schedule.queries import rows_of
from pilothouse.when.schedule.snapshot import PlanRows, then
from pilothouse.when.schedule.watched import WATCHED
from pilothouse.who import clock
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

KEPT = 32
MOST_STATES = 120
GRAINS: tuple[Callable[[date], Any], ...] = (
    lambda day: day,
    lambda day: day.isocalendar()[:2],
    lambda day: (day.year, day.month),
    lambda day: None,
)


@dataclass(frozen=True)
class Moment:
    """A state of the plan: with all changes up to ``revision``, seen from the start of ``day``."""

    label: str
    revision: int
    day: date
    baseline: Baseline | None = field(default=None, compare=False)
    now: bool = False


@dataclass(frozen=True)
class Change:
    """What one entry of history did to the rows the plan is made of."""

    cause: Cause
    day: date
    revision: int
    mandate: UUID | None
    differences: tuple[Difference, ...] = field(repr=False)


def moment_of(viewer: Viewer, text: str) -> Moment | None:
    """What ``text`` names: "now", a day (as it stood when that day began), or the id of a baseline."""
    if text in ("", "now"):
        return _now(viewer)
    try:
        return _on(viewer, date.fromisoformat(text))
    except ValueError:
        pass
    try:
        found = Baseline.objects.seen_by(viewer).filter(pk=UUID(text)).first()
    except ValueError:
        return None
    return found and at_baseline(viewer, found)


def _now(viewer: Viewer) -> Moment:
    workspace = workspace_of(viewer)
    return Moment("now", workspace.revision, clock.today(workspace.timezone), now=True)


def _on(viewer: Viewer, day: date) -> Moment | None:
    """None for a day that is still to come."""
    zone = workspace_of(viewer).timezone
    if day > clock.today(zone):
        return None
    told = Entry.everything.filter(workspace=viewer.workspace, at__lt=clock.start_of_day(day, zone))
    last = told.order_by("-revision").values_list("revision", flat=True).first()
    return Moment(f"{day.day} {day:%B %Y}", last or 0, day)


def at_baseline(viewer: Viewer, baseline: Baseline) -> Moment:
    """The moment it was taken."""
    made = RowChange.everything.filter(workspace=viewer.workspace, row=baseline.pk, before__isnull=True)
    revision = made.values_list("entry__revision", flat=True).first()
    zone = workspace_of(viewer).timezone
    day = local_day(int(baseline.at.timestamp() // 60), zone)
    return Moment(baseline.name, revision or 0, day, baseline)


def baselines_with(viewer: Viewer, id: str) -> list[Baseline]:
    """Those that have a date for ``id``, newest first."""
    rows = Baseline.objects.seen_by(viewer).filter(dates__has_key=id)
    return list(rows.defer("dates").order_by("-at", "-number"))


def plan_at(viewer: Viewer, moment: Moment) -> Plan:
    """The plan as it stood: the document a baseline kept, else what history says."""
    told = _rows_at(viewer, moment, changes(viewer, moment.revision)).plan
    return _agreed(viewer, moment, told)


def followed(viewer: Viewer, id: str, begin: Moment, end: Moment) -> Drift:
    """What moved the finish of ``id`` from one moment to the other. Kept for the next who asks."""
    rows = rows_of(viewer)
    base = begin.baseline and begin.baseline.pk
    key = (str(viewer.workspace), rows.revision, rows.as_of, id, begin.revision, begin.day, end, base)
    return _kept_drifts.get(key) or _kept_drifts.put(key, _follow(viewer, id, begin, end))


def _follow(viewer: Viewer, id: str, begin: Moment, end: Moment) -> Drift:
    told = changes(viewer, begin.revision)
    rows = _rows_at(viewer, begin, told)
    first = _agreed(viewer, begin, rows.plan)
    told = [change for change in told if change.revision <= end.revision]
    steps = [*parted(first, rows.plan), *replayed(rows, told, end.day)]
    return drift(first, steps, id)


def replayed(rows: PlanRows, told: list[Change], until: date) -> Iterator[Step]:
    """Period after period: first what was changed, in its order, then that time passed and what was done."""
    zone = rows.plan.timezone
    for period in periods(told, steps_for(rows.plan)):
        mixed = rows
        for cause, those in gathered(period):
            mixed = then(mixed, _possible(mixed, those), mixed.as_of)
            yield Step(cause, mixed.plan, _mark(those))
        as_of = max(rows.as_of, _begins(period[-1].day, zone))
        rows = then(rows, [d for change in period for d in change.differences], as_of)
        yield Step("slip", rows.plan, _mark(change for change in period if change.cause == "slip"))
    if _begins(until, zone) > rows.as_of:
        yield Step("slip", then(rows, (), _begins(until, zone)).plan)


def states_after(viewer: Viewer, begin: Moment, told: list[Change]) -> Iterator[tuple[date, Plan]]:
    """The plan as it stood at the end of each period in which it was changed after a moment."""
    rows = _rows_at(viewer, begin, told)
    for period in periods(told, MOST_STATES):
        rows = then(rows, [d for change in period for d in change.differences], rows.as_of)
        yield period[-1].day, rows.plan


def periods(told: list[Change], most: int) -> list[list[Change]]:
    """Changes by day; by week, month or all in one where days would be more steps than there is time for."""
    found: list[list[Change]] = []
    for grain in GRAINS:
        found = [list(those) for _, those in groupby(told, key=lambda change: grain(change.day))]
        if sum(len(gathered(period)) + 1 for period in found) <= most:
            break
    return found


def gathered(period: list[Change]) -> list[tuple[Cause, list[Change]]]:
    """What is no slip: those of one cause together, at the place of the last; each proposal by itself."""
    found: dict[tuple[Cause, UUID | None], list[Change]] = {}
    for change in period:
        if change.cause != "slip":
            those = found.pop((change.cause, change.mandate), [])
            found[change.cause, change.mandate] = [*those, change]
    return [(cause, those) for (cause, _), those in found.items()]


def _possible(rows: PlanRows, those: list[Change]) -> Iterator[Difference]:
    """Without changes of rows that are gone by then, as happens when changes are taken out of their order."""
    there: dict[tuple[str, str], bool] = {}
    for difference in (d for change in those for d in change.differences):
        row = (difference.model, difference.id)
        is_there = there.get(row, difference.id in rows.tables[difference.model])
        if difference.before is None or difference.after is None or is_there:
            yield difference
            there[row] = difference.after is not None


def _mark(those: Iterable[Change]) -> str:
    return ",".join(str(change.revision) for change in those)


def changes(viewer: Viewer, since: int) -> list[Change]:
    """All that moved the plan after a revision, in order."""
    zone = workspace_of(viewer).timezone
    told = RowChange.everything.filter(workspace=viewer.workspace, entry__revision__gt=since)
    told = told.filter(model__in=list(WATCHED)).order_by("entry__revision", "position")
    columns = ("entry__revision", "entry__at", "entry__change_set", "model", "row", "before", "after")
    found = []
    for (revision, at, mandate), rows in groupby(told.values_list(*columns), key=lambda row: row[:3]):
        differences = tuple(Difference(row[3], str(row[4]), *row[5:]) for row in rows)
        day, cause = local_day(int(at.timestamp() // 60), zone), cause_of(differences) or "decision"
        found.append(Change(cause, day, revision, mandate, differences))
    return found


def _rows_at(viewer: Viewer, moment: Moment, changes: list[Change]) -> PlanRows:
    """The rows as they stand with all these changes taken back, the last one first."""
    rows = rows_of(viewer)
    back = [d.inverse() for c in reversed(changes) for d in reversed(c.differences)]
    return then(rows, back, _begins(moment.day, workspace_of(viewer).timezone))


def _agreed(viewer: Viewer, moment: Moment, told: Plan) -> Plan:
    """The document a baseline kept, where history tells of another plan; the day is that of the moment."""
    if moment.baseline is None or moment.baseline.plan_hash == plan_hash(told):
        return told
    rows = PlanDocument.everything.filter(workspace=viewer.workspace, hash=moment.baseline.plan_hash)
    document = rows.values_list("document", flat=True).first()
    return told if document is None else replace(read_plan(document), start=told.start, as_of=told.as_of)


def _begins(day: date, zone: str) -> int:
    return int(clock.start_of_day(day, zone).timestamp() // 60)


class _Kept:
    """The newest answers, shared by the threads of a process."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, Drift] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> Drift | None:
        with self._lock:
            return self._found.get(key)

    def put(self, key: Any, found: Drift) -> Drift:
        with self._lock:
            self._found[key] = found
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return found


_kept_drifts = _Kept()
