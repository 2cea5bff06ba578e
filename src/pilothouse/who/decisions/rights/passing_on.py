"""Who sees to something next when its day has passed: along the rights, one step at a time.

Whatever is passed on has an owner, a ``due`` day and ``escalated``, the steps so far."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from pilothouse.commands import parse
from pilothouse.commands.lens import Size
from pilothouse.who import clock
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Workspace

PATIENCE = 2
"""So many working days for each further step."""

NextInLine = Callable[[Rights, Any], dict[str, Any] | None]
"""The role and members a row goes to next; None when nobody is left."""


def pass_on_due(model: Any, states: Collection[str], command: str, next_in_line: NextInLine) -> int:
    """Pass on rows in those states whose day has passed, in every workspace; how many were."""
    return sum(_pass_on(each, model, states, command, next_in_line) for each in Workspace.objects.all())


def next_along(rights: Rights, family: str, row: Any) -> dict[str, Any] | None:
    """The nearest role along the fallbacks of the family's decider of which nobody was asked yet, and its
    holders."""
    asked = {str(member) for member in row.team_ids()}
    held = rights.holders(row.item.unit)
    line = [key.role for key in rights.judge(family, row.item.unit, Size()).keys if key.asked_as == "decide"]
    for role in line:
        line += [other for other in rights.fallbacks(role) if other not in line]
        if held.get(role) and asked.isdisjoint(held[role]):
            return {"role": role, "members": list(held[role])}
    return None


def _pass_on(
    workspace: Workspace, model: Any, states: Collection[str], command: str, next_in_line: NextInLine
) -> int:
    today = clock.today(workspace.timezone)
    rows = model.everything.filter(workspace=workspace, deleted_at=None, state__in=states, due__lt=today)
    due = [row for row in rows.select_related("item__unit").order_by("due", "pk") if _is_time(row)]
    rights = Rights(workspace) if due else None
    found = [row for row in due if rights and next_in_line(rights, row)]
    for row in found:
        carry_out(parse(command, {model.kind: str(row.pk)}), workspace)
    return len(found)


def _is_time(row: Any) -> bool:
    """At once after its day, and again when a step was not enough."""
    if not row.escalated:
        return True
    last = datetime.fromisoformat(row.escalated[-1]["at"])
    return clock.now() >= clock.working_days_from(last, PATIENCE)
