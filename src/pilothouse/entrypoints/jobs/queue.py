"""What waits to be computed: the state of the database alone is the queue."""

from __future__ import annotations

from django.db.models import Max

from pilothouse.when.schedule.recompute import needed
from pilothouse.who import clock
from pilothouse.who.decisions.models import Entry
from pilothouse.who.people.models import Workspace


def oldest_waiting() -> tuple[str, float]:
    """The workspace whose dates are longest out of date, and since how many seconds; "" when none is."""
    waiting = [
        (_seconds(workspace), workspace.slug) for workspace in Workspace.objects.all() if _waits(workspace)
    ]
    seconds, slug = max(waiting, default=(0.0, ""))
    return slug, seconds


def _waits(workspace: Workspace) -> bool:
    return needed(workspace.pk) is not None


def _seconds(workspace: Workspace) -> float:
    """At most since the last change; a new day waits from its beginning."""
    newest = Entry.everything.filter(workspace=workspace).aggregate(at=Max("at"))["at"]
    begun = clock.start_of_day(clock.today(workspace.timezone), workspace.timezone)
    return (clock.now() - max(newest or begun, begun)).total_seconds()
