"""Small things to be done within a task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from pilothouse.how.delivery.models.tasks import Task
from pilothouse.who.items.ranks import RankField
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row


class ChecklistItem(Row):
    """A line of a task's checklist, ticked by whoever saw to it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="checklist")
    text = models.CharField(max_length=500)
    position = RankField(max_length=200)
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.text

    def unit_of_decision(self) -> Any:
        return self.task.unit_of_decision()

    def team_ids(self) -> tuple[UUID, ...]:
        """Whose own work it is: that of those on the task, or of those who may take it."""
        return (*self.task.team_ids(), *self.task.open_to_ids())
