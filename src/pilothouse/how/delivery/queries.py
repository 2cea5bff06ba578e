"""Reading tasks, what they wait for and the hours worked, as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from pilothouse.how.delivery.models import Assignment, Dependency, PoolUse, Task
from pilothouse.who.items.queries import FEW, heads
from pilothouse.who.people.queries import member_names, pools, skill_names
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
PLAIN = (
    "effort",
    "remaining",
    "duration_h",
    "people_needed",
    "level",
    "expedite",
    "state",
    "position",
    "blocked_why",
)
MOMENTS = ("not_before", "must_finish_by", "started", "finished", "blocked_since")


def tasks(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Tasks in their order; ``feature``, ``state``, ``member`` (who does it) and ``unit`` narrow them."""
    rows = Task.objects.seen_by(viewer)
    for name in ("feature", "state", "parent"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    if filters.get("member"):
        mine = Assignment.objects.seen_by(viewer).filter(member=filters["member"])
        rows = rows.filter(pk__in=mine.values_list("task_id", flat=True))
    found = _told(viewer, rows.order_by("position", "pk"))
    return [row for row in found if filters.get("unit", row["unit"]) == row["unit"]]


def task_rows(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those tasks that the viewer may see, by id."""
    return {
        UUID(row["id"]): row for row in _told(viewer, Task.objects.seen_by(viewer).filter(pk__in=list(ids)))
    }


def assignees(viewer: Viewer, tasks: Iterable[UUID]) -> dict[UUID, Rows]:
    """Who is on each of these tasks, by name."""
    wanted, on = list(tasks), Assignment.objects.seen_by(viewer)
    if len(wanted) <= FEW:
        on = on.filter(task__in=wanted)
    names = member_names(viewer)
    found: dict[UUID, Rows] = defaultdict(list)
    for task, member in on.values_list("task_id", "member_id"):
        if member in names:
            found[task].append({"id": str(member), "title": names[member]})
    for rows in found.values():
        rows.sort(key=lambda row: row["title"])
    return found


def links(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """What waits for what, both sides by title; ``item`` narrows them to one side or the other."""
    rows = Dependency.objects.seen_by(viewer)
    return _linked(viewer, _at(rows, [filters["item"]]) if filters.get("item") else rows)


def links_at(viewer: Viewer, items: Iterable[str]) -> Rows:
    """Links with any of these items at one end or at both."""
    return _linked(viewer, _at(Dependency.objects.seen_by(viewer), list(items)))


def links_across(viewer: Viewer) -> Rows:
    """Links of which the two ends belong to different units."""
    return _linked(viewer, Dependency.objects.seen_by(viewer).exclude(before__unit=F("after__unit")))


def _at(rows: Any, items: list[str]) -> Any:
    return rows.filter(Q(before__in=items) | Q(after__in=items))


def _linked(viewer: Viewer, found: Any) -> Rows:
    rows = list(found.order_by("pk"))
    titles = heads(viewer, [id for row in rows for id in (row.before_id, row.after_id)])
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{titles[row.after_id].title} waits for {titles[row.before_id].title} ({row.type})",
            "before": titles[row.before_id].row(),
            "after": titles[row.after_id].row(),
            "type": row.type,
            "lag_h": row.lag_h,
            "elapsed": row.elapsed,
        }
        for row in rows
        if row.before_id in titles and row.after_id in titles
    ]


def uses(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """How many of which shared resource a ``task`` holds."""
    names = {row["id"]: row["title"] for row in pools(viewer, {})}
    rows = PoolUse.objects.seen_by(viewer).filter(
        **({"task": filters["task"]} if filters.get("task") else {})
    )
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": names[str(row.pool_id)],
            "task": str(row.task_id),
            "units": row.units,
        }
        for row in rows
        if str(row.pool_id) in names
    ]


def _told(viewer: Viewer, rows: Any) -> Rows:
    found = list(
        rows.values("item_id", "feature_id", "parent_id", "skill_id", "unblocker_id", *PLAIN, *MOMENTS)
    )
    titles = heads(viewer, [row[n] for row in found for n in ("item_id", "feature_id", "parent_id")])
    skills, people = skill_names(viewer), assignees(viewer, (row["item_id"] for row in found))
    told, names = [], member_names(viewer)
    for row in found:
        if row["item_id"] not in titles:
            continue
        line = titles[row["item_id"]].row() | {name: row[name] for name in PLAIN}
        line |= {name: row[name] and row[name].isoformat() for name in MOMENTS}
        for name in ("feature", "parent"):
            head = titles.get(row[f"{name}_id"])
            line |= {name: str(head.id) if head else "", f"{name}_title": head.title if head else ""}
        line |= {"skill": str(row["skill_id"] or ""), "skill_name": skills.get(row["skill_id"], "")}
        helper = row["unblocker_id"]
        line |= {"unblocker": str(helper or ""), "unblocker_name": names.get(helper, "") if helper else ""}
        told.append(line | {"people": people.get(row["item_id"], [])})
    return told
