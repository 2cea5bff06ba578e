"""What waits for what: dependencies whose both ends are in the plan."""

from __future__ import annotations

from functools import cached_property

from pilothouse.engine.plan import Link
from pilothouse.when.schedule.mapping.tables import Row, Source
from pilothouse.when.schedule.mapping.worktree import WorkTree, grouped


class Links:
    """Finds the links of tasks, groups and milestones."""

    def __init__(self, source: Source, tree: WorkTree) -> None:
        self.source, self.tree = source, tree

    @cached_property
    def milestones(self) -> dict[str, str | None]:
        """Milestones of an active project, or of a release with work in it, with the release they mark."""
        rows = self.source.live("schedule.milestone")
        found = {}
        for id in rows:
            release = rows[id]["release_id"]
            if id in self.tree.items and (self.tree.project_of[id] is not None or self.content(release)):
                found[id] = release
        return found

    @cached_property
    def nodes(self) -> set[str]:
        """Everything that may be waited for."""
        tree = self.tree
        return {*tree.planned, *tree.feature_tasks, *tree.feature_groups, *self.milestones}

    def of(self, id: str) -> tuple[Link, ...]:
        """What it waits for; a milestone without a link of its own waits for the content of its release."""
        rows = [row for row in self._by_after.get(id, []) if row["before_id"] in self.nodes]
        links = tuple(
            Link(row["before_id"], row["type"], float(row["lag_h"]), bool(row["elapsed"]))
            for row in sorted(rows, key=lambda row: (row["before_id"], row["type"]))
        )
        return links or tuple(Link(on) for on in self.content(self.milestones.get(id)))

    @cached_property
    def _by_after(self) -> dict[str, list[Row]]:
        return grouped(self.source.live("delivery.dependency"), "after_id")

    def content(self, release: str | None) -> tuple[str, ...]:
        """The features of a release, in order: those that name it themselves."""
        return self._contents.get(str(release), ()) if release else ()

    @cached_property
    def _contents(self) -> dict[str, tuple[str, ...]]:
        tree = self.tree
        found: dict[str, list[str]] = {}
        for id in sorted({*tree.feature_tasks, *tree.feature_groups}, key=tree.order):
            own = tree.all_features[id]["release_id"]
            if own == tree.release_of[id]:
                found.setdefault(own, []).append(id)
        return {release: tuple(ids) for release, ids in found.items()}
