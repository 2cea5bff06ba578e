"""What waits for what: dependencies whose both ends are in the plan."""

from __future__ import annotations

from pilothouse.engine.plan import Link
from pilothouse.when.schedule.mapping.tables import Source
from pilothouse.when.schedule.mapping.worktree import FEATURE, MILESTONE, WorkTree, kept

DEPENDENCY = "delivery.dependency"


class Links:
    """Finds the links of tasks, groups and milestones."""

    def __init__(self, source: Source, tree: WorkTree) -> None:
        self.source, self.tree = source, tree
        self.known: dict[str, dict[str, object]] = {}

    @kept
    def is_milestone(self, id: str) -> bool:
        """Whether it is a milestone of an active project, or of a release with work in it."""
        row = self.tree.row(MILESTONE, id)
        if row is None:
            return False
        return self.tree.project_of(id) is not None or bool(self.content(row["release_id"]))

    @kept
    def is_node(self, id: str) -> bool:
        """Whether it may be waited for."""
        return self.tree.is_leaf(id) or self.tree.is_group(id) or self.is_milestone(id)

    def of(self, id: str) -> tuple[Link, ...]:
        """What it waits for; a milestone without a link of its own waits for the content of its release."""
        rows = [row for _, row in self.source.those(DEPENDENCY, "after_id", id)]
        links = tuple(
            Link(row["before_id"], row["type"], float(row["lag_h"]), bool(row["elapsed"]))
            for row in sorted(rows, key=lambda row: (row["before_id"], row["type"]))
            if self.is_node(row["before_id"])
        )
        if links or not self.is_milestone(id):
            return links
        return tuple(Link(on) for on in self.content(self.source.tables[MILESTONE][id]["release_id"]))

    def waiting_for(self, id: str) -> set[str]:
        """What has a link on it."""
        return {row["after_id"] for _, row in self.source.those(DEPENDENCY, "before_id", id)}

    def content(self, release: str | None) -> tuple[str, ...]:
        """The features of a release, in order: those that name it themselves."""
        return self._content(release) if release else ()

    @kept
    def _content(self, release: str) -> tuple[str, ...]:
        tree = self.tree
        named = (id for id, _ in self.source.those(FEATURE, "release_id", release))
        planned = (id for id in named if tree.is_feature_task(id) or tree.is_feature_group(id))
        return tuple(sorted((id for id in planned if tree.release_of(id) == release), key=tree.order))
