"""Why this date? The chain of reasons from a task back to what nothing in the plan can change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ..calendar import WorkingTime, local, local_day, project_calendar
from ..plan import Calendar, Milestone, Person, Plan, Task
from .dispatch import Dispatch, dispatch
from .reasons import unscheduled
from .spans import contents
from .timelines import NEVER

Kind = Literal[
    "last_of", "waits_for", "finishes_with", "busy", "goes_first", "pool", "leave", "holiday", "closed",
    "not_before", "project_start", "plan_start", "as_of", "started", "finished", "unscheduled",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of the chain: why ``task`` (an id) does not start before ``until``.

    ``on`` is the id of what it waits for, ``person`` and ``pool`` those concerned."""

    task: str
    kind: Kind
    until: int | None = None
    on: str | None = None
    person: str | None = None
    pool: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The dates of something and the reasons for them, nearest first; ``sentences`` says them in English."""

    id: str
    start: int | None
    finish: int | None
    reasons: tuple[Reason, ...]
    sentences: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON; moments stay minutes."""
        return asdict(self)


def explain(plan: Plan, id: str = "", done: Dispatch | None = None) -> Explanation:
    """The binding chain of a task, milestone, group, release, goal, project, or (``""``) of the whole plan.

    ``done`` saves a dispatch when there is one. Raises ``KeyError`` for an id that is not in the plan."""
    chain = _Chain(plan, done or dispatch(plan))
    return chain.explain(id)


class _Chain:
    def __init__(self, plan: Plan, done: Dispatch) -> None:
        self.plan, self.done = plan, done
        self.items: tuple[Task | Milestone, ...] = (*plan.tasks, *plan.milestones)
        self.index = done.compiled.index
        self.words = _Words(plan)

    def explain(self, id: str) -> Explanation:
        nodes = self._parts(id)
        missing = [node for node in nodes if not self.done.placed(node)]
        if missing or not nodes:
            return self._without_dates(id, missing)
        last = max(nodes, key=lambda node: (self.done.finish[node], -node))
        reasons = (
            [Reason(id, "last_of", int(self.done.finish[last]), self.items[last].id)]
            if nodes != [last]
            else []
        )
        reasons += self._walk(last)
        sentences = tuple(self.words.sentence(reason) for reason in reasons)
        start = int(min(self.done.start[node] for node in nodes))
        return Explanation(id, start, int(self.done.finish[last]), tuple(reasons), sentences)

    def _parts(self, id: str) -> list[int]:
        """The tasks and milestones an id stands for."""
        marks = range(self.done.compiled.counts["marks"])
        if not id:
            return [node for node in marks if self.done.placed(node)]
        inside = contents(self.plan)
        if id in inside:
            return list(dict.fromkeys(node for name in inside[id] for node in self._parts(name)))
        if id not in self.index:
            raise KeyError(f"The plan has nothing called {id!r}.")
        node = self.index[id]
        if node in marks:
            return [node]
        return [task for task in range(len(self.plan.tasks)) if self._lies_in(task, node)]

    def _lies_in(self, node: int, group: int) -> bool:
        parent = self.done.compiled.arrays["parent"]
        while node >= 0 and node != group:
            node = int(parent[node])
        return node == group

    def _without_dates(self, id: str, missing: list[int]) -> Explanation:
        ids = {self.items[node].id for node in missing}
        reasons = tuple(
            Reason(item.id, "unscheduled", detail=item.reason)
            for item in unscheduled(self.done)
            if item.id in ids
        )
        return Explanation(id, None, None, reasons, tuple(self.words.sentence(reason) for reason in reasons))

    def _walk(self, node: int) -> Iterator[Reason]:
        """Reasons from a node back to the first that waits for no other."""
        while node >= 0:
            happened = self._happened(node)
            if happened:
                yield happened
            if happened and self.done.resumes[node] >= NEVER:
                return
            yield from self._reasons(node)
            node = int(self.done.why_node[node]) if self.done.why[node] else -1

    def _happened(self, node: int) -> Reason | None:
        progress = self.plan.tasks[node].progress if node < len(self.plan.tasks) else None
        id = self.items[node].id
        if progress is None or (progress.started is None and progress.finished is None):
            return None
        if progress.finished is not None:
            return Reason(id, "finished", progress.finished)
        return Reason(id, "started", progress.started)

    def _reasons(self, node: int) -> Iterator[Reason]:
        """Why this node goes on no earlier: closed time first, then what it waited for."""
        id, why = self.items[node].id, int(self.done.why[node])
        begins = self._begins(node)
        other = self.items[int(self.done.why_node[node])].id if why else None
        since = self._since(node, why)
        if why != 4 and begins > since:
            yield from self._closed(node, since, begins)
        if why == 1:
            yield Reason(id, "waits_for", since, other)
        elif why == 2:
            yield self._busy(node, since)
        elif why == 3:
            yield Reason(id, "pool", since, other, pool=self._pool(node))
        elif why == 4:
            yield Reason(id, "finishes_with", int(self.done.finish[node]), other)
        else:
            yield self._floor(node, since)

    def _begins(self, node: int) -> int:
        """When work on a task goes on, or a milestone's moment."""
        resumes = int(self.done.resumes[node]) if node < len(self.plan.tasks) else NEVER
        return resumes if resumes < NEVER else int(self.done.start[node])

    def _since(self, node: int, why: int) -> int:
        """The moment at which the last thing it waited for was over."""
        if why in (2, 3):
            return int(self.done.finish[self.done.why_node[node]])
        return int(self.done.start_bound[node])

    def _busy(self, node: int, since: int) -> Reason:
        """Somebody is on another task; that goes first when it began while this one could have."""
        other = int(self.done.why_node[node])
        lanes = set(self.done.lanes(node)).intersection(self.done.lanes(other))
        person = self.plan.people[self.done.compiled.lanes[min(lanes)].person].id
        waited = self.done.start_bound[node] <= self.done.start[other]
        kind: Kind = "goes_first" if waited else "busy"
        return Reason(self.items[node].id, kind, since, self.items[other].id, person)

    def _pool(self, node: int) -> str | None:
        task, other = self.plan.tasks[node], self.plan.tasks[int(self.done.why_node[node])]
        return next((id for id in task.uses if id in other.uses), None)

    def _floor(self, node: int, since: int) -> Reason:
        """The date that holds back what waits for nothing."""
        item, plan = self.items[node], self.plan
        starts = {project.id: project.start for project in plan.projects}
        if isinstance(item, Task) and item.not_before == since:
            return Reason(item.id, "not_before", since)
        if starts.get(item.project or "") == since:
            return Reason(item.id, "project_start", since, item.project)
        return Reason(item.id, "plan_start" if since == plan.start else "as_of", since)

    def _closed(self, node: int, since: int, begins: int) -> Iterator[Reason]:
        """Leave, holidays or closed hours between the moment it could start and the one it does."""
        id = self.items[node].id
        people = [self.plan.people[self.done.compiled.lanes[lane].person] for lane in self.done.lanes(node)]
        for person in people:
            if until := self._leave(person, since, begins):
                yield Reason(id, "leave", until, person=person.id)
                return
        calendar = _calendar(self.plan, people[0]) if people else project_calendar(self.plan)
        if holiday := _holiday(calendar, self.plan, since, begins):
            yield Reason(id, "holiday", begins, detail=holiday)
        elif node < len(self.plan.tasks):
            yield Reason(id, "closed", begins, person=people[0].id if len(people) == 1 else None)

    def _leave(self, person: Person, since: int, begins: int) -> int | None:
        """The end of leave that takes working time out of the wait, if any does."""
        calendar = _calendar(self.plan, person)
        usual = WorkingTime(calendar, timezone=self.plan.timezone, near=self.plan.as_of)
        for leave in person.time_off:
            away = WorkingTime(calendar, timezone=self.plan.timezone, time_off=[leave], near=self.plan.as_of)
            if usual.between(since, begins) > away.between(since, begins):
                return begins
        return None


