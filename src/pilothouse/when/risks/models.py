"""Risks with their ranges and the tasks they would delay."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from pilothouse.how.delivery.models import Task
from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row


class Risk(ItemRow):
    """Cause, event, effect; with what probability, and what it would cost in hours and money, as ranges."""

    kind: ClassVar[str] = "risk"
    CLASSES = [(c, c.capitalize()) for c in ("delivery", "product", "technical")]
    category = models.CharField(max_length=20, choices=CLASSES, default="delivery")
    cause = models.TextField(blank=True)
    event = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    probability = models.FloatField(default=0.2)
    delay = models.JSONField(null=True, blank=True)
    cost = models.JSONField(null=True, blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    trigger = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    response = models.TextField(blank=True)
    residual = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=20, default="open")

    def task_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``tasks`` shows as chosen."""
        rows = RiskTask.everything.filter(risk=self.pk, deleted_at=None, task__deleted_at=None)
        return tuple(rows.order_by("task__position").values_list("task_id", flat=True))


class RiskTask(Row):
    """A task the risk would delay."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="risks")
