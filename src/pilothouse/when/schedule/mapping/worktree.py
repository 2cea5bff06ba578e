"""Which features and tasks are planned, how they lie in each other, and in which order they go."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from pilothouse.when.schedule.mapping.tables import Row, Source

DONE_FEATURES = frozenset({"done", "declined"})
LAST = "\U0010ffff"
"""Sorts after every rank: work of no feature."""


class WorkTree:
    """A feature with tasks, or with features in it, is a group; one without is a task of its own effort.

    Features outside any release are not planned,
    nor are tasks with neither an active project nor a planned feature."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.items = source.live("items.item")
        self.all_features = self._with_item("backlog.feature")
        self.all_tasks = self._with_item("delivery.task")

    def _with_item(self, label: str) -> dict[str, Row]:
        return {id: row for id, row in self.source.live(label).items() if id in self.items}

    # Features

    @cached_property
    def release_of(self) -> dict[str, str]:
        """The live release each feature is in, by its own or its nearest parent's naming it."""
        releases = self._with_item("roadmap.release")
        found = {}
        for id in self.all_features:
            for above in self._line(id, self.all_features):
                release = self.all_features[above]["release_id"]
                if release in releases:
                    found[id] = str(release)
                    break
        return found

    @cached_property
    def feature_tasks(self) -> set[str]:
        """Planned features that are one task."""
        return self._estimated - self.feature_groups

    @cached_property
    def feature_groups(self) -> set[str]:
        """Planned features with planned tasks, or planned features, in them."""
        holding = {feature for feature in self.feature_of.values() if feature in self.release_of}
        above = {a for id in holding | self._estimated for a in self._line(id, self.all_features)[1:]}
        return holding | {id for id in above if id in self.release_of}

    @cached_property
    def _estimated(self) -> set[str]:
        rows = self.all_features
        return {id for id in self.release_of if rows[id]["effort"] and rows[id]["state"] not in DONE_FEATURES}

    # Tasks

    @cached_property
    def feature_of(self) -> dict[str, str]:
        """The feature each task is for, by its own or its nearest parent's naming one, live or not."""
        found = {}
        for id in self.all_tasks:
            named = (self.all_tasks[above]["feature_id"] for above in self._line(id, self.all_tasks))
            feature = next((f for f in named if f), None)
            if feature:
                found[id] = str(feature)
        return found

    @cached_property
    def project_of(self) -> dict[str, str | None]:
        """The active project of each item: the one that delivers its release, else that of its unit."""
        found: dict[str, str | None] = {}
        releases = self.source.live("roadmap.release")
        milestones = self._with_item("schedule.milestone")
        for id in (*self.all_tasks, *self.all_features, *milestones):
            feature = self.feature_of.get(id, id)
            release = self.release_of.get(feature) or (
                milestones[id]["release_id"] if id in milestones else None
            )
            delivered = releases[release]["delivered_by_id"] if release in releases else None
            by_release = delivered if delivered in self.source.projects else None
            found[id] = by_release or self.source.project_of(self.items[id]["unit_id"])
        return found

    @cached_property
    def planned(self) -> dict[str, Row]:
        """Planned tasks, those with tasks in them included."""
        return {id: row for id, row in self.all_tasks.items() if self._is_planned(id)}

    def _is_planned(self, id: str) -> bool:
        feature = self.feature_of.get(id)
        return self.project_of[id] is not None if feature is None else feature in self.release_of

    @cached_property
    def task_groups(self) -> set[str]:
        parents = {row["parent_id"] for row in self.planned.values()}
        return {id for id in self.planned if id in parents}

    # Both

    def parent(self, id: str) -> str | None:
        """The group a task, feature or group lies in."""
        row: Any = self.all_tasks.get(id) or self.all_features[id]
        if id in self.all_tasks and row["parent_id"] in self.task_groups:
            return str(row["parent_id"])
        above = self.feature_of.get(id) if id in self.all_tasks else row["parent_id"]
        return str(above) if above in self.feature_groups else None

    def order(self, id: str) -> tuple[Any, ...]:
        """Sorts by expedite, project rank, feature rank, positions from the outside in, key."""
        feature = id if id in self.all_features else self.feature_of.get(id)
        line = list(reversed(self._line(id, self.all_tasks))) if id in self.all_tasks else []
        rows = [self.all_tasks[each] for each in line]
        return (
            not any(row["expedite"] for row in rows),
            self.source.rank_of(self.project_of[id]),
            self.all_features[feature]["rank"] if feature in self.all_features else LAST,
            tuple((row["position"], self._key(each)) for row, each in zip(rows, line, strict=True)),
            self._key(id),
        )

    def _key(self, id: str) -> tuple[str, int]:
        return str(self.items[id]["prefix"]), int(self.items[id]["number"])

    def _line(self, id: str, rows: dict[str, Row]) -> list[str]:
        """It and those it lies in, from the inside out."""
        found: list[str] = []
        current: str | None = id
        while current is not None and current in rows and current not in found:
            found.append(current)
            current = rows[current]["parent_id"]
        return found


def grouped(rows: dict[str, Row], column: str) -> dict[str, list[Row]]:
    """Rows by one of their columns."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        found[str(row[column])].append(row)
    return found
