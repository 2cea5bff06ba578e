"""What was answered to requests that may be sent twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pilothouse.who.people.models import Member
from pilothouse.who.rows import Viewer


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
