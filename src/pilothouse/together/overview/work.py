"""Somebody's next pieces of work, and features that are not ready although their work begins soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pilothouse.how.delivery.boards.cards import blocked
from pilothouse.how.delivery.checklists.queries import ticked
from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.how.delivery.queries import assignees
from pilothouse.what.backlog.models import Feature, Score
from pilothouse.when.schedule.queries import stored
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.rows import Viewer

NEXT = 3
SOON = timedelta(days=7)
LONG = timedelta(days=2)
"""What is blocked for longer is told to those who lead the work."""
Row = dict[str, Any]


def next_work(viewer: Viewer, most: int = NEXT) -> list[Row]:
    """What the viewer is on or will be given first: what they began, then by computed start."""
    found = stored(viewer)
    given = {
        UUID(task)
        for task, plan in found.result.get("schedule", {}).items()
        if str(viewer.member) in plan.get("people", ())
    }
    own = Assignment.objects.seen_by(viewer).filter(member=viewer.member).values_list("task_id", flat=True)
    mine = Task.objects.seen_by(viewer).filter(finished=None, children=None)
    assigned = list(mine.filter(pk__in=own).values("pk", "started", "feature_id", "effort", "remaining"))
    known = {row["pk"] for row in assigned}
    free = mine.filter(pk__in=_soonest(viewer, given - known), assignments=None)
    rows = assigned + list(free.values("pk", "started", "feature_id", "effort", "remaining"))
    for row in rows:
        row["dates"] = found.dates(str(row["pk"]))
    rows.sort(key=lambda row: (row["started"] is None, row["dates"]["start"] or "9", str(row["pk"])))
    return _told(viewer, rows[:most], known)


def _soonest(viewer: Viewer, ids: set[UUID]) -> list[UUID]:
    """Enough of what the schedule gives somebody to choose the next pieces from."""
    start = stored(viewer).dates
    return sorted(ids, key=lambda id: start(str(id))["start"] or "9")[: NEXT * 10]


def _told(viewer: Viewer, rows: list[Row], assigned: set[UUID]) -> list[Row]:
    titles = heads(viewer, [id for row in rows for id in (row["pk"], row["feature_id"])])
    lists = ticked(viewer, [row["pk"] for row in rows])
    return [
        {
            "key": titles[row["pk"]].key,
            "title": titles[row["pk"]].title,
            "ticked": lists.get(row["pk"]),
            "feature": titles[row["feature_id"]].title if row["feature_id"] in titles else "",
            "left": row["remaining"] or row["effort"],
            "started": row["started"],
            "assigned": row["pk"] in assigned,
            "start": _day(row["dates"]["start"]),
            "likely": _day(row["dates"]["p50"]),
        }
        for row in rows
        if row["pk"] in titles
    ]


def stuck(viewer: Viewer, most: int = 6) -> list[Row]:
    """Tasks that have been blocked for two days or more, the longest first, with who is on them."""
    now = clock.now()
    rows = Task.objects.seen_by(viewer).filter(finished=None, blocked_since__lte=now - LONG)
    names = ("pk", "blocked_since", "blocked_why", "unblocker_id")
    found = list(rows.order_by("blocked_since", "pk").values(*names)[:most])
    titles = heads(viewer, [row["pk"] for row in found])
    people = assignees(viewer, [row["pk"] for row in found])
    return [
        {
            "key": titles[row["pk"]].key,
            "title": titles[row["pk"]].title,
            "people": [person["title"] for person in people.get(row["pk"], ())],
            **(blocked(viewer, row, now) or {}),
        }
        for row in found
        if row["pk"] in titles
    ]


def unready(viewer: Viewer, most: int = 5) -> list[Row]:
    """Features whose work begins within a week and that lack a problem, an outcome, effort or a score."""
    found = stored(viewer)
    until = (clock.now() + SOON).isoformat()
    soon = [
        UUID(each["id"])
        for part in ("groups", "tasks")
        for each in found.result.get(part, ())
        if (start := found.dates(each["id"])["start"])
        and datetime.fromisoformat(start) <= datetime.fromisoformat(until)
    ]
    rows = Feature.objects.seen_by(viewer).filter(pk__in=soon[:500]).exclude(state="done")
    told = list(rows.values("pk", "problem", "outcome", "effort"))
    scored = set(
        Score.objects.seen_by(viewer)
        .filter(feature__in=[r["pk"] for r in told])
        .values_list("feature_id", flat=True)
    )
    titles = heads(viewer, [row["pk"] for row in told])
    lines = [
        {
            "key": titles[row["pk"]].key,
            "title": titles[row["pk"]].title,
            "start": _day(found.dates(str(row["pk"]))["start"]),
            "lacks": [word for word, there in _checked(row, scored) if not there],
        }
        for row in told
        if row["pk"] in titles
    ]
    return sorted((line for line in lines if line["lacks"]), key=lambda line: str(line["start"]))[:most]


def _checked(row: Row, scored: set[UUID]) -> list[tuple[str, bool]]:
    return [
        ("problem", bool(row["problem"])),
        ("outcome", bool(row["outcome"])),
        ("score", row["pk"] in scored),
    ]


def _day(text: str | None) -> Any:
    return datetime.fromisoformat(text).date() if text else None
