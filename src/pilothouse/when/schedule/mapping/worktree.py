"""Which features and tasks are planned, how they lie in each other, and in which order they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from pilothouse.when.schedule.mapping.tables import Row, Source

ITEM, FEATURE, TASK = "items.item", "backlog.feature", "delivery.task"
RELEASE, MILESTONE = "roadmap.release", "schedule.milestone"
DONE_FEATURES = frozenset({"done", "dropped"})
LAST = "\U0010ffff"
"""Sorts after every rank: work of no feature."""
T = TypeVar("T")


def kept(ask: Callable[[Any, str], T]) -> Callable[[Any, str], T]:
    """A method about one id that is asked often: answered once."""
    name = ask.__name__

    @wraps(ask)
    def asked(self: Any, id: str) -> T:
        known = self.known.setdefault(name, {})
        if id not in known:
            known[id] = ask(self, id)
        found: T = known[id]
        return found

    return asked


class WorkTree:
    """A feature with tasks, or with features in it, is a group; one without is a task of its own effort.

    Features outside any release are not planned,
    nor are tasks with neither an active project nor a planned feature.
    Everything is asked about one id, so that a change costs no more than what it touches."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known: dict[str, dict[str, Any]] = {}

    def row(self, label: str, id: str | None) -> Row | None:
        """A row outside the bin whose item is, too."""
        row = self.source.row(label, id)
        return row if row is not None and self.source.row(ITEM, id) is not None else None

    def task(self, id: str | None) -> Row | None:
        """A live task."""
        return self.row(TASK, id)

    def feature(self, id: str | None) -> Row | None:
        """A live feature."""
        return self.row(FEATURE, id)

    # Features

    @kept
    def release_of(self, id: str) -> str | None:
        """The live release a feature is in, by its own or its nearest parent's naming it."""
        named = (row["release_id"] for _, row in self._line(FEATURE, id))
        return next((str(release) for release in named if self.row(RELEASE, release) is not None), None)

    @kept
    def is_feature_task(self, id: str) -> bool:
        """Whether it is a planned feature that is one task."""
        return self._is_estimated(id) and not self.is_feature_group(id)

    @kept
    def is_feature_group(self, id: str) -> bool:
        """Whether it is a planned feature with tasks, or with planned features, in it."""
        if self.feature(id) is None or self.release_of(id) is None:
            return False
        return self._holds_tasks(id) or any(
            self._holds_tasks(inner) or self._is_estimated(inner) for inner in self.features_in(id)
        )

    def features_in(self, id: str) -> list[str]:
        """The live features in a feature, at any depth."""
        found: dict[str, None] = {}
        todo = [id]
        while todo:
            for child, _ in self.source.those(FEATURE, "parent_id", todo.pop()):
                if child not in found and child != id and self.feature(child) is not None:
                    found[child] = None
                    todo.append(child)
        return list(found)

    def _holds_tasks(self, id: str) -> bool:
        return any(self.task(task) is not None for task, _ in self.source.those(TASK, "feature_id", id))

    @kept
    def _is_estimated(self, id: str) -> bool:
        row = self.feature(id)
        if row is None or self.release_of(id) is None:
            return False
        return bool(row["effort"]) and row["state"] not in DONE_FEATURES

    # Tasks

    @kept
    def feature_of(self, id: str) -> str | None:
        """The feature a task is for, by its own or its nearest parent's naming one, live or not."""
        named = (row["feature_id"] for _, row in self._line(TASK, id))
        return next((str(feature) for feature in named if feature), None)

    @kept
    def project_of(self, id: str) -> str | None:
        """The active project of an item: the one that delivers its release, else that of its unit."""
        release = self.release_of((self.task(id) is not None and self.feature_of(id)) or id)
        marked = self.row(MILESTONE, id)
        if release is None and marked is not None:
            release = marked["release_id"]
        delivered = (self.source.row(RELEASE, release) or {}).get("delivered_by_id")
        if delivered in self.source.projects:
            return str(delivered)
        return self.source.project_of(self._item(id)["unit_id"])

    @kept
    def is_planned(self, id: str) -> bool:
        """Whether a task is planned, one with tasks in it included."""
        if self.task(id) is None:
            return False
        feature = self.feature_of(id)
        if feature is None:
            return self.project_of(id) is not None
        return self.feature(feature) is not None and self.release_of(feature) is not None

    @kept
    def is_task_group(self, id: str) -> bool:
        """Whether it is a planned task with planned tasks in it."""
        return self.is_planned(id) and any(self.is_planned(child) for child, _ in self.children(id))

    def children(self, id: str) -> Iterator[tuple[str, Row]]:
        """The tasks directly in a task."""
        return self.source.those(TASK, "parent_id", id)

    # Both

    def is_leaf(self, id: str) -> bool:
        """Whether the plan has it as a task."""
        return self.is_feature_task(id) or (self.is_planned(id) and not self.is_task_group(id))

    def is_group(self, id: str) -> bool:
        """Whether the plan has it as a group."""
        return self.is_feature_group(id) or self.is_task_group(id)

    def parent(self, id: str) -> str | None:
        """The group a task, feature or group lies in."""
        task = self.task(id)
        if task is not None and task["parent_id"] and self.is_task_group(task["parent_id"]):
            return str(task["parent_id"])
        above = self.feature_of(id) if task is not None else (self.feature(id) or {})["parent_id"]
        return str(above) if above and self.is_feature_group(above) else None

    @kept
    def order(self, id: str) -> tuple[Any, ...]:
        """Sorts by expedite, project rank, feature rank, positions from the outside in, key."""
        line = list(reversed(list(self._line(TASK, id))))
        feature = self.feature(self.feature_of(id) if line else id)
        return (
            not any(row["expedite"] for _, row in line),
            self.source.rank_of(self.project_of(id)),
            LAST if feature is None else feature["rank"],
            tuple((row["position"], self._key(each)) for each, row in line),
            self._key(id),
        )

    def _key(self, id: str) -> tuple[str, int]:
        item = self._item(id)
        return str(item["prefix"]), int(item["number"])

    def _item(self, id: str) -> Row:
        return self.source.tables[ITEM][id]

    def _line(self, label: str, id: str) -> Iterator[tuple[str, Row]]:
        """It and those it lies in, from the inside out."""
        passed: set[str] = set()
        current: str | None = id
        while current is not None and current not in passed and (row := self.row(label, current)) is not None:
            yield current, row
            passed.add(current)
            current = row["parent_id"]
