"""Groups, tasks, milestones and who works on them as MSPDI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pilothouse.engine.plan import Group, Milestone, Plan, Progress, Task
from pilothouse.engine.precedence import linked
from pilothouse.engine.scheduling.result import Schedule, ScheduledTask, Span
from pilothouse.interchange.mspdi.raw import LAG_TENTHS_PER_HOUR, LINK_TYPES
from pilothouse.interchange.mspdi.write_calendars import Resources, numbers
from pilothouse.interchange.mspdi.xml_out import XmlOut
from pilothouse.interchange.plan_document import outline_order

HOURS, ELAPSED_HOURS = 5, 6
FIXED_UNITS, FIXED_DURATION = 0, 1
START_NO_EARLIER, AS_SOON_AS_POSSIBLE = 4, 0
HIGHEST_PRIORITY = 1000
NOBODY = -65535
STILL_OPEN = 99
"""Percent done of a task that is not said to be finished."""
Row = Task | Group | Milestone


@dataclass(frozen=True, slots=True)
class Share:
    """A resource on a task: with how many units, doing which part of it."""

    resource: int
    units: float
    part: float


@dataclass(frozen=True, slots=True)
class TaskWriter:
    """Writes the outline of one plan."""

    out: XmlOut
    plan: Plan
    resources: Resources
    rows: Mapping[str, Row]
    uids: Mapping[str, int]
    dates: Mapping[str, tuple[int, int]]
    chosen: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, out: XmlOut, plan: Plan, resources: Resources, schedule: Schedule | None) -> TaskWriter:
        """The writer of a plan, with the dates and people of a schedule if there is one."""
        rows = {row.id: row for row in linked(plan)}
        ordered = {id: rows[id] for id in outline_order(plan)}
        dates = _dates(schedule) if schedule else {}
        chosen = {task.id: task.people for task in schedule.tasks} if schedule else {}
        return cls(out, plan, resources, ordered, numbers(ordered, "t"), dates, chosen)

    def write_tasks(self) -> None:
        """All rows, in the order of the outline."""
        with self.out.inside("Tasks"):
            counters: dict[str | None, int] = {}
            outlines: dict[str | None, str] = {None: ""}
            for place, (id, row) in enumerate(self.rows.items(), 1):
                counters[row.parent] = counters.get(row.parent, 0) + 1
                outlines[id] = f"{outlines[row.parent]}.{counters[row.parent]}".lstrip(".")
                with self.out.inside("Task"):
                    self._row(place, row, outlines[id])

    def _row(self, place: int, row: Row, outline: str) -> None:
        out, task = self.out, row if isinstance(row, Task) else None
        out.put("UID", self.uids[row.id])
        out.put("ID", place)
        out.put("Name", row.name)
        out.put("Type", FIXED_DURATION if task and task.duration_hours else FIXED_UNITS)
        out.put("IsNull", False)
        out.put("OutlineNumber", outline)
        out.put("OutlineLevel", outline.count(".") + 1)
        out.put("Priority", min(max(round(task.priority), 0), HIGHEST_PRIORITY) if task else None)
        start, finish = self.dates.get(row.id, (None, None))
        out.when("Start", start)
        out.when("Finish", finish)
        self._amounts(row)
        out.put("Estimated", False)
        out.put("Milestone", isinstance(row, Milestone))
        out.put("Summary", isinstance(row, Group))
        if task and task.progress:
            self._progress(task, task.progress)
        self._limits(row)
        self._links(row)

    def _amounts(self, row: Row) -> None:
        if isinstance(row, Group):
            return
        length, work = self._length(row), _work(row)
        self.out.hours("Duration", length)
        self.out.put("DurationFormat", HOURS)
        self.out.hours("Work", work)

    def _length(self, row: Task | Milestone) -> float:
        """The duration in working hours: the longest of the people's even parts at their shares."""
        if isinstance(row, Milestone):
            return 0.0
        if row.duration_hours:
            return row.duration_hours.likely
        parts = [share.part / min(share.units, 1.0) for share in self._shares(row)]
        people = len(self._people(row)) or row.people_needed
        return _work(row) * max(parts, default=1.0) if parts else _work(row) / people

    def _progress(self, task: Task, progress: Progress) -> None:
        out, done = self.out, progress.finished is not None
        total = task.duration_hours.likely if task.duration_hours else task.effort_hours.likely
        left = 0.0 if done else max(0.0, total - progress.spent_hours)
        if progress.remaining_hours and not done:
            left = progress.remaining_hours.likely
        whole = progress.spent_hours + left
        percent = int(100 * progress.spent_hours / whole) if whole else 0
        out.put("PercentComplete", 100 if done else min(percent, STILL_OPEN))
        out.when("ActualStart", progress.started)
        out.when("ActualFinish", progress.finished)
        is_duration = task.duration_hours is not None
        out.hours("ActualDuration" if is_duration else "ActualWork", progress.spent_hours)
        out.hours("RemainingDuration" if is_duration else "RemainingWork", left)

    def _limits(self, row: Row) -> None:
        not_before = row.not_before if isinstance(row, Task) else None
        self.out.put("ConstraintType", AS_SOON_AS_POSSIBLE if not_before is None else START_NO_EARLIER)
        self.out.put("CalendarUID", -1)
        self.out.when("ConstraintDate", not_before)
        if not isinstance(row, Group):
            self.out.when("Deadline", row.target if isinstance(row, Milestone) else row.must_finish_by)

    def _links(self, row: Row) -> None:
        for link in row.depends_on:
            with self.out.inside("PredecessorLink"):
                self.out.put("PredecessorUID", self.uids[link.on])
                self.out.put("Type", LINK_TYPES.index(link.type))
                self.out.put("CrossProject", False)
                self.out.put("LinkLag", round(link.lag_hours * LAG_TENTHS_PER_HOUR))
                self.out.put("LagFormat", ELAPSED_HOURS if link.elapsed else HOURS)

    def write_assignments(self) -> None:
        """Who does what; a task that nobody does is assigned to nobody."""
        with self.out.inside("Assignments"):
            uid = 0
            for task in self.plan.tasks:
                for share in self._shares(task) or [Share(NOBODY, 1.0, 1.0)]:
                    uid += 1
                    with self.out.inside("Assignment"):
                        self.out.put("UID", uid)
                        self.out.put("TaskUID", self.uids[task.id])
                        self.out.put("ResourceUID", share.resource)
                        self.out.put("Units", share.units)
                        self.out.hours("Work", (_work(task) or self._length(task)) * share.part)

    def _people(self, task: Task) -> tuple[str, ...]:
        return task.people or self.chosen.get(task.id, ())

    def _shares(self, task: Task) -> list[Share]:
        """The resources of a task in even parts, several of a crew as one."""
        people = [] if task.duration_hours else list(self._people(task))
        crew = self.resources.crews.get(task.skill or "", ()) if not people else ()
        people = people or [person.id for person in crew[: task.people_needed]]
        shares = {person.id: person.share for person in self.plan.people}
        units: dict[int, float] = {}
        heads: dict[int, int] = {}
        for id in people:
            uid = self.resources.person_uids[id]
            units[uid] = units.get(uid, 0.0) + shares[id]
            heads[uid] = heads.get(uid, 0) + 1
        return [Share(uid, units[uid], heads[uid] / len(people)) for uid in units]


def _dates(schedule: Schedule) -> dict[str, tuple[int, int]]:
    spans: list[ScheduledTask | Span] = [*schedule.tasks, *schedule.groups, *schedule.milestones]
    return {span.id: (span.start, span.finish) for span in spans}


def _work(row: Task | Milestone) -> float:
    return 0.0 if isinstance(row, Milestone) or row.duration_hours else row.effort_hours.likely


def document_order_kept(plan: Plan) -> bool:
    """Whether the tasks stand in the order in which their outline lists them."""
    order: Iterator[str] = iter(outline_order(plan))
    return all(task.id in order for task in plan.tasks)
