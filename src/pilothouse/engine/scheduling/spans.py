"""First start and last finish of what tasks belong to: releases, goals, projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ..plan import Milestone, Plan, Task
from .result import Span
from .timelines import NEVER


def contents(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The tasks, groups and milestones each release, goal and project is made of, by its id."""
    inside: dict[str, tuple[str, ...]] = {release.id: release.tasks for release in plan.releases}
    for goal in plan.goals:
        inside[goal.id] = (*goal.tasks, *(id for release in goal.releases for id in inside.get(release, ())))
    members: dict[str, list[str]] = {project.id: [] for project in plan.projects}
    items: tuple[Task | Milestone, ...] = (*plan.tasks, *plan.milestones)
    for item in items:
        if item.project in members:
            members[item.project].append(item.id)
    return {**inside, **{id: tuple(ids) for id, ids in members.items()}}


class Spans:
    """Reads spans out of the node arrays of one pass; what is not wholly scheduled has none."""

    def __init__(self, plan: Plan, index: dict[str, int], start: np.ndarray, finish: np.ndarray) -> None:
        self.plan, self.index, self.start, self.finish = plan, index, start, finish
        self.contents = contents(plan)

    def of_ids(self, ids: Iterable[str]) -> tuple[Span, ...]:
        """The spans of tasks, groups or milestones."""
        return tuple(span for id in ids if (span := self._over(id, (id,))))

    def releases(self) -> tuple[Span, ...]:
        return self._made_of(release.id for release in self.plan.releases)

    def goals(self) -> tuple[Span, ...]:
        return self._made_of(goal.id for goal in self.plan.goals)

    def projects(self) -> tuple[Span, ...]:
        return self._made_of(project.id for project in self.plan.projects)

    def all(self) -> Iterator[Span]:
        """Milestones, releases, goals and projects."""
        yield from self.of_ids(item.id for item in self.plan.milestones)
        yield from (*self.releases(), *self.goals(), *self.projects())

    def _made_of(self, ids: Iterable[str]) -> tuple[Span, ...]:
        return tuple(span for id in ids if (span := self._over(id, self.contents[id])))

    def _over(self, id: str, inside: Iterable[str]) -> Span | None:
        nodes = [self.index[name] for name in inside]
        if not nodes:
            return None
        start, finish = int(min(self.start[nodes])), int(max(self.finish[nodes]))
        return Span(id, start, finish) if start < NEVER and finish < NEVER else None
