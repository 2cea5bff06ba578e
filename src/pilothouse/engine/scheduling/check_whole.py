"""What ``check`` holds a schedule as a whole to: spans, end, status, cost, wishes and what it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from ..plan import Milestone, Plan, Project, Release, Task
from .check_task import Violation, finished, remaining, staffed
from .check_time import Clocks, shown
from .result import Broken, Schedule, ScheduledTask, Span

Parts = dict[str, tuple[str, ...]]
_DAY = 24 * 60
_LOOK_AHEAD = (30 * _DAY, 366 * _DAY, 5 * 366 * _DAY)
_LAST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()) // 60
"""Where so much is planned that it ends after this, what has no date is taken at its word."""


class Whole:
    """The rules that concern more than one task."""

    def __init__(self, plan: Plan, schedule: Schedule, clocks: Clocks, inside: dict[str, list[str]]) -> None:
        self.plan, self.schedule, self.clocks, self.inside = plan, schedule, clocks, inside
        self.tasks = {task.id: task for task in plan.tasks}
        self.given = {entry.id: entry for entry in schedule.tasks if entry.id in self.tasks}
        self.marks = {span.id: span for span in schedule.milestones}
        self.dated: dict[str, ScheduledTask | Span] = {**self.given, **self.marks}
        self.missing = {item.id for item in schedule.unscheduled}

    def parts(self) -> Iterable[Callable[[], Iterator[Violation]]]:
        return (self.spans, self.end, self.status, self.money, self.floats, self.wishes, self.left_out)

    # Groups, releases, goals and projects are made of tasks

    def spans(self) -> Iterator[Violation]:
        for id, span in self.marks.items():
            if span.start != span.finish:
                yield Violation("span", id, "is a moment but starts and finishes at different times")
        for kind, parts in self._contents().items():
            listed: tuple[Span, ...] = getattr(self.schedule, kind)
            yield from self._counted(kind, listed, parts)
            for span in listed:
                yield from self._spanned(span, parts.get(span.id, ()))

    def _contents(self) -> dict[str, Parts]:
        releases = {release.id: release.tasks for release in self.plan.releases}
        goals = {
            goal.id: (*goal.tasks, *(id for name in goal.releases for id in releases.get(name, ())))
            for goal in self.plan.goals
        }
        items: tuple[Task | Milestone, ...] = (*self.plan.tasks, *self.plan.milestones)
        projects = {
            project.id: tuple(item.id for item in items if item.project == project.id)
            for project in self.plan.projects
        }
        groups: Parts = {group.id: (group.id,) for group in self.plan.groups}
        return {"groups": groups, "releases": releases, "goals": goals, "projects": projects}

    def _counted(self, kind: str, listed: tuple[Span, ...], parts: Parts) -> Iterator[Violation]:
        for id, count in Counter(span.id for span in listed).items():
            if id not in parts:
                yield Violation("ids", id, f"is not among the {kind} of the plan")
            if count > 1:
                yield Violation("ids", id, f"is listed {count} times")
        known = {span.id for span in listed}
        for id, inside in parts.items() if listed else ():
            if id not in known and self._entries(inside):
                yield Violation("ids", id, f"is missing from the {kind} although all of it has dates")

    def _spanned(self, span: Span, inside: tuple[str, ...]) -> Iterator[Violation]:
        entries = self._entries(inside)
        if entries is None:
            yield Violation("ids", span.id, "spans dates that are not all there")
        elif (span.start, span.finish) != (min(e.start for e in entries), max(e.finish for e in entries)):
            yield Violation("span", span.id, "does not span exactly what is in it")

    def _entries(self, inside: tuple[str, ...]) -> list[ScheduledTask | Span] | None:
        """The dates of everything in it; ``None`` when there is nothing or something has none."""
        ids = [id for name in inside for id in self.inside.get(name, [name])]
        return [self.dated[id] for id in ids] if ids and all(id in self.dated for id in ids) else None

    # The end, the status, the cost

    def _name(self) -> str:
        return self.plan.name or "plan"

    def end(self) -> Iterator[Violation]:
        ends = [entry.finish for entry in self.dated.values()]
        if ends and self.schedule.finish != max(ends):
            yield Violation("finish", self._name(), "does not finish with its last task")
        bound = self.schedule.lower_bound
        if ends and bound is not None and bound > max(ends):
            yield Violation("finish", self._name(), "finishes before its own lower bound")

    def status(self) -> Iterator[Violation]:
        schedule = self.schedule
        if self.missing:
            right = {"partial"} if self.dated else {"infeasible"}
        elif schedule.lower_bound is not None and schedule.lower_bound != schedule.finish:
            right = {"feasible"}
        else:
            right = {"optimal", "feasible"}
        if schedule.status not in right:
            text = f"is called {schedule.status}, not {' or '.join(sorted(right))}"
            yield Violation("status", self._name(), text)

    def money(self) -> Iterator[Violation]:
        """Hours at the rates of those who work them, as closely as cents are kept."""
        cost = sum(self._cost(task) for task in self.plan.tasks)
        if abs(cost - self.schedule.cost) > max(0.02, 1e-9 * cost):
            text = f"costs {cost:,.2f} at the rates of its people, not {self.schedule.cost:,.2f}"
            yield Violation("cost", self._name(), text)

    def _cost(self, task: Task) -> float:
        entry = self.given.get(task.id)
        at_work = entry is not None and staffed(task)
        people = task.people or (entry.people if entry and at_work else ())
        rates = [self.clocks.people[id].rate_per_hour for id in people if id in self.clocks.people]
        hours = task.progress.spent_hours if task.progress else 0.0
        if at_work:
            hours += remaining(task).likely
        return hours * sum(rates) / len(rates) if rates else 0.0

    def floats(self) -> Iterator[Violation]:
        for entry in self.given.values():
            slack = entry.total_float_hours
            if slack is not None and entry.critical != (slack < 1 / 60):
                yield Violation("critical", entry.id, f"has {slack:g} h of float and is called otherwise")

    # Wished-for dates that are broken are reported, by how much, and no others

    def wishes(self) -> Iterator[Violation]:
        right = {(item.id, item.kind): item for item in self._broken()}
        told = Counter((item.id, item.kind) for item in self.schedule.broken)
        for key in right.keys() - told.keys():
            yield Violation(key[1], key[0] or self._name(), "finishes too late and is not reported")
        for item in self.schedule.broken:
            late, name = right.get((item.id, item.kind)), item.id or self._name()
            if late is None:
                yield Violation(item.kind, name, "is reported as too late and is not")
            elif not _same(item, late):
                zone = self.clocks.zone
                text = f"wanted {shown(late.wanted, zone)} and finishes {shown(late.finish, zone)}"
                yield Violation(item.kind, name, f"{text}, {late.late_hours:g} h late: reported otherwise")
            if told[item.id, item.kind] > 1:
                yield Violation(item.kind, name, "is reported more than once")

    def _broken(self) -> Iterator[Broken]:
        for task in self.plan.tasks:
            if entry := self.given.get(task.id):
                yield from self._late(task.id, "must_finish_by", task.must_finish_by, entry.finish)
        contents = self._contents()
        targets: tuple[Milestone | Release | Project, ...]
        targets = (*self.plan.milestones, *self.plan.releases, *self.plan.projects)
        for item in targets:
            own = contents["releases"].get(item.id) or contents["projects"].get(item.id) or (item.id,)
            if entries := self._entries(own):
                yield from self._late(item.id, "target", item.target, max(e.finish for e in entries))
        if self.dated:
            last = max(entry.finish for entry in self.dated.values())
            yield from self._late(self.plan.name, "target", self.plan.target, last)

    def _late(self, id: str, kind: str, wanted: int | None, finish: int) -> Iterator[Broken]:
        if wanted is not None and finish > wanted:
            begin = max(wanted, finish - 100 * 366 * _DAY)
            hours = self.clocks.project.minutes(begin, finish) / 60
            yield Broken(id, "target" if kind == "target" else "must_finish_by", wanted, finish, hours)

    # What is left out could not be done

    def left_out(self) -> Iterator[Violation]:
        ids = self.tasks.keys() | {milestone.id for milestone in self.plan.milestones}
        for id in sorted(self.missing - ids):
            yield Violation("ids", id, "is unscheduled but is no task or milestone of the plan")
        for task in self.plan.tasks:
            if task.id not in self.missing:
                continue
            if finished(task):
                yield Violation("unscheduled", task.id, "is finished and has its dates")
            elif self._could(task):
                yield Violation("unscheduled", task.id, "is left out although it can be done")

    def _could(self, task: Task) -> bool:
        """Whether it could be done after everything else, when all are free. ``False`` where in doubt."""
        last = max((entry.finish for entry in self.dated.values()), default=self.plan.start)
        floors = (last, self.plan.as_of, self.plan.start, task.not_before or last, self._opens(task))
        begin = max(floors) + self._lags(task)
        if self._waits(task) or begin > _LAST:
            return False
        if any(pool.capacity < task.uses.get(pool.id, 0) for pool in self.plan.pools):
            return False
        return any(self._enough(task, begin, begin + span) for span in _LOOK_AHEAD)

    def _opens(self, task: Task) -> int:
        starts = {project.id: project.start for project in self.plan.projects}
        return starts.get(task.project or "") or self.plan.start

    def _links_of(self, task: Task) -> Iterator[tuple[str, float]]:
        groups = {group.id: group for group in self.plan.groups}
        around, links = task.parent, list(task.depends_on)
        while around is not None:
            links += groups[around].depends_on
            around = groups[around].parent
        return ((link.on, link.lag_hours) for link in links)

    def _waits(self, task: Task) -> bool:
        """Whether something that it waits for has no date either."""
        return any(id not in self.dated for on, _ in self._links_of(task) for id in self.inside.get(on, [on]))

    def _lags(self, task: Task) -> int:
        """More than any lag takes in a week that is worked at all, ten times over."""
        longest = max((lag for _, lag in self._links_of(task)), default=0.0)
        return int(max(longest, 0.0) * 60) * 10

    def _enough(self, task: Task, begin: int, end: int) -> bool:
        """Whether those it needs get it done between two moments."""
        minutes = remaining(task).likely * 60
        if not staffed(task):
            pools = {pool.id: pool.calendar for pool in self.plan.pools}
            calendars = [self.clocks.project, *(self.clocks.calendar(pools[id]) for id in task.uses)]
            return self.clocks.open_in_all(calendars, begin, end) > minutes
        need = len(task.people) or task.people_needed
        able = [
            person
            for person in self.plan.people
            if self._may(task, person.id)
            and self.clocks.done_by(person, task.project, begin, end) > minutes / need
        ]
        return len(able) >= need

    def _may(self, task: Task, id: str) -> bool:
        if task.people:
            return id in task.people
        return self.clocks.people[id].skills.get(task.skill or "", -1) >= task.level


def _same(one: Broken, two: Broken) -> bool:
    ends = (one.wanted, one.finish) == (two.wanted, two.finish)
    return ends and abs(one.late_hours - two.late_hours) < 0.02
