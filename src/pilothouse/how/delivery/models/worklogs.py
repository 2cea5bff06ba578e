"""Hours worked, and the timer that measures them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from pilothouse.how.delivery.models.tasks import Task
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row, Viewer


class WorkLog(Row):
    """Hours a member worked on a task on a day."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="logs")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    on = models.DateField()
    hours = models.FloatField()
    note = models.CharField(max_length=500, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["workspace", "member", "on"], name="logs_by_person_and_day")]

    def __str__(self) -> str:
        return f"{self.hours:g} h on {self.task}"

    def unit_of_decision(self) -> Any:
        return self.task.unit_of_decision()


class Timer(Row):
    """What a member is working on since when. Each has one at most; nobody else sees it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="timers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    private: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(deleted_at=None), name="one_timer_for_each"
            )
        ]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(member=viewer.member)

    def unit_of_decision(self) -> Any:
        return self.task.unit_of_decision()
