"""One register: risks with the tasks they would delay, issues, assumptions."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from pilothouse.how.delivery.models import Task
from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row


class Risk(ItemRow):
    """Cause, event, effect; with what probability, and what it would cost in hours and money, as ranges.

    ``response`` is what is done about it, of a kind and at a cost in money; what is left of it then stands in
    ``residual`` (probability), ``residual_delay`` and ``residual_cost``."""

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
    response_kind = models.CharField(max_length=20, blank=True)
    response_cost = models.FloatField(null=True, blank=True)
    residual = models.FloatField(null=True, blank=True)
    residual_delay = models.JSONField(null=True, blank=True)
    residual_cost = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=20, default="open")

    def task_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``tasks`` shows as chosen."""
        rows = RiskTask.everything.filter(risk=self.pk, deleted_at=None, task__deleted_at=None)
        return tuple(rows.order_by("task__position").values_list("task_id", flat=True))

    def team_ids(self) -> tuple[UUID, ...]:
        """Whoever owns it: to say that it happened is their own work."""
        return (self.owner_id,) if self.owner_id else ()


class RiskTask(Row):
    """A task the risk would delay."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="risks")


class Issue(ItemRow):
    """Something that has gone wrong, of a risk or out of the blue; ``task`` is the work planned for it.

    ``escalated`` lists whom it went to when its day had passed: when, to whom, and the role they have."""

    kind: ClassVar[str] = "issue"
    risk = models.ForeignKey(Risk, models.PROTECT, null=True, blank=True, related_name="issues")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")
    effect = models.TextField(blank=True)
    severity = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="raised")
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.TextField(blank=True)
    escalated = models.JSONField(default=list)

    def team_ids(self) -> tuple[UUID, ...]:
        """Whoever sees to it, and those it went to: it is their own work."""
        further = (UUID(member) for step in self.escalated for member in step["members"])
        return tuple(dict.fromkeys((*((self.owner_id,) if self.owner_id else ()), *further)))


class Assumption(ItemRow):
    """Something taken for granted: who finds out by when whether it holds, and what was found."""

    kind: ClassVar[str] = "assumption"
    otherwise = models.TextField(blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    check_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="open")
    found = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    def team_ids(self) -> tuple[UUID, ...]:
        """Whoever finds out: it is their own work."""
        return (self.owner_id,) if self.owner_id else ()
