"""What cannot be forecast, and because of which work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pilothouse.engine.plan import Group, Milestone, Plan, Task
from pilothouse.engine.scheduling.spans import contents
from pilothouse.when.schedule.held_against import reasons
from pilothouse.when.schedule.queries import Stored, head_of
from pilothouse.who.items.queries import heads
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
MOST = 5
"""So many causes are told of each; the Plan lists them all."""


def undated(viewer: Viewer, found: Stored, plan: Plan, things: Iterable[Row]) -> list[Row]:
    """Those of the things that have no date: ``because`` the work in them that cannot be scheduled, each with
    its reason, and ``more`` counts what is left out. Without any such work, nothing lies in them."""
    without = [thing for thing in things if not thing["likely"]]
    if not without:
        return []
    why, known, inside = reasons(viewer, found.result, plan), heads(viewer), _inside(plan)
    rows = []
    for thing in without:
        causes = [id for id in dict.fromkeys(inside(thing["id"])) if id in why]
        told = [_cause(known, id, why[id]) for id in causes[:MOST]]
        rows.append(thing | {"because": told, "more": len(causes) - len(told)})
    return rows


def _cause(known: Mapping[Any, Any], id: str, reason: str) -> Row:
    key, title = head_of(known, id)
    return {"key": key, "title": title, "reason": reason}


def _inside(plan: Plan) -> Any:
    """A function from a thing to the tasks and milestones it is made of, itself among them if it is one."""
    groups = {group.id for group in plan.groups}
    below: dict[str, list[str]] = {}
    parts: list[Group | Task | Milestone] = [*plan.groups, *plan.tasks, *plan.milestones]
    for part in parts:
        if part.parent:
            below.setdefault(part.parent, []).append(part.id)
    made_of = contents(plan)

    def walk(id: str) -> Iterator[str]:
        if id in made_of or id in groups:
            for inner in (*made_of.get(id, ()), *below.get(id, ())):
                yield from walk(inner)
        else:
            yield id

    return walk
