"""Asking what came of decisions, once their day to look back has come."""

from __future__ import annotations

from pilothouse.commands import parse
from pilothouse.who import clock
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.people.models import Workspace


def remind_due() -> int:
    """Ask those who look back, once for each day that was set; how many were asked."""
    return sum(_remind(workspace) for workspace in Workspace.objects.all())


def _remind(workspace: Workspace) -> int:
    today = clock.today(workspace.timezone)
    due = Decision.everything.filter(workspace=workspace, deleted_at=None, review_on__lte=today)
    ids = list(due.filter(reminded_at=None).order_by("review_on", "pk").values_list("pk", flat=True))
    for id in ids:
        carry_out(parse("decision.remind", {"decision": str(id)}), workspace)
    return len(ids)