def _calendar(plan: Plan, person: Person) -> Calendar:
    return next((known for known in plan.calendars if known.id == person.calendar), project_calendar(plan))


def _holiday(calendar: Calendar, plan: Plan, since: int, begins: int) -> str:
    """The first day off by the calendar's own list within the wait, as an ISO date."""
    day, last = local_day(since, plan.timezone), local_day(begins, plan.timezone)
    found = [off for off, hours in calendar.days.items() if not hours and day <= off <= last]
    return min(found).isoformat() if found else ""


class _Words:
    """Reasons as English sentences."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.names = {"": plan.name}
        for kind in (plan.tasks, plan.milestones, plan.groups, plan.releases, plan.goals, plan.projects):
            self.names |= {item.id: item.name or item.id for item in kind}
        self.people = {person.id: person.name or person.id for person in plan.people}
        self.pools = {pool.id: pool.name or pool.id for pool in plan.pools}

    def sentence(self, reason: Reason) -> str:
        """One reason in words, with local dates."""
        task, until = self.names.get(reason.task, reason.task), self._date(reason.until)
        on = self.names.get(reason.on or "", reason.on or "")
        who = self.people.get(reason.person or "", "")
        pool = self.pools.get(reason.pool or "", "a pool")
        texts: dict[Kind, str] = {
            "last_of": f"{task} ends with {on}, {until}.",
            "waits_for": f"{task} waits for {on}, until {until}.",
            "finishes_with": f"{task} may not finish before {on} lets it, {until}.",
            "busy": f"{who} is busy on {on} until {until}; then comes {task}.",
            "goes_first": f"{who} does {on} first, until {until}: it comes before {task} in order.",
            "pool": f"{task} waits for {pool}, which {on} uses until {until}.",
            "leave": f"{who} is on leave; {task} goes on {until}.",
            "holiday": f"{reason.detail} is a day off; {task} goes on {until}.",
            "closed": f"{task} begins with working time, {until}.",
            "not_before": f"{task} may not start before {until}.",
            "project_start": f"{on} starts {until}.",
            "plan_start": f"The plan starts {until}.",
            "as_of": f"The plan is seen from {until}; nothing new starts before.",
            "started": f"{task} was started {until}.",
            "finished": f"{task} was finished {until}.",
            "unscheduled": f"{task} has no date: {reason.detail}.",
        }
        return texts[reason.kind]

    def _date(self, moment: int | None) -> str:
        return "" if moment is None else f"{local(moment, self.plan.timezone):%Y-%m-%d %H:%M}"
