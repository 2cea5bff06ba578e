"""Decisions that wait for somebody: which hold people up, and which come first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.when.schedule.queries import stored
from pilothouse.who import clock
from pilothouse.who.decisions.queries import ProposalRow, proposals
from pilothouse.who.rows import Viewer

SOON = timedelta(days=1)
"""Work that is under way or starts within a day is held up by a decision about it."""


@dataclass(frozen=True)
class Waiting:
    """A decision with the people whose work it holds up."""

    row: ProposalRow
    people: int


def waiting(viewer: Viewer) -> list[Waiting]:
    """Those holding people up first, then by the day they are due, then the oldest."""
    rows = [row for row in proposals(viewer, state="open") if row.waits]
    held = held_up(viewer, rows)
    found = [Waiting(row, held.get(row.key, 0)) for row in rows]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: (-one.people, one.row.decide_by or never, one.row.made_at))


def held_up(viewer: Viewer, rows: Iterable[ProposalRow]) -> dict[str, int]:
    """By key of a proposal, how many people do, or are about to do, work that it would change."""
    asked = {row.key: {UUID(id) for id in row.subjects} for row in rows}
    ids = set().union(*asked.values()) if asked else set()
    if not ids:
        return {}
    work = Task.objects.seen_by(viewer).filter(Q(pk__in=ids) | Q(feature__in=ids), finished=None)
    tasks = [
        row for row in work.values("pk", "feature_id", "started") if _now(viewer, row["pk"], row["started"])
    ]
    people: dict[UUID, set[UUID]] = defaultdict(set)
    on = Assignment.objects.seen_by(viewer).filter(task__in=[row["pk"] for row in tasks])
    for task, member in on.values_list("task_id", "member_id"):
        people[task].add(member)
    return {
        key: len({m for row in tasks if {row["pk"], row["feature_id"]} & wanted for m in people[row["pk"]]})
        for key, wanted in asked.items()
    }


def _now(viewer: Viewer, task: UUID, started: datetime | None) -> bool:
    start = stored(viewer).dates(str(task))["start"]
    return bool(started or (start and datetime.fromisoformat(start) <= clock.now() + SOON))
