"""What is to be done: tasks in their order, groups, milestones, releases, goals and risks."""

from __future__ import annotations

from collections.abc import Iterable

from pilothouse.engine.plan import Goal, Group, Milestone, Progress, Range, Release, Risk, Task
from pilothouse.when.schedule.mapping.links import Links
from pilothouse.when.schedule.mapping.tables import NOTHING, Row, Source, minute, span
from pilothouse.when.schedule.mapping.worktree import FEATURE, MILESTONE, RELEASE, TASK, WorkTree

RISK, GOAL = "risks.risk", "goal_id"


class Work:
    """Reads it from the rows of a workspace, one id at a time or all."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = WorkTree(source)
        self.links = Links(source, self.tree)

    def tasks(self) -> tuple[Task, ...]:
        """Tasks, and features that stand for one, in their order."""
        leaves = [id for label in (TASK, FEATURE) for id in self._ids(label) if self.tree.is_leaf(id)]
        return tuple(filter(None, map(self.task, sorted(leaves, key=self.tree.order))))

    def groups(self) -> tuple[Group, ...]:
        ids = sorted({*self._ids(TASK), *self._ids(FEATURE)})
        return tuple(filter(None, map(self.group, ids)))

    def milestones(self) -> tuple[Milestone, ...]:
        return tuple(filter(None, map(self.milestone, sorted(self._ids(MILESTONE)))))

    def releases(self) -> tuple[Release, ...]:
        """Live releases; one without planned content has no dates."""
        return tuple(filter(None, map(self.release, sorted(self._ids(RELEASE)))))

    def goals(self) -> tuple[Goal, ...]:
        """Goals that planned features serve."""
        features = self.source.tables.get(FEATURE, {}).values()
        return tuple(filter(None, map(self.goal, sorted({str(row[GOAL]) for row in features if row[GOAL]}))))

    def risks(self) -> tuple[Risk, ...]:
        """Open risks with the planned tasks they would delay."""
        return tuple(filter(None, map(self.risk, sorted(self._ids(RISK)))))

    def _ids(self, label: str) -> Iterable[str]:
        return self.source.tables.get(label, {})

    # One of them, None when the plan has none of that id

    def task(self, id: str) -> Task | None:
        """A task, or a feature that stands for one."""
        if not self.tree.is_leaf(id):
            return None
        row = self.tree.task(id)
        return self._feature(id) if row is None else self._task(id, row)

    def group(self, id: str) -> Group | None:
        """A feature or task with others in it."""
        return Group(id, id, self.tree.parent(id), self.links.of(id)) if self.tree.is_group(id) else None

    def milestone(self, id: str) -> Milestone | None:
        """A milestone with its target."""
        if not self.links.is_milestone(id):
            return None
        target = self.source.ends(self.source.tables[MILESTONE][id]["target"])
        return Milestone(
            id, id, depends_on=self.links.of(id), target=target, project=self.tree.project_of(id)
        )

    def release(self, id: str) -> Release | None:
        """A release with its content."""
        row = self.tree.row(RELEASE, id)
        if row is None:
            return None
        project = row["delivered_by_id"] if row["delivered_by_id"] in self.source.projects else None
        return Release(id, id, self.links.content(id), project, self.source.ends(row["target"]))

    def goal(self, id: str) -> Goal | None:
        """A goal with the planned features that serve it."""
        tree = self.tree
        named = (feature for feature, _ in self.source.those(FEATURE, GOAL, id))
        served = [f for f in named if tree.is_feature_task(f) or tree.is_feature_group(f)]
        return Goal(id, id, tasks=tuple(sorted(served, key=tree.order))) if served else None

    def risk(self, id: str) -> Risk | None:
        """An open risk."""
        row = self.tree.row(RISK, id)
        if row is None or row["state"] != "open":
            return None
        named = (each["task_id"] for _, each in self.source.those("risks.risktask", "risk_id", id))
        tasks = tuple(dict.fromkeys(leaf for task in named for leaf in self._leaves(task)))
        return Risk(id, id, float(row["probability"]), tasks, span(row["delay"]), span(row["cost"]))

    def _leaves(self, id: str) -> list[str]:
        """A task itself, or the tasks in it."""
        if not self.tree.is_task_group(id):
            return [id] if self.tree.is_planned(id) else []
        inside = (child for child, _ in self.tree.children(id) if self.tree.is_planned(child))
        return [leaf for child in inside for leaf in self._leaves(child)]

    def _feature(self, id: str) -> Task:
        row = self.source.tables[FEATURE][id]
        return Task(
            id,
            id,
            parent=self.tree.parent(id),
            effort_hours=span(row["effort"]),
            skill=row["skill_id"],
            depends_on=self.links.of(id),
            project=self.tree.project_of(id),
        )

    def _task(self, id: str, row: Row) -> Task:
        duration, people = row["duration_h"], self._assigned(id)
        return Task(
            id,
            id,
            parent=self.tree.parent(id),
            effort_hours=span(row["effort"]) if duration is None else NOTHING,
            duration_hours=None if duration is None else Range.exactly(float(duration)),
            skill=row["skill_id"],
            level=int(row["level"]),
            people_needed=len(people) or max(1, int(row["people_needed"])),
            people=people,
            uses=self._uses(id),
            depends_on=self.links.of(id),
            not_before=minute(row["not_before"]),
            must_finish_by=minute(row["must_finish_by"]),
            progress=self._progress(id, row),
            project=self.tree.project_of(id),
        )

    def _progress(self, id: str, row: Row) -> Progress | None:
        """What has happened; hours logged on a task say that it was started."""
        logs = [log for _, log in self.source.those("delivery.worklog", "task_id", id)]
        started, finished = minute(row["started"]), minute(row["finished"])
        if started is None and logs:
            started = self.source.starts(min(log["on"] for log in logs))
        if started is None and finished is None:
            return None
        known = [when for when in (started, finished) if when is not None]
        return Progress(
            started=min(known),
            finished=finished,
            spent_hours=round(sum(float(log["hours"]) for log in logs), 6),
            remaining_hours=span(row["remaining"]) if row["remaining"] else None,
        )

    def _assigned(self, id: str) -> tuple[str, ...]:
        """Members on a task, in the order of their ids."""
        rows = self.source.those("delivery.assignment", "task_id", id)
        named = {row["member_id"] for _, row in rows}
        return tuple(sorted(m for m in named if self.source.row("people.member", m) is not None))

    def _uses(self, id: str) -> dict[str, int]:
        rows = self.source.those("delivery.pooluse", "task_id", id)
        return {
            row["pool_id"]: int(row["units"])
            for _, row in rows
            if self.source.row("people.pool", row["pool_id"]) is not None
        }
