"""Hours worked."""

from __future__ import annotations

from typing import Any

from django.db import models

from pilothouse.how.delivery.models.tasks import Task
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row


class WorkLog(Row):
    """Hours a member worked on a task on a day."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="logs")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    on = models.DateField()
    hours = models.FloatField()
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.hours:g} h on {self.task}"

    def unit_of_decision(self) -> Any:
        return self.task.unit_of_decision()
