"""The Plan page: work in its outline with dates, the load of people, targets, and what stands out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from uuid import UUID

from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.plan import Group, Milestone, Range, Task
from pilothouse.engine.scheduling.compile import remaining
from pilothouse.when.schedule.estimates import STILL, moved
from pilothouse.when.schedule.held_against import reasons
from pilothouse.when.schedule.moments import iso
from pilothouse.when.schedule.plan_figures import (
    baseline_of,
    by_target,
    hours,
    initials,
    peak,
    progress,
    state,
    weight,
)
from pilothouse.when.schedule.queries import Stored, head_of, rows_of, status, stored
from pilothouse.who.items.queries import heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer

Node = Task | Group | Milestone


@once
def plan_page(viewer: Viewer, project: str | None = None, compare: str | None = None) -> dict[str, Any]:
    """Everything the Plan page shows of one project, or of all work.

    ``rows`` in the order of the outline, each with its level, dates and baseline (``compare``: a baseline's
    id, by default the newest); ``load`` per person and week; ``targets``; ``facts``; ``status``."""
    page = _Page(viewer, project, compare)
    return {
        "rows": page.rows,
        "load": page.load,
        "targets": page.targets(),
        "facts": page.facts(),
        "baseline": page.baseline_row,
        "finish": page.whole(),
        "status": status(viewer, page.stored),
    }


class _Page:
    def __init__(self, viewer: Viewer, project: str | None, compare: str | None) -> None:
        self.viewer, self.project = viewer, project
        self.stored: Stored = stored(viewer)
        self.plan = rows_of(viewer).plan
        self.zone = self.plan.timezone
        self.heads = heads(viewer, map(UUID, self._items()))
        self.people = member_names(viewer)
        self.baseline = baseline_of(viewer, project, compare)
        self.days = WorkingDays(self.plan)
        self.moved = moved(viewer)

    def _items(self) -> Iterator[str]:
        """Ids of all items that the page may name."""
        for nodes in (self.plan.tasks, self.plan.groups, self.plan.milestones, self.plan.releases):
            yield from (node.id for node in nodes)

    @property
    def baseline_row(self) -> dict[str, Any] | None:
        if self.baseline is None:
            return None
        at = self.baseline.at.isoformat()
        return {
            "id": str(self.baseline.pk),
            "name": self.baseline.name,
            "number": self.baseline.number,
            "at": at,
        }

    # Rows

    @cached_property
    def children(self) -> dict[str | None, list[Node]]:
        """Tasks, groups and milestones by the group they lie in, in the order of the plan."""
        place = {task.id: index for index, task in enumerate(self.plan.tasks)}
        nodes: list[Node] = [*self.plan.tasks, *self.plan.groups]
        parent = {node.id: node.parent for node in nodes}
        first: dict[str, int] = {}
        for id, index in place.items():
            above: str | None = id
            while above is not None and first.get(above, len(place)) > index:
                first[above] = index
                above = parent[above]
        found: dict[str | None, list[Node]] = defaultdict(list)
        for node in sorted(nodes, key=lambda node: (first.get(node.id, len(place)), node.id)):
            found[node.parent].append(node)
        found[None] += by_target(self.plan.milestones)
        return found

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        top = [node for node in self.children[None] if self._mine(node)]
        return list(self._below(top, 1))

    def _below(self, nodes: list[Node], level: int) -> Iterator[dict[str, Any]]:
        for place, node in enumerate(nodes, 1):
            below = list(self._below(self.children.get(node.id, []), level + 1))
            row = self._group(node, below, level) if isinstance(node, Group) else self._leaf(node)
            yield {**row, "level": level, "posinset": place, "setsize": len(nodes), "parent": node.parent}
            yield from below

    def _mine(self, node: Node) -> bool:
        if self.project is None:
            return True
        if not isinstance(node, Group):
            return node.project == self.project
        return any(self._mine(child) for child in self.children.get(node.id, []))

    def _leaf(self, node: Node) -> dict[str, Any]:
        row = self._dated(node)
        if isinstance(node, Milestone):
            return row | {"kind": "milestone", "target": iso(node.target, self.zone), "state": "open"}
        assert isinstance(node, Task)
        left = remaining(node)
        scheduled = self.stored.result.get("schedule", {}).get(node.id, {})
        people = node.people or tuple(scheduled.get("people", ()))
        return row | {
            "kind": "task",
            "people": [self._person(id) for id in people],
            "assigned": bool(node.people),
            "effort": round(node.effort_hours.likely, 2),
            "remaining": hours(left),
            "state": state(node),
            "progress": progress(node, left),
            "float_hours": scheduled.get("total_float_hours"),
            "critical": bool(scheduled.get("critical")),
        }

    def _group(self, node: Group, below: list[dict[str, Any]], level: int) -> dict[str, Any]:
        leaves = [row for row in below if row["kind"] == "task"]
        left = [row["remaining"] for row in leaves]
        states = {row["state"] for row in leaves}
        people = {person["id"]: person for row in leaves for person in row["people"]}
        chances = [row["criticality"] for row in leaves if row["criticality"] is not None]
        total = sum(weight(row) for row in leaves)
        floats = [row["float_hours"] for row in leaves if row["float_hours"] is not None]
        return self._dated(node) | {
            "kind": "group",
            "people": list(people.values()),
            "assigned": all(row["assigned"] for row in leaves),
            "effort": round(sum(row["effort"] for row in leaves), 2),
            "remaining": {
                name: round(sum(r[name] for r in left), 2) for name in ("optimistic", "likely", "pessimistic")
            },
            "state": next(iter(states)) if len(states) == 1 else "started",
            "progress": round(sum(weight(r) * r["progress"] for r in leaves) / total, 4) if total else 0.0,
            "criticality": max(chances, default=None),
            "float_hours": min(floats, default=None),
            "critical": any(row["critical"] for row in leaves),
        }

    def _dated(self, node: Node) -> dict[str, Any]:
        key, title = head_of(self.heads, node.id)
        return {
            "id": node.id,
            "key": key,
            "title": title,
            "people": [],
            "assigned": True,
            "effort": 0.0,
            "remaining": hours(Range(0.0, 0.0, 0.0)),
            "progress": 0.0,
            "float_hours": None,
            "critical": False,
            "estimated": node.id in self.moved,
            **self.stored.dates(node.id, self.moved.get(node.id, STILL)),
            **self._against_baseline(node.id),
            "unscheduled": self._reasons.get(node.id, ""),
        }

    def _against_baseline(self, id: str) -> dict[str, Any]:
        """What the baseline said, and how many working days P85 lies later."""
        then = (self.baseline.dates if self.baseline else {}).get(id, {})
        now = self.stored.outlooks.get(id, {}).get("finish", {})
        return {
            "base_start": iso(then.get("start"), self.zone),
            "base_p50": iso(then.get("p50"), self.zone),
            "base_p85": iso(then.get("p85"), self.zone),
            "days_later": self.days.between(then.get("p85"), now.get("p85")),
        }

    @cached_property
    def _reasons(self) -> dict[str, str]:
        """Why things have no date, in words."""
        return reasons(self.viewer, self.stored.result, self.plan)

    def _person(self, id: str) -> dict[str, str]:
        name = self.people.get(UUID(id), "")
        return {"id": id, "name": name, "initials": initials(name)}

    # Below and beside

    @cached_property
    def load(self) -> list[dict[str, Any]]:
        """For each person the weeks with work in them: hours needed over hours available. Busiest first."""
        weeks: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for week in self.stored.result.get("load", ()):
            weeks[week["person"]].append(
                {k: week[k] for k in ("week", "needed_hours", "available_hours", "percent")}
            )
        rows = [{**self._person(id), "weeks": each, **peak(each)} for id, each in weeks.items()]
        return sorted(rows, key=lambda row: (-row["weeks_over"], -row["peak"], row["name"]))

    def targets(self) -> list[dict[str, Any]]:
        """Releases and milestones of the project with target, likely, safe to say and chance."""
        kinds = (("release", self.plan.releases), ("milestone", self.plan.milestones))
        return [
            {
                "kind": kind,
                "id": each.id,
                **dict(zip(("key", "title"), head_of(self.heads, each.id), strict=True)),
                "target": iso(each.target, self.zone),
                **self.stored.dates(each.id),
                **self._against_baseline(each.id),
            }
            for kind, things in kinds
            for each in things
            if self.project in (None, each.project)
        ]

    def whole(self) -> dict[str, Any]:
        """The project's dates; those of the whole plan without one."""
        if self.project:
            return {**self.stored.dates(self.project), **self._against_baseline(self.project)}
        finish = self.stored.result.get("finish", {})
        return {name: iso(finish.get(name), self.zone) for name in ("p50", "p85")}

    def facts(self) -> dict[str, Any]:
        """What stands out: which group most often sets the date, who is over 100 % and for how many weeks."""
        top = [row for row in self.rows if row["level"] == 1 and row["criticality"]]
        first = max(top, key=lambda row: row["criticality"], default=None)
        return {
            "sets_the_date": first and {k: first[k] for k in ("id", "key", "title", "criticality")},
            "over": [
                {k: row[k] for k in ("id", "name", "weeks_over", "peak")}
                for row in self.load
                if row["weeks_over"]
            ],
            "unscheduled": sum(1 for row in self.rows if row["unscheduled"] and row["kind"] != "group"),
        }
