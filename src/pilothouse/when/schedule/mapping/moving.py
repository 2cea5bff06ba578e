"""What differences of rows reach in a plan, and the plan's parts with only that made anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pilothouse.commands import Difference
from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.mapping.links import DEPENDENCY
from pilothouse.when.schedule.mapping.work import GOAL, RISK, Work
from pilothouse.when.schedule.mapping.worktree import FEATURE, ITEM, MILESTONE, RELEASE, TASK

RISK_TASK = "risks.risktask"
WORK = frozenset({ITEM, FEATURE, TASK, MILESTONE, RISK, RISK_TASK, DEPENDENCY})
OF_TASKS = frozenset({"delivery.assignment", "delivery.pooluse", "delivery.worklog"})
MEANS = frozenset(
    {"people.calendar", "people.calendarday", "people.memberskill", "people.allocation"}
    | {"people.timeoff", "people.rate"}
)
"""Rows of who and what the work is done with that no task is made from."""
SHAPE: Mapping[str, frozenset[str]] = {
    ITEM: frozenset({"unit_id", "prefix", "number", "deleted_at"}),
    TASK: frozenset({"feature_id", "parent_id", "position", "expedite", "deleted_at"}),
    FEATURE: frozenset({"parent_id", "rank", "release_id", "goal_id", "state", "effort", "deleted_at"}),
}
"""Columns by which tasks and features reach beyond themselves: what lies in what, and in which order."""


class Moving:
    """Differences between the work before and after."""

    def __init__(self, before: Work, after: Work, differences: Sequence[Difference]) -> None:
        self.sides = (before, after)
        self.differences = differences

    @cached_property
    def reaches_everything(self) -> bool:
        """Whether the plan must be made anew: units, projects, members and the like changed."""
        return any(not self._is_local(difference) for difference in self.differences)

    def reaches_means(self, plan: Plan) -> bool:
        """Whether people and calendars must be read anew: who is in the plan depends on who has work, too."""
        known = {person.id for person in plan.people}
        rows = self._rows("delivery.assignment")
        return bool(
            any(difference.model in MEANS for difference in self.differences)
            or any(row["member_id"] not in known or not self._is_planned(row["member_id"]) for row in rows)
            or any(self._loses_people(id) for id in self.reached)
        )

    def parts(self, plan: Plan) -> dict[str, Any]:
        """Tasks, groups, milestones, releases, goals and risks of the plan after."""
        one, two = self.sides
        reached = sorted(self.reached)
        risks = self._named(RISK_TASK, "risk_id", reached) | self._touched(RISK)
        goals = self._named(FEATURE, GOAL, reached)
        return {
            "tasks": _put(plan.tasks, one.task, two.task, reached, one.tree.order, two.tree.order),
            "groups": _put(plan.groups, one.group, two.group, reached),
            "milestones": _put(plan.milestones, one.milestone, two.milestone, reached),
            "releases": _put(plan.releases, one.release, two.release, self._releases(reached)),
            "goals": _put(plan.goals, one.goal, two.goal, goals),
            "risks": _put(plan.risks, one.risk, two.risk, risks),
        }

    @cached_property
    def reached(self) -> set[str]:
        """Ids of tasks, features and milestones that may differ."""
        shaped, plain = set[str](), set[str]()
        for difference in self.differences:
            (shaped if self._is_shaped(difference) else plain).update(self._ids_of(difference))
        found = {id for side in self.sides for id in _around(side, shaped)} | shaped | plain
        found |= {id for side in self.sides for on in self._releases(found) for id in _marks(side, on)}
        waiting = {id for side in self.sides for each in found for id in self._waiting(side, each)}
        return found | waiting

    def _releases(self, ids: Iterable[str]) -> set[str]:
        """Releases that differ, or whose content may."""
        return self._named(FEATURE, "release_id", ids) | self._touched(RELEASE)

    def _waiting(self, side: Work, id: str) -> Iterable[str]:
        """What waits for one that is in the plan on one side alone."""
        one, two = (each.links.is_node(id) for each in self.sides)
        return side.links.waiting_for(id) if one != two else ()

    def _is_local(self, difference: Difference) -> bool:
        if difference.model == RELEASE:
            both = difference.before is not None and difference.after is not None
            return both and not difference.columns & {"delivered_by_id", "deleted_at"}
        return (
            difference.model in WORK | OF_TASKS | MEANS or difference.model not in self.sides[0].source.tables
        )

    def _is_shaped(self, difference: Difference) -> bool:
        if difference.before is None or difference.after is None:
            return difference.model in SHAPE
        return bool(difference.columns & SHAPE.get(difference.model, frozenset()))

    def _ids_of(self, difference: Difference) -> set[str]:
        """Tasks, features and milestones that a difference is about."""
        model, id = difference.model, difference.id
        if model in (ITEM, TASK, FEATURE, MILESTONE):
            return {id}
        column = "after_id" if model == DEPENDENCY else "task_id" if model in OF_TASKS else None
        rows = (side.source.tables.get(model, {}).get(id) for side in self.sides)
        return {row[column] for row in rows if row is not None and column is not None}

    def _rows(self, model: str) -> list[Mapping[str, Any]]:
        """Rows of the model that differ, as on each side that has them."""
        ids = {difference.id for difference in self.differences if difference.model == model}
        tables = [side.source.tables.get(model, {}) for side in self.sides]
        return [table[id] for table in tables for id in ids if id in table]

    def _touched(self, model: str) -> set[str]:
        found = {difference.id for difference in self.differences if difference.model in (model, ITEM)}
        if model == RISK:
            found |= {row["risk_id"] for row in self._rows(RISK_TASK)}
        return {id for id in found if any(id in side.source.tables.get(model, {}) for side in self.sides)}

    def _named(self, label: str, column: str, ids: Iterable[str]) -> set[str]:
        """What rows of those ids, or of those tasks, name in a column, on either side."""
        found: set[str | None] = set()
        for side in self.sides:
            for id in ids:
                if label == FEATURE:
                    found.add((side.source.tables.get(label, {}).get(id) or {}).get(column))
                else:
                    found.update(row[column] for _, row in side.source.those(label, "task_id", id))
        return {id for id in found if id}

    def _is_planned(self, member: str) -> bool:
        row = self.sides[1].source.row("people.member", member)
        return row is not None and bool(row["plannable"]) and row["kind"] != "guest"

    def _loses_people(self, id: str) -> bool:
        """Whether a task with people who are in the plan by their work alone came or went."""
        one, two = (side.task(id) for side in self.sides)
        people = {person for task in (one, two) if task is not None for person in task.people}
        return (one is None) != (two is None) and not all(map(self._is_planned, people))


def _around(side: Work, ids: Iterable[str]) -> set[str]:
    """Every task and feature that hangs together with those by lying in one another."""
    found: set[str] = set()
    todo = list(ids)
    while todo:
        near = [each for each in _near(side, todo.pop()) if each not in found]
        found.update(near)
        todo += near
    return found


def _near(side: Work, id: str) -> Iterator[str]:
    """What a task or feature lies in, and what lies directly in it."""
    row = side.tree.task(id) or side.tree.feature(id)
    if row is not None:
        yield from (str(row[column]) for column in ("parent_id", "feature_id") if row.get(column))
    for label, column in ((TASK, "parent_id"), (TASK, "feature_id"), (FEATURE, "parent_id")):
        yield from (each for each, _ in side.source.those(label, column, id))


def _marks(side: Work, release: str) -> Iterable[str]:
    return (id for id, _ in side.source.those(MILESTONE, "release_id", release))


def _put(
    items: tuple[Any, ...],
    before: Callable[[str], Any],
    after: Callable[[str], Any],
    ids: Iterable[str],
    old: Callable[[str], Any] = str,
    new: Callable[[str], Any] = str,
) -> tuple[Any, ...]:
    """Items in order with those of the ids made anew; who did not change stays the same value."""
    found, fresh = list(items), []
    for id in ids:
        value = after(id)
        if before(id) is not None:
            at = bisect_left(found, old(id), key=lambda each: old(each.id))
            if value is not None and found[at] == value and old(id) == new(id):
                continue
            del found[at]
        if value is not None:
            fresh.append(value)
    for value in fresh:
        found.insert(bisect_left(found, new(value.id), key=lambda each: new(each.id)), value)
    return tuple(found)
