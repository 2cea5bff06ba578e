"""Public holidays of years to come: asked for by the worker, in every workspace."""

from __future__ import annotations

import logging

from pilothouse.commands import Refused, parse
from pilothouse.who import clock
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.people.commands_holidays import years_missing
from pilothouse.who.people.models import Calendar, Workspace

log = logging.getLogger(__name__)


def extend_holidays() -> int:
    """Fill in the next years of calendars that follow a country; of how many."""
    return sum(_extend(workspace) for workspace in Workspace.objects.all())


def _extend(workspace: Workspace) -> int:
    today, done = clock.today(workspace.timezone), 0
    calendars = Calendar.everything.filter(workspace=workspace, deleted_at=None).exclude(country="")
    for calendar in calendars.order_by("name", "pk"):
        if years_missing(calendar, today):
            try:
                carry_out(parse("calendar.extend", {"calendar": str(calendar.pk)}), workspace)
                done += 1
            except Refused as refused:
                log.warning("the holidays of %s were not filled in: %s", calendar.name, refused.message)
    return done
