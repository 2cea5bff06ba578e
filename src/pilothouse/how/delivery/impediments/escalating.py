"""Who is next when an impediment is still in the way after its day."""

from __future__ import annotations

from typing import Any

from pilothouse.how.delivery.models import Impediment
from pilothouse.who.decisions.rights.passing_on import next_along, pass_on_due
from pilothouse.who.decisions.rights.verdicts import Rights

FAMILY = "team.process"
"""Whoever decides how the team works is the first it goes to."""


def escalate_due() -> int:
    """Pass on what is overdue in every workspace; how many were."""
    return pass_on_due(Impediment, ("open",), "impediment.escalate", next_in_line)


def next_in_line(rights: Rights, row: Impediment) -> dict[str, Any] | None:
    """The nearest role of which nobody was asked yet, and its holders."""
    return next_along(rights, FAMILY, row)
