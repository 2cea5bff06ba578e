"""Reading recurring work, as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pilothouse.how.delivery.models import Occurrence, Recurrence, RecurringPerson
from pilothouse.how.delivery.recurring.rules import days, in_words
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import member_names, unit_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, number

Row = dict[str, Any]


def recurrences(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Recurring work by title, that which was stopped last."""
    rows = Recurrence.objects.seen_by(viewer).order_by("title", "pk")
    units, people = unit_names(viewer), _people(viewer)
    found = [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.title,
            "unit": str(row.unit_id),
            "unit_name": units.get(row.unit_id, ""),
            "rule": row.rule,
            "again": in_words(row.rule),
            "first": row.first.isoformat(),
            "horizon_days": row.horizon_days,
            "effort": row.effort,
            "people": people.get(row.pk, []),
            "stopped_on": row.stopped_on and row.stopped_on.isoformat(),
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: row["stopped_on"] is not None)


def occurrences(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """The days that were made or skipped; ``recurrence`` narrows them."""
    rows = Occurrence.objects.seen_by(viewer).select_related("recurrence").order_by("on", "pk")
    if filters.get("recurrence"):
        rows = rows.filter(recurrence=filters["recurrence"])
    found = list(rows)
    known = heads(viewer, [row.task_id for row in found])
    return [
        {
            "id": str(row.pk),
            "key": known[row.task_id].key if row.task_id in known else "",
            "title": f"{row.recurrence.title} on {row.on.isoformat()}",
            "recurrence": str(row.recurrence_id),
            "on": row.on.isoformat(),
            "skipped": row.skipped,
        }
        for row in found
    ]


def recurring_page(viewer: Viewer) -> list[Row]:
    """Recurring work with the times that come next: made, skipped, or still to be made."""
    today = clock.today(workspace_of(viewer).timezone)
    rows = recurrences(viewer, {})
    made: dict[str, dict[str, Row]] = {}
    for row in occurrences(viewer, {}):
        made.setdefault(row["recurrence"], {})[row["on"]] = row
    for row in rows:
        known = made.get(row["id"], {})
        first, until = date.fromisoformat(row["first"]), today + timedelta(days=400)
        coming = [] if row["stopped_on"] else days(row["rule"], first, today, until)[:5]
        row["next"] = [{**known.get(day.isoformat(), {}), "on": day} for day in coming]
        row["made"] = sum(not each["skipped"] for each in known.values())
    return rows


def comes_back(viewer: Viewer, task: UUID) -> Row | None:
    """By which recurring work a task was made."""
    row = Occurrence.objects.seen_by(viewer).filter(task=task).select_related("recurrence").first()
    if row is None:
        return None
    return {
        "id": str(row.recurrence_id),
        "title": row.recurrence.title,
        "again": in_words(row.recurrence.rule),
    }


def _people(viewer: Viewer) -> dict[UUID, list[str]]:
    names = member_names(viewer)
    found: dict[UUID, list[str]] = {}
    rows = RecurringPerson.objects.seen_by(viewer).order_by("member__name")
    for recurrence, member in rows.values_list("recurrence_id", "member_id"):
        if member in names:
            found.setdefault(recurrence, []).append(names[member])
    return found


def headline(rows: list[Row]) -> str:
    """What comes back next, in a sentence."""
    going = [row for row in rows if row["next"]]
    if not going:
        return "No work comes back by itself" if not rows else "All recurring work has been stopped"
    first = min(going, key=lambda row: row["next"][0]["on"])
    day = first["next"][0]["on"]
    if len(going) == 1:
        return f"{first['title']}: {first['again']}, next on {day.day} {day:%B}"
    kinds = f"{capital(number(len(going)))} kinds of work come back"
    return f"{kinds}, next {first['title']} on {day.day} {day:%B}"
