"""Who is next when an impediment is still in the way after its day: along the rights, one step at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilothouse.commands import parse
from pilothouse.commands.lens import Size
from pilothouse.how.delivery.models import Impediment
from pilothouse.who import clock
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Workspace

FAMILY = "team.process"
"""Whoever decides how the team works is the first it goes to."""
PATIENCE = 2
"""So many working days for each further step."""


def escalate_due() -> int:
    """Pass on what is overdue in every workspace; how many were."""
    return sum(_escalate(workspace) for workspace in Workspace.objects.all())


def _escalate(workspace: Workspace) -> int:
    today = clock.today(workspace.timezone)
    rows = Impediment.everything.filter(workspace=workspace, deleted_at=None, state="open", due__lt=today)
    due = [row for row in rows.select_related("item__unit").order_by("due", "pk") if _is_time(row)]
    rights = Rights(workspace) if due else None
    found = [row for row in due if rights and next_in_line(rights, row)]
    for row in found:
        carry_out(parse("impediment.escalate", {"impediment": str(row.pk)}), workspace)
    return len(found)


def _is_time(row: Impediment) -> bool:
    """At once after its day, and again when a step was not enough."""
    if not row.escalated:
        return True
    last = datetime.fromisoformat(row.escalated[-1]["at"])
    return clock.now() >= clock.working_days_from(last, PATIENCE)


def next_in_line(rights: Rights, row: Impediment) -> dict[str, Any] | None:
    """The nearest role along the fallbacks of which nobody was asked yet, and its holders."""
    asked = {str(member) for member in row.team_ids()}
    verdict = rights.judge(FAMILY, row.item.unit, Size())
    held = rights.holders(row.item.unit)
    line = [key.role for key in verdict.keys if key.asked_as == "decide"]
    for role in line:
        line += [other for other in rights.fallbacks(role) if other not in line]
        if held.get(role) and asked.isdisjoint(held[role]):
            return {"role": role, "members": list(held[role])}
    return None
