"""Reading goals and measures as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from pilothouse.who.items.queries import heads, key_order
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.models import Goal, Measure, MeasureValue

Rows = list[dict[str, Any]]


def goals(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Goals by key with their owner, parent and measures."""
    return sorted(goal_rows(viewer).values(), key=lambda row: key_order(row["key"]))


def goal_rows(viewer: Viewer, ids: Iterable[UUID | None] | None = None) -> dict[UUID, dict[str, Any]]:
    """Those goals, or all, that the viewer may see, by id."""
    rows = Goal.objects.seen_by(viewer)
    if ids is not None:
        rows = rows.filter(pk__in={id for id in ids if id})
    found = list(rows.values("item_id", "parent_id", "owner_id", "period", "outcome"))
    titles = heads(viewer, [id for row in found for id in (row["item_id"], row["parent_id"])])
    names = member_names(viewer, [row["owner_id"] for row in found])
    by_goal = measure_rows(viewer, [row["item_id"] for row in found])
    return {
        row["item_id"]: titles[row["item_id"]].row()
        | {
            "parent": str(row["parent_id"]) if row["parent_id"] in titles else "",
            "parent_title": titles[row["parent_id"]].title if row["parent_id"] in titles else "",
            "owner": str(row["owner_id"] or ""),
            "owner_name": names.get(row["owner_id"], ""),
            "period": row["period"],
            "outcome": row["outcome"],
            "measures": by_goal.get(row["item_id"], []),
        }
        for row in found
        if row["item_id"] in titles
    }


def goals_upwards(viewer: Viewer, goal: UUID) -> Rows:
    """A goal and those it serves in turn, nearest first, as far as the viewer may see."""
    serves = dict(Goal.objects.seen_by(viewer).values_list("pk", "parent_id"))
    line: list[UUID] = []
    at: UUID | None = goal
    while at and at in serves and at not in line:
        line.append(at)
        at = serves[at]
    found = goal_rows(viewer, line)
    return [found[id] for id in line if id in found]


def measure_rows(viewer: Viewer, goal_ids: Iterable[UUID]) -> dict[UUID, Rows]:
    """Measures of goals, each with its latest value and how far from start to target that is."""
    rows = Measure.objects.seen_by(viewer).filter(goal__in=list(goal_ids)).order_by("name", "id")
    found: dict[UUID, Rows] = defaultdict(list)
    for row, told in _measured(viewer, rows):
        found[row.goal_id].append(told)
    return found


def measures_by_id(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those measures, each with its latest value."""
    rows = Measure.objects.seen_by(viewer).filter(pk__in=list(ids))
    return {row.pk: told for row, told in _measured(viewer, rows)}


def _measured(viewer: Viewer, measures: Iterable[Measure]) -> Iterator[tuple[Measure, dict[str, Any]]]:
    rows = list(measures)
    latest = _latest(viewer, [row.pk for row in rows])
    for row in rows:
        on, value = latest.get(row.pk, (None, row.start))
        yield (
            row,
            {
                "id": str(row.pk),
                "key": "",
                "title": row.name,
                "measured_in": row.measured_in,
                "start": row.start,
                "target": row.target,
                "value": value,
                "on": on and on.isoformat(),
                "reached": reached(row.start, row.target, value),
            },
        )


def measures(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """All measures with the goal they belong to; ``goal`` narrows them to one."""
    titles = heads(viewer, kind=Goal.kind)
    wanted = [id for id in titles if filters.get("goal", str(id)) == str(id)]
    by_goal = measure_rows(viewer, wanted)
    return [
        row | {"goal": str(goal), "goal_title": titles[goal].title}
        for goal in wanted
        for row in by_goal.get(goal, [])
    ]


def measure_history(viewer: Viewer, measure: UUID) -> Rows:
    """What a measure was on which day, oldest first."""
    rows = (
        MeasureValue.objects.seen_by(viewer).filter(measure=measure).order_by("on").values_list("on", "value")
    )
    return [{"on": on.isoformat(), "value": value} for on, value in rows]


def reached(start: float, target: float, value: float) -> float:
    """The share of the way from start to target, below 0 when it went the other way."""
    return (value - start) / (target - start) if target != start else float(value == target)


def _latest(viewer: Viewer, ids: list[UUID]) -> dict[UUID, tuple[Any, float]]:
    rows = MeasureValue.objects.seen_by(viewer).filter(measure__in=ids).order_by("on")
    return {measure: (on, value) for measure, on, value in rows.values_list("measure_id", "on", "value")}
