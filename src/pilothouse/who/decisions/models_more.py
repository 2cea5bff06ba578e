"""Rights lent for a time, and what was answered to requests that may be sent twice."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pilothouse.who.people.models import Member, Unit
from pilothouse.who.rows import Row, Viewer


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


class Answered(models.Model):
    """The outcome of a request that named itself: sent again, it is told again and nothing is done twice."""

    workspace = models.ForeignKey("people.Workspace", models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    outcome = models.JSONField()
    at = models.DateTimeField()

    mechanical: ClassVar[bool] = True
    derived: ClassVar[bool] = True
    untracked: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="one_answer_a_name")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(workspace=viewer.workspace, member=viewer.member)
