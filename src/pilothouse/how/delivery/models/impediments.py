"""Impediments: what is in the way of a team, beyond one blocked task."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Member


class Impediment(ItemRow):
    """Something that slows work down: who sees to it, until when, and whom it went to when they did not.

    ``escalated`` lists the steps: when, to whom, and the role they have."""

    kind: ClassVar[str] = "impediment"
    effect = models.TextField(blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="open")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.TextField(blank=True)
    escalated = models.JSONField(default=list)

    def team_ids(self) -> tuple[UUID, ...]:
        """Whoever sees to it, and those it went to: it is their own work."""
        further = (UUID(member) for step in self.escalated for member in step["members"])
        return tuple(dict.fromkeys((self.owner_id, *further)))
