"""Who is next when an issue is not resolved by its day."""

from __future__ import annotations

from typing import Any

from pilothouse.when.risks.models import Issue
from pilothouse.who.decisions.rights.passing_on import next_along, pass_on_due
from pilothouse.who.decisions.rights.verdicts import Rights

UNRESOLVED = ("raised", "triaged", "in work")


def escalate_issues() -> int:
    """Pass on what is overdue in every workspace; how many were."""
    return pass_on_due(Issue, UNRESOLVED, "issue.escalate", next_in_line)


def next_in_line(rights: Rights, issue: Issue) -> dict[str, Any] | None:
    """The first it goes to decides about risks of its class; what came of no risk is a matter of delivery."""
    return next_along(rights, f"risk.{issue.risk.category if issue.risk else 'delivery'}", issue)
