"""What is to be done: tasks in their order, groups, milestones, releases, goals and risks."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from pilothouse.engine.plan import Goal, Group, Milestone, Progress, Range, Release, Risk, Task
from pilothouse.when.schedule.mapping.links import Links
from pilothouse.when.schedule.mapping.tables import NOTHING, Row, Source, minute, span
from pilothouse.when.schedule.mapping.worktree import WorkTree, grouped


class Work:
    """Reads it from the rows of a workspace."""

    def __init__(self, source: Source, tree: WorkTree, links: Links) -> None:
        self.source, self.tree, self.links = source, tree, links

    def tasks(self) -> tuple[Task, ...]:
        """Tasks, and features that stand for one, in their order."""
        tree = self.tree
        leaves = [id for id in tree.planned if id not in tree.task_groups]
        order = sorted([*leaves, *tree.feature_tasks], key=tree.order)
        return tuple(self._feature(id) if id in tree.feature_tasks else self._task(id) for id in order)

    def groups(self) -> tuple[Group, ...]:
        ids = sorted({*self.tree.feature_groups, *self.tree.task_groups})
        return tuple(Group(id, id, self.tree.parent(id), self.links.of(id)) for id in ids)

    def milestones(self) -> tuple[Milestone, ...]:
        rows = self.source.live("schedule.milestone")
        return tuple(
            Milestone(
                id,
                id,
                depends_on=self.links.of(id),
                target=self.source.ends(rows[id]["target"]),
                project=self.tree.project_of[id],
            )
            for id in sorted(self.links.milestones)
        )

    def releases(self) -> tuple[Release, ...]:
        """Live releases; one without planned content has no dates."""
        rows = {id: row for id, row in self.source.live("roadmap.release").items() if id in self.tree.items}
        return tuple(
            Release(
                id,
                id,
                self.links.content(id),
                project if (project := row["delivered_by_id"]) in self.source.projects else None,
                self.source.ends(row["target"]),
            )
            for id, row in rows.items()
        )

    def goals(self) -> tuple[Goal, ...]:
        """Goals that planned features serve."""
        served: dict[str, list[str]] = defaultdict(list)
        for id in sorted({*self.tree.feature_tasks, *self.tree.feature_groups}, key=self.tree.order):
            goal = self.tree.all_features[id]["goal_id"]
            if goal:
                served[goal].append(id)
        return tuple(Goal(id, id, tasks=tuple(served[id])) for id in sorted(served))

    def risks(self) -> tuple[Risk, ...]:
        """Open risks with the planned tasks they would delay."""
        named = grouped(self.source.live("risks.risktask"), "risk_id")
        return tuple(
            Risk(
                id,
                id,
                float(row["probability"]),
                tuple(dict.fromkeys(t for r in named.get(id, []) for t in self._leaves(r["task_id"]))),
                span(row["delay"]),
                span(row["cost"]),
            )
            for id, row in self.source.live("risks.risk").items()
            if id in self.tree.items and row["state"] == "open"
        )

    def _leaves(self, id: str) -> list[str]:
        """A task itself, or the tasks in it."""
        if id not in self.tree.task_groups:
            return [id] if id in self.tree.planned else []
        inside = (child for child, row in self.tree.planned.items() if row["parent_id"] == id)
        return [leaf for child in inside for leaf in self._leaves(child)]

    def _feature(self, id: str) -> Task:
        row = self.tree.all_features[id]
        return Task(
            id,
            id,
            parent=self.tree.parent(id),
            effort_hours=span(row["effort"]),
            skill=row["skill_id"],
            depends_on=self.links.of(id),
            project=self.tree.project_of[id],
        )

    def _task(self, id: str) -> Task:
        row = self.tree.all_tasks[id]
        duration = row["duration_h"]
        people = tuple(self._assigned.get(id, ()))
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
            uses={use["pool_id"]: int(use["units"]) for use in self._uses.get(id, [])},
            depends_on=self.links.of(id),
            not_before=minute(row["not_before"]),
            must_finish_by=minute(row["must_finish_by"]),
            progress=self._progress(id, row),
            project=self.tree.project_of[id],
        )

    def _progress(self, id: str, row: Row) -> Progress | None:
        """What has happened; hours logged on a task say that it was started."""
        logs = self._logs.get(id, [])
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

    @cached_property
    def _assigned(self) -> dict[str, list[str]]:
        """Members on each task, in the order of their ids."""
        members = self.source.live("people.member")
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.source.live("delivery.assignment").values():
            if row["member_id"] in members:
                found[row["task_id"]].add(row["member_id"])
        return {task: sorted(ids) for task, ids in found.items()}

    @cached_property
    def _logs(self) -> dict[str, list[Row]]:
        return grouped(self.source.live("delivery.worklog"), "task_id")

    @cached_property
    def _uses(self) -> dict[str, list[Row]]:
        rows = grouped(self.source.live("delivery.pooluse"), "task_id")
        pools = self.source.live("people.pool")
        return {task: [row for row in uses if row["pool_id"] in pools] for task, uses in rows.items()}
