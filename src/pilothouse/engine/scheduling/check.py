"""An independent verifier: does a schedule keep every rule of ``docs/scheduling.md``?

Nothing here is shared with the code that makes schedules. It is slow and simple on purpose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from ..plan import Group, Link, Milestone, Person, Plan, Task
from .check_task import Violation, begun, binds, finished, going_on, remaining, staffed
from .check_time import Clocks, Days, shown
from .check_whole import Whole
from .result import Schedule, ScheduledTask

TOLERANCE = 1.0
"""Minutes by which rounding to whole minutes may shift a finish."""
_YEAR = 366 * 24 * 60


def check(plan: Plan, schedule: Schedule) -> list[Violation]:
    """All violations, in the order of the rules; an empty list means that the schedule keeps them all."""
    checker = _Checker(plan, schedule)
    found = [violation for part in checker.parts() for violation in part()]
    return list(dict.fromkeys(found))


class _Checker:
    def __init__(self, plan: Plan, schedule: Schedule) -> None:
        self.plan, self.schedule, self.clocks = plan, schedule, Clocks(plan)
        self.tasks = {task.id: task for task in plan.tasks}
        self.given = {entry.id: entry for entry in schedule.tasks if entry.id in self.tasks}
        self.marks = {span.id: span for span in schedule.milestones}
        self.inside = self._inside()
        self.starts = {project.id: project.start for project in plan.projects}

    def parts(self) -> Iterable[Callable[[], Iterator[Violation]]]:
        return (
            self.ids,
            self.past,
            self.floors,
            self.links,
            self.people,
            self.lanes,
            self.work,
            self.pools,
            self.milestones,
            *Whole(self.plan, self.schedule, self.clocks, self.inside).parts(),
        )

    def _inside(self) -> dict[str, list[str]]:
        parents = {group.id: group.parent for group in self.plan.groups}
        inside: dict[str, list[str]] = {group.id: [] for group in self.plan.groups}
        for task in self.plan.tasks:
            parent = task.parent
            while parent is not None:
                inside[parent].append(task.id)
                parent = parents[parent]
        return inside

    def at(self, moment: int) -> str:
        return shown(moment, self.clocks.zone)

    # Everything is there, once

    def ids(self) -> Iterator[Violation]:
        for kind, entries, wanted in (
            ("task", [entry.id for entry in self.schedule.tasks], list(self.tasks)),
            (
                "milestone",
                [span.id for span in self.schedule.milestones],
                [m.id for m in self.plan.milestones],
            ),
        ):
            yield from self._listed(kind, entries, wanted)
        for item in self.schedule.unscheduled:
            if not item.reason.strip():
                yield Violation("unscheduled", item.id, "is unscheduled without a reason")
        for entry in self.schedule.tasks:
            if entry.finish < entry.start:
                yield Violation("order", entry.id, "finishes before it starts")

    def _listed(self, kind: str, entries: list[str], wanted: list[str]) -> Iterator[Violation]:
        missing = {item.id for item in self.schedule.unscheduled}
        for id, count in Counter(entries).items():
            if id not in wanted:
                yield Violation("ids", id, f"is not a {kind} of the plan")
            if count > 1:
                yield Violation("ids", id, f"is listed {count} times")
            if id in missing:
                yield Violation("ids", id, "has dates and is listed as unscheduled")
        for id in wanted:
            if id not in entries and id not in missing:
                yield Violation("ids", id, f"the {kind} is missing from the schedule")

    # What has happened, and what nothing starts before

    def past(self) -> Iterator[Violation]:
        for task, entry in self._placed():
            progress = task.progress
            if progress is None:
                continue
            if progress.started is not None and entry.start != progress.started:
                yield Violation(
                    "progress", task.id, f"started {self.at(progress.started)}, not {self.at(entry.start)}"
                )
            if progress.finished is not None and entry.finish != progress.finished:
                text = f"finished {self.at(progress.finished)}, not {self.at(entry.finish)}"
                yield Violation("progress", task.id, text)
            if going_on(task) and entry.finish < self.plan.as_of:
                yield Violation("progress", task.id, "ends before as_of although it is not finished")

    def floors(self) -> Iterator[Violation]:
        for task, entry in self._placed():
            if begun(task):
                continue
            for rule, floor in (
                ("as_of", self.plan.as_of),
                ("project start", max(self.plan.start, self._project_start(task))),
                ("not_before", task.not_before),
            ):
                if floor is not None and entry.start < floor:
                    text = f"starts {self.at(entry.start)}, before {self.at(floor)}"
                    yield Violation(rule, task.id, text)

    def _project_start(self, item: Task | Milestone) -> int:
        start = self.starts.get(item.project) if item.project else None
        return self.plan.start if start is None else start

    def _placed(self) -> Iterator[tuple[Task, ScheduledTask]]:
        for task in self.plan.tasks:
            if task.id in self.given:
                yield task, self.given[task.id]

    # What waits for what

    def links(self) -> Iterator[Violation]:
        for task, entry in self._placed():
            for link in self._bounds_of(task):
                if binds(task, link):
                    yield from self._link(task.id, entry.start, entry.finish, link)

    def _bounds_of(self, item: Task) -> Iterator[Link]:
        """A task's own links and those of the groups around it."""
        groups = {group.id: group for group in self.plan.groups}
        around: Task | Group = item
        yield from around.depends_on
        while around.parent is not None:
            around = groups[around.parent]
            yield from around.depends_on

    def _link(self, id: str, start: int, finish: int, link: Link) -> Iterator[Violation]:
        if link.on in self.inside and not self.inside[link.on]:
            return
        source = self._source(link)
        if source is None:
            yield Violation("link", id, f"has dates but waits for {link.on}, which has none")
        elif not self._keeps(start if link.type in ("FS", "SS") else finish, source, link):
            what = "starts" if link.type in ("FS", "SS") else "finishes"
            lag = f" {link.lag_hours:+g} h" if link.lag_hours else ""
            yield Violation("link", id, f"{what} before its {link.type}{lag} link to {link.on} lets it")

    def _source(self, link: Link) -> int | None:
        """The start or finish that a link counts from."""
        if link.on in self.marks:
            return self.marks[link.on].finish
        members = self.inside.get(link.on, [link.on])
        if link.type in ("FS", "FF"):
            ends = [self.given[id].finish for id in members if id in self.given]
            return max(ends) if len(ends) == len(members) else None
        return min((start for id in members if (start := self._start(id)) is not None), default=None)

    def _start(self, id: str) -> int | None:
        """When a task starts; one that has started did so even when nobody can finish it."""
        if id in self.given:
            return self.given[id].start
        progress = self.tasks[id].progress
        return progress.started if progress else None

    def _keeps(self, moment: int, source: int, link: Link) -> bool:
        """Whether the moment lies at or after the source and its lag."""
        lag = round(link.lag_hours * 60)
        if link.elapsed or not lag:
            return moment >= source + lag
        calendar = self.clocks.project
        if lag > 0:
            return moment >= source and calendar.minutes(source, moment) >= lag
        if moment >= source:
            return True
        lead = calendar.minutes(moment, source)
        return lead < -lag or (lead == -lag and calendar.open(moment))

    # Who does it

    def people(self) -> Iterator[Violation]:
        for task, entry in self._placed():
            known = [self.clocks.people[id] for id in entry.people if id in self.clocks.people]
            for id in entry.people:
                if id not in self.clocks.people:
                    yield Violation("people", task.id, f"is given to {id}, who is not in the plan")
            if len(set(entry.people)) < len(entry.people):
                yield Violation("people", task.id, "names somebody twice")
            if task.people:
                if set(entry.people) != set(task.people) and (entry.people or staffed(task)):
                    who = ", ".join(task.people)
                    yield Violation("people", task.id, f"belongs to {who}, not to {', '.join(entry.people)}")
            elif staffed(task):
                yield from self._skilled(task, known)
            elif entry.people and not finished(task):
                yield Violation("people", task.id, "needs nobody but is given to somebody")

    def _skilled(self, task: Task, known: list[Person]) -> Iterator[Violation]:
        if len(known) != task.people_needed:
            yield Violation("people", task.id, f"needs {task.people_needed} people, not {len(known)}")
        for person in known:
            level = person.skills.get(task.skill or "")
            if level is None or level < task.level:
                text = f"{person.id} lacks {task.skill} at level {task.level}"
                yield Violation("skill", task.id, text)

    def lanes(self) -> Iterator[Violation]:
        """Nobody works on two tasks at one time within one lane."""
        busy: dict[tuple[str, str | None], list[tuple[int, int, str]]] = defaultdict(list)
        for task, entry in self._placed():
            for id in entry.people if staffed(task) else ():
                lane = task.project if id in self.clocks.allocated else None
                busy[id, lane].append((self._from(task, entry), entry.finish, task.id))
        for (person, _), times in busy.items():
            times.sort()
            until, holder = times[0][1], times[0][2]
            for begin, end, id in times[1:]:
                if begin < until:
                    yield Violation("two at a time", id, f"{person} is still on {holder} at {self.at(begin)}")
                if end > until:
                    until, holder = end, id

    def _from(self, task: Task, entry: ScheduledTask) -> int:
        """When the work that is still to do begins."""
        if not begun(task):
            return entry.start
        return entry.resumes if entry.resumes is not None else max(self.plan.as_of, entry.start)

    # The work fits between start and finish

    def work(self) -> Iterator[Violation]:
        for task, entry in self._placed():
            if finished(task):
                continue
            begin, minutes = self._from(task, entry), remaining(task).likely * 60
            if begin < self.plan.as_of:
                yield Violation("as_of", task.id, f"goes on at {self.at(begin)}, before as_of")
            if minutes < 0.5e-6:
                if not begun(task) and entry.finish != entry.start:
                    yield Violation("work", task.id, "is a moment but finishes after it starts")
                continue
            yield from self._staff_fits(task, entry, begin, minutes)

    def _staff_fits(
        self, task: Task, entry: ScheduledTask, begin: int, minutes: float
    ) -> Iterator[Violation]:
        done: list[Callable[[int, int], float]]
        if staffed(task):
            people = [self.clocks.people[id] for id in entry.people if id in self.clocks.people]
            if not people:
                return
            done = [self._by(person, task.project) for person in people]
        else:
            done = [self._alone(task)]
        yield from self._fits(task.id, begin, entry.finish, minutes / len(done), done)
        yield from self._opens(task.id, begin, done)

    def _by(self, person: Person, project: str | None) -> Callable[[int, int], float]:
        return lambda begin, end: self.clocks.done_by(person, project, begin, end)

    def _alone(self, task: Task) -> Callable[[int, int], float]:
        pools = {pool.id: pool.calendar for pool in self.plan.pools}
        calendars: list[Days] = [self.clocks.project, *(self.clocks.calendar(pools[id]) for id in task.uses)]
        return lambda begin, end: self.clocks.open_in_all(calendars, begin, end)

    def _fits(
        self, id: str, begin: int, finish: int, part: float, done: list[Callable[[int, int], float]]
    ) -> Iterator[Violation]:
        least = min(worked(begin, finish) for worked in done)
        if least < part - TOLERANCE:
            text = f"has {least / 60:.2f} h of working time for {part / 60:.2f} h of work"
            yield Violation("work", id, text)
        elif finish - 2 > begin and min(worked(begin, finish - 2) for worked in done) >= part:
            yield Violation("work", id, f"finishes {self.at(finish)}, later than its work takes")

    def _opens(self, id: str, begin: int, done: list[Callable[[int, int], float]]) -> Iterator[Violation]:
        """The start lies in working time: of all, unless they never work at one time."""
        at_work = [worked(begin, begin + 1) > 0 for worked in done]
        if not any(at_work):
            yield Violation("working time", id, f"starts {self.at(begin)}, when nobody works on it")
        elif not all(at_work) and self._meet(begin, done):
            yield Violation(
                "working time", id, f"starts {self.at(begin)}, when not all its people are at work"
            )

    def _meet(self, begin: int, done: list[Callable[[int, int], float]]) -> bool:
        """Whether all of them work at one time within a year, by quarters of an hour."""
        for moment in range(begin - begin % 15, begin + _YEAR, 24 * 60):
            if all(worked(moment, moment + 24 * 60) > 0 for worked in done):
                for quarter in range(moment, moment + 24 * 60, 15):
                    if quarter > begin and all(worked(quarter, quarter + 1) > 0 for worked in done):
                        return True
        return False

    def pools(self) -> Iterator[Violation]:
        """No pool holds more than its capacity at any moment."""
        changes: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for task, entry in self._placed():
            if finished(task) or remaining(task).likely == 0:
                continue
            for name, amount in task.uses.items():
                changes[name] += [
                    (self._from(task, entry), amount, task.id),
                    (entry.finish, -amount, task.id),
                ]
        for pool in self.plan.pools:
            used = 0
            for moment, amount, id in sorted(changes[pool.id]):
                used += amount
                if amount > 0 and used > pool.capacity:
                    text = f"{pool.id} holds {used} of {pool.capacity} at {self.at(moment)}"
                    yield Violation("pool", id, text)

    # Milestones, and what is made of tasks

    def milestones(self) -> Iterator[Violation]:
        for milestone in self.plan.milestones:
            if milestone.id not in self.marks:
                continue
            when = self.marks[milestone.id].finish
            floor = max(self.plan.start, self._project_start(milestone))
            if when < floor:
                yield Violation(
                    "project start", milestone.id, f"lies {self.at(when)}, before its project starts"
                )
            broken = [
                text for link in milestone.depends_on for text in self._link(milestone.id, when, when, link)
            ]
            yield from broken
            if not broken and when > floor and self._could_be_earlier(milestone, when - 1):
                yield Violation(
                    "milestone", milestone.id, f"lies {self.at(when)}, later than what it waits for"
                )

    def _could_be_earlier(self, milestone: Milestone, moment: int) -> bool:
        return not any(
            True for link in milestone.depends_on for _ in self._link(milestone.id, moment, moment, link)
        )
