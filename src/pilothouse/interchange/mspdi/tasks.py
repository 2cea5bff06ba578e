"""Rows of the outline as tasks, groups and milestones: links, limits and progress."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.plan import Group, Link, Milestone, Progress, Range, Task
from pilothouse.interchange.mspdi.effort import Demand, Efforts
from pilothouse.interchange.mspdi.fields import MAX_HOURS
from pilothouse.interchange.mspdi.outline import Outline
from pilothouse.interchange.mspdi.raw import RawAssignment, RawLink, RawTask, no_uid
from pilothouse.interchange.values import Ledger

MUST_START, MUST_FINISH, NOT_BEFORE, FINISH_BY = 2, 3, 4, 7
CONSTRAINTS = {
    1: ("As late as possible", "planned as soon as possible"),
    MUST_START: ("Must start on", "starts no earlier than that"),
    MUST_FINISH: ("Must finish on", "must finish by: kept or broken is reported, never forced"),
    5: ("Start no later than", "left out"),
    6: ("Finish no earlier than", "left out"),
    FINISH_BY: ("Finish no later than", "must finish by: kept or broken is reported, never forced"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which moments a row is wanted, what the rows above it want included."""

    not_before: int | None
    must_finish_by: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Turns the rows of one outline into what the plan holds."""

    outline: Outline
    efforts: Efforts
    assignments: dict[str, list[RawAssignment]]
    start: int
    ledger: Ledger

    def build(self) -> tuple[list[Task], list[Group], list[Milestone]]:
        """Everything in the outline, each kind in its order."""
        tasks: list[Task] = []
        groups: list[Group] = []
        milestones: list[Milestone] = []
        limits: dict[str, Limits] = {}
        for uid, row in self.outline.rows.items():
            limits[uid] = self._limits(row, limits.get(self.outline.parent[uid] or ""))
            self._note_extras(row)
            if uid in self.outline.groups:
                groups.append(self._group(row))
                continue
            item = self._leaf(row, limits[uid])
            if isinstance(item, Milestone):
                milestones.append(item)
            else:
                tasks.append(item)
        return tasks, groups, milestones

    def _parent(self, row: RawTask) -> str | None:
        above = self.outline.parent[row.uid]
        return f"t{above}" if above else None

    def _group(self, row: RawTask) -> Group:
        if any(each.work for each in self.assignments.get(row.uid, ())):
            self.ledger.loss("tasks", "Assignment to a summary task", "left out", row.name)
        if row.manual:
            self._note_manual(row)
        return Group(f"t{row.uid}", row.name, self._parent(row), self._links(row))

    def _leaf(self, row: RawTask, limits: Limits) -> Task | Milestone:
        demand = self.efforts.demand(row, self.assignments.get(row.uid, []))
        progress = self._progress(row, demand)
        links = self._links(row)
        if row.manual:
            self._note_manual(row)
            if not links and limits.not_before is None:
                limits = Limits(row.start, limits.must_finish_by)
        if row.milestone and demand.hours:
            self.ledger.loss("tasks", "Milestone with a duration", "a task", row.name)
        if not demand.hours and limits.not_before is None and (links or progress is None):
            return Milestone(f"t{row.uid}", row.name, self._parent(row), links, limits.must_finish_by)
        if not demand.hours:
            kept = "a task without work, so that its date holds"
            self.ledger.loss("tasks", "Milestone with a date of its own", kept, row.name)
        return Task(
            id=f"t{row.uid}",
            name=row.name,
            parent=self._parent(row),
            effort_hours=demand.effort_hours,
            duration_hours=demand.duration_hours if demand.hours else None,
            skill=demand.skill,
            people_needed=demand.people_needed,
            people=demand.people,
            priority=float(row.priority),
            depends_on=links,
            not_before=limits.not_before,
            must_finish_by=limits.must_finish_by,
            progress=progress,
        )

    def _note_manual(self, row: RawTask) -> None:
        self.ledger.loss("tasks", "Manually scheduled task", "its dates are computed now", row.name)

    # Limits

    def _limits(self, row: RawTask, above: Limits | None) -> Limits:
        """A row's own limits and those of the summary tasks it is in, whichever is stricter."""
        kind, date = row.constraint, row.constraint_date
        if date is None and kind > 1:
            self.ledger.loss("tasks", "Constraint without a date", "left out", row.name)
            kind = 0
        if kind in CONSTRAINTS:
            what, kept = CONSTRAINTS[kind]
            self.ledger.loss("tasks", f"Constraint “{what.lower()}”", kept, row.name)
        not_before = date if kind in (MUST_START, NOT_BEFORE) else None
        finish_by = [date] if kind in (MUST_FINISH, FINISH_BY) else []
        finish_by += [self._deadline(row), above.must_finish_by if above else None]
        earliest = [each for each in (not_before, above.not_before if above else None) if each is not None]
        latest = [each for each in finish_by if each is not None]
        if row.uid in self.outline.groups and kind in (MUST_START, MUST_FINISH, NOT_BEFORE, FINISH_BY):
            self.ledger.loss("tasks", "Constraint of a summary task", "each task in it has it", row.name)
        return Limits(max(earliest, default=None), min(latest, default=None))

    def _deadline(self, row: RawTask) -> int | None:
        if row.deadline is not None and row.deadline < self.start:
            self.ledger.loss("tasks", "Deadline before the project starts", "left out", row.name)
            return None
        if row.deadline is not None and row.uid in self.outline.groups:
            self.ledger.loss(
                "tasks", "Deadline of a summary task", "each task in it must finish by it", row.name
            )
        return row.deadline

    # Links

    def _links(self, row: RawTask) -> tuple[Link, ...]:
        return tuple(link for raw in row.links if (link := self._link(row, raw)))

    def _link(self, row: RawTask, raw: RawLink) -> Link | None:
        outline = self.outline
        if raw.foreign or raw.on in outline.left_out:
            reason = "another project" if raw.foreign else "a task that is left out"
            self.ledger.loss("links", f"Link to {reason}", "left out", row.name)
            return None
        if raw.on == outline.project_row:
            self.ledger.loss("links", "Link to the project as a whole", "left out", row.name)
            return None
        if raw.on not in outline.rows:
            if not no_uid(raw.on):
                message = f"there is no task with UID {raw.on}. Link to one that exists, or remove the link."
                self.ledger.fault(raw.line, f"{row.label}, PredecessorLink", message)
            return None
        return Link(f"t{raw.on}", raw.type, self._lag_hours(row, raw), raw.elapsed)

    def _lag_hours(self, row: RawTask, raw: RawLink) -> float:
        if not raw.percent:
            return raw.lag
        self.ledger.loss("links", "Lag in percent", "the hours it is now", row.name)
        lag = (self.outline.rows[raw.on].duration or 0.0) * raw.lag / 100
        return min(max(lag, -MAX_HOURS), MAX_HOURS)

    # Progress

    def _progress(self, row: RawTask, demand: Demand) -> Progress | None:
        started, finished = actual_dates(row, self.ledger)
        if finished is not None and started is not None and finished < started:
            message = "ActualFinish lies before ActualStart. Swap or correct the two dates."
            self.ledger.fault(row.line, row.label, message)
            return None
        if started is None:
            return None
        done = row.actual_duration if demand.is_duration else row.actual_work
        left = row.remaining_duration if demand.is_duration else row.remaining_work
        spent = done if done is not None else demand.hours * row.percent / 100
        if finished is not None:
            return Progress(started, finished, spent)
        left = left if left is not None else demand.hours * (1 - row.percent / 100)
        usual = max(0.0, demand.hours - spent)
        return Progress(started, None, spent, None if abs(left - usual) < 1e-6 else Range.exactly(left))

    def _note_extras(self, row: RawTask) -> None:
        for extra in row.extras:
            self.ledger.loss("tasks", f"{extra[0].upper()}{extra[1:]}", "left out", row.name)
        if row.leveling_delay:
            self.ledger.loss("tasks", "Levelling delay", "left out: the schedule levels by itself", row.name)
        if row.subproject:
            self.ledger.loss("tasks", "Inserted project", "one task; its own tasks are not here", row.name)
        if row.estimated and row.uid not in self.outline.groups:
            self.ledger.loss("tasks", "Estimated duration", "like any other", row.name)


def actual_dates(row: RawTask, ledger: Ledger | None = None) -> tuple[int | None, int | None]:
    """When a row started and finished. Actual dates of a task on which nothing is done are placeholders that
    some tools write; a task with progress but no actual date has the date it was planned for."""
    started, finished = row.actual_start, row.actual_finish
    untouched = row.percent_given and not row.percent and bool(row.remaining_duration)
    if finished is not None and untouched:
        if ledger:
            ledger.loss("tasks", "Actual dates on a task that is 0 % done", "left out", row.name)
        return None, None
    if started is None and (row.percent or finished is not None):
        started = row.start if finished is None or row.start is None else min(row.start, finished)
        if ledger:
            ledger.loss("tasks", "Progress without an actual start", "the planned start", row.name)
    if finished is None and row.percent == 100:
        finished = row.finish if row.finish is not None else started
        if finished is not None and started is not None:
            finished = max(finished, started)
        if ledger:
            ledger.loss("tasks", "100 % done without an actual finish", "the planned finish", row.name)
    return started, finished
