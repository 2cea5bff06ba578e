"""A plan document as an import: nothing is lost, and every id is its own identity."""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.document import PlanErrors, read_plan
from pilothouse.engine.plan import Calendar, Group, Milestone, Person, Plan, Pool, Task
from pilothouse.engine.precedence import linked
from pilothouse.interchange.values import Fault, Imported, ReadErrors
from pilothouse.interchange.xml_stream import chunks

MAX_BYTES = 64 << 20
Named = Task | Group | Milestone | Person | Pool | Calendar


def read_plan_document(data: bytes) -> Imported:
    """The plan in a plan document, plain or gzip. Raises ``ReadErrors`` with every fault and its path."""
    try:
        plan = read_plan(b"".join(chunks(data, MAX_BYTES)))
    except PlanErrors as errors:
        faults = (Fault(0, error.path or "document", error.message) for error in errors.errors)
        raise ReadErrors(tuple(faults)) from errors
    parts: tuple[tuple[Named, ...], ...] = (linked(plan), plan.people, plan.pools, plan.calendars)
    return Imported(
        plan=plan,
        source="Plan document",
        identities={each.id: each.id for part in parts for each in part},
        outline=outline_order(plan),
        counts=_counts(plan),
    )


def outline_order(plan: Plan) -> tuple[str, ...]:
    """Ids of groups, tasks and milestones as one outline: each group before what is in it, tasks in document
    order, a milestone after what it waits for, if the groups allow it."""
    parents = {row.id: row.parent for row in linked(plan)}
    places = _places(plan, parents)
    inside: dict[str | None, list[str]] = {}
    for id in sorted(parents, key=lambda id: places[id]):
        inside.setdefault(parents[id], []).append(id)
    order: list[str] = []
    waiting = list(reversed(inside.get(None, [])))
    while waiting:
        order.append(waiting.pop())
        waiting.extend(reversed(inside.get(order[-1], [])))
    return tuple(order)


def _places(plan: Plan, parents: dict[str, str | None]) -> dict[str, tuple[int, int]]:
    """Where in the order of tasks a row belongs: a group with its first task, a milestone after its last."""
    first: dict[str, int] = {group.id: len(plan.tasks) for group in plan.groups}
    last: dict[str, int] = {}
    for place, task in enumerate(plan.tasks):
        first[task.id] = last[task.id] = place
        for group in ancestors(task.parent, parents):
            first[group] = min(first[group], place)
            last[group] = place
    places = {id: (place, 0) for id, place in first.items()}
    latest = -1
    for milestone in plan.milestones:
        waits_for = (last.get(link.on, -1) for link in milestone.depends_on)
        latest = last[milestone.id] = max(latest, *waits_for, -1)
        places[milestone.id] = (latest, 1)
        for group in ancestors(milestone.parent, parents):
            places[group] = min(places[group], (latest, 1))
    return places


def ancestors(parent: str | None, parents: dict[str, str | None]) -> Iterator[str]:
    """The groups around something, from the inside out."""
    while parent is not None:
        yield parent
        parent = parents[parent]


def _counts(plan: Plan) -> dict[str, int]:
    parts = ("tasks", "groups", "milestones", "people", "pools", "calendars", "releases", "goals", "risks")
    counts = {part: len(getattr(plan, part)) for part in parts}
    return counts | {
        "links": sum(len(row.depends_on) for row in linked(plan)),
        "assignments": sum(len(task.people) for task in plan.tasks),
    }
