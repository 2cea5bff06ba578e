"""Issues as a plan, with what the plan does not carry beside it and the rest told as losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pilothouse.engine.plan import Group, Link, Milestone, Person, Plan, Progress, Range, Task
from pilothouse.interchange.issues.details import Details
from pilothouse.interchange.issues.links import Links
from pilothouse.interchange.issues.mapping import Mapping, Offer
from pilothouse.interchange.issues.outline import Outline
from pilothouse.interchange.issues.stages import stage_of
from pilothouse.interchange.issues.values import Issue, Stage, Tracker
from pilothouse.interchange.values import Imported, Ledger

MOST_NAME = 500
NOTHING = Range(0.0, 0.0, 0.0)


def as_plan(tracker: Tracker, mapping: Mapping, timezone: str, as_of: int | None = None) -> Imported:
    """The issues of a tracker as a plan and its details. Raises ``ReadErrors`` for what cannot be planned.

    Issues with others in them become groups, versions milestones, points hours as the mapping says. The plan
    is seen from ``as_of`` (UTC minute), by default from the last thing that happened in it."""
    return _Planner(tracker, mapping, timezone, as_of).imported()


class _Planner:
    def __init__(self, tracker: Tracker, mapping: Mapping, timezone: str, as_of: int | None) -> None:
        self.tracker, self.mapping, self.timezone = tracker, mapping, timezone
        self.ledger = Ledger()
        self.outline = Outline(tracker.issues, self.ledger)
        self.links = Links(self.outline, self.ledger)
        self.stages = {id: self._stage(issue) for id, issue in self.outline.issues.items()}
        self.moments = [at for issue in tracker.issues for at in _moments(issue)]
        self.as_of = max(as_of or 0, max(self.moments, default=0))
        self.details = Details(tracker, self.outline, self.ledger)

    def imported(self) -> Imported:
        plan = self.links.without_rings(self._plan())
        details = self.details.all(self.stages, self.links)
        self._note_rest()
        return Imported(
            plan=plan,
            source=self.tracker.source,
            identities={id: id for id in self.outline.issues},
            outline=tuple(self.outline.issues),
            losses=(*self.tracker.losses, *self.ledger.losses()),
            counts=self._counts(plan),
            details=details,
            users=self._users(plan),
            offer=self._offer(),
            prefix=self.tracker.prefix or _prefix(self.tracker.issues),
        )

    def _users(self, plan: Plan) -> dict[str, tuple[str, str]]:
        """Everybody who is assigned or named, with their address."""
        found = {person.id: self.tracker.users[person.id] for person in plan.people} | self.details.named
        return {id: (user.name, user.email) for id, user in found.items()}

    def _offer(self) -> Offer:
        """The mapping with all that was taken by itself."""
        states: dict[str, Stage] = {}
        for id, issue in self.outline.issues.items():
            if issue.state and self.stages[id] != "dropped":
                states.setdefault(issue.state, self.stages[id])
        mapping = replace(self.mapping, columns=self.tracker.roles, states=states | dict(self.mapping.states))
        points = any(issue.points is not None for issue in self.tracker.issues)
        return Offer(mapping, self.tracker.shape, self.tracker.samples, points)

    def _plan(self) -> Plan:
        issues, groups = self.outline.issues, self.outline.groups
        tasks = tuple(self._task(issue) for id, issue in issues.items() if id not in groups)
        return Plan(
            name=self.tracker.name[:200],
            start=min(self.moments, default=self.as_of),
            as_of=self.as_of,
            timezone=self.timezone,
            people=tuple(self._people()),
            tasks=tasks,
            groups=tuple(self._group(issue) for id, issue in issues.items() if id in groups),
            milestones=tuple(self._milestones()),
        )

    def _people(self) -> Iterable[Person]:
        assigned = dict.fromkeys(who for issue in self.tracker.issues for who in issue.assignees)
        for id in assigned:
            yield Person(id, self.tracker.users[id].name[:200], "")

    def _milestones(self) -> Iterable[Milestone]:
        inside: dict[str, list[str]] = {}
        for id, issue in self.outline.issues.items():
            for named in issue.versions:
                inside.setdefault(named, []).append(id)
        for id, version in self.tracker.versions.items():
            if id in inside or version.due is not None:
                links = tuple(Link(on) for on in inside.get(id, ()))
                yield Milestone(f"version {id}", version.name[:MOST_NAME], None, links, version.due)

    def _group(self, issue: Issue) -> Group:
        for what, value in (("Estimate", issue.estimate or issue.points), ("Due date", issue.due)):
            if value is not None:
                kept = "left out: its issues say it"
                self.ledger.loss("tasks", f"{what} of an issue with others in it", kept, issue.key)
        return Group(
            issue.id, issue.title[:MOST_NAME], self.outline.parents.get(issue.id), self.links.of(issue.id)
        )

    def _task(self, issue: Issue) -> Task:
        effort = self._effort(issue)
        return Task(
            id=issue.id,
            name=issue.title[:MOST_NAME],
            parent=self.outline.parents.get(issue.id),
            effort_hours=effort or NOTHING,
            people=issue.assignees,
            people_needed=max(1, len(issue.assignees)),
            depends_on=self.links.of(issue.id),
            must_finish_by=issue.due,
            progress=self._progress(issue, effort),
        )

    def _effort(self, issue: Issue) -> Range | None:
        if issue.estimate is not None:
            return Range.exactly(issue.estimate)
        if issue.points is not None:
            kept = f"as hours, {self.mapping.hours_per_point:g} a point"
            self.ledger.loss("tasks", "Estimate in story points", kept, issue.key)
            return Range.exactly(issue.points * self.mapping.hours_per_point)
        self.details.say(issue.id, "unestimated", True)
        return None

    def _progress(self, issue: Issue, effort: Range | None) -> Progress | None:
        stage = self.stages[issue.id]
        if stage == "open":
            return None
        spent = issue.spent if issue.spent is not None else sum((each.hours for each in issue.worked), 0.0)
        if stage == "started":
            started = self._started(issue)
            return Progress(started, None, spent, _left(issue, effort, spent))
        finished = self._finished(issue)
        if issue.started is not None and issue.started <= finished:
            return Progress(issue.started, finished, spent)
        self.details.say(issue.id, "no_start", True)
        why = "that the file does not tell" if issue.started is None else "that lies after its finish"
        self.ledger.loss("tasks", f"Start of finished work {why}", "left empty", issue.key)
        return Progress(finished, finished, spent)

    def _started(self, issue: Issue) -> int:
        if issue.started is not None:
            return issue.started
        kept = "the day of its last change or creation"
        self.ledger.loss("tasks", "Start of work that the file does not tell", kept, issue.key)
        return _first(issue.updated, issue.created, self.as_of)

    def _finished(self, issue: Issue) -> int:
        if issue.finished is not None:
            return issue.finished
        kept = "the day of its last change or creation"
        self.ledger.loss("tasks", "Finish of work that the file does not tell", kept, issue.key)
        return _first(issue.updated, issue.created, issue.started, self.as_of)

    def _stage(self, issue: Issue) -> Stage:
        said = self.mapping.states.get(issue.state)
        found = said or issue.stage or stage_of(issue.state)
        if found is None:
            found = (
                "done" if issue.finished is not None else "started" if issue.started is not None else "open"
            )
            kept = f"taken as {found}: say what it means"
            self.ledger.loss("tasks", f"State “{issue.state}”, which is not known", kept, issue.key)
        return found

    def _note_rest(self) -> None:
        issues = self.tracker.issues
        for what, kept, count in (
            ("Sprint", "left out", sum(bool(issue.sprints) for issue in issues)),
            ("Priority", "left out: the order of issues stands", sum(bool(i.priority) for i in issues)),
            ("Step of history", "left out, but for starts and finishes", sum(len(i.history) for i in issues)),
            (
                "Value of a custom field",
                "left out",
                sum(len(i.custom) for i in issues if not self.tracker.roles),
            ),
        ):
            if count:
                self.ledger.loss("tasks", what, kept, count=count)

    def _counts(self, plan: Plan) -> dict[str, int]:
        rows: list[Task | Group | Milestone] = [*plan.tasks, *plan.groups, *plan.milestones]
        issues = self.tracker.issues
        return {
            "issues": len(issues),
            "tasks": len(plan.tasks),
            "groups": len(plan.groups),
            "milestones": len(plan.milestones),
            "links": sum(len(row.depends_on) for row in rows),
            "people": len(plan.people),
            "assignments": sum(len(task.people) for task in plan.tasks),
            "comments": sum(len(issue.remarks) for issue in issues),
            "work logs": sum(len(issue.worked) for issue in issues),
            "history": sum(len(issue.history) for issue in issues),
            "sprints": len(self.tracker.sprints),
        }


def _left(issue: Issue, effort: Range | None, spent: float) -> Range | None:
    if issue.remaining is not None:
        return Range.exactly(issue.remaining)
    return None if effort is None else Range.exactly(max(effort.likely - spent, 0.0))


def _first(*moments: int | None) -> int:
    return next(at for at in moments if at is not None)


def _moments(issue: Issue) -> Iterable[int]:
    for at in (issue.created, issue.updated, issue.started, issue.finished):
        if at is not None:
            yield at


def _prefix(issues: Iterable[Issue]) -> str:
    """What most keys begin with, if they are like SCRUM-80 and at least half begin alike."""
    heads = Counter(
        head
        for issue in issues
        if (head := issue.key.rpartition("-")[0]) and issue.key[len(head) + 1 :].isdigit()
    )
    head, count = heads.most_common(1)[0] if heads else ("", 0)
    usable = head.isalnum() and head.isascii() and head[:1].isalpha() and len(head) <= 10 and head.isupper()
    return head if usable and 2 * count >= sum(heads.values()) else ""
