"""Rights lent for a time."""

from __future__ import annotations

from datetime import date

from django.db import models

from pilothouse.who.people.models import Member, Unit
from pilothouse.who.rows import Row


class Delegation(Row):
    """Somebody decides in another's place from the first day to the last: in a unit and all below it (none:
    everywhere), on some families or (an empty list) all. Who lent a right stays accountable for it."""

    giver = models.ForeignKey(Member, models.PROTECT, related_name="delegations")
    to = models.ForeignKey(Member, models.PROTECT, related_name="delegated")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    families = models.JSONField(default=list, blank=True)
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.giver}'s rights, lent to {self.to}"

    def on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.first <= day <= self.last
