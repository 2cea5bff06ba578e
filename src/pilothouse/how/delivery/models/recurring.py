"""Work that comes back: what is made when, and what was made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from pilothouse.how.delivery.models.tasks import Task
from pilothouse.what.backlog.models import Feature
from pilothouse.who.people.models import Member, Skill, Unit
from pilothouse.who.rows import Row


class Recurrence(Row):
    """What a task that comes back is like, and by which ``rule`` (RFC 5545) from its ``first`` day on.

    Its tasks are made ``horizon_days`` ahead; ``made_until`` is the last day looked at, so that what somebody
    deleted is not made again. ``edition`` grows with every new rule."""

    title = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    feature = models.ForeignKey(Feature, models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=300)
    first = models.DateField()
    horizon_days = models.PositiveSmallIntegerField(default=28)
    effort = models.JSONField(null=True, blank=True)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    checklist = models.TextField(blank=True)
    made_until = models.DateField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=0)
    stopped_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(title__iexact=text)

    def unit_of_decision(self) -> Any:
        delivered = self.feature.release.delivered_by if self.feature and self.feature.release else None
        return delivered or self.unit

    def member_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``members`` shows as chosen."""
        rows = RecurringPerson.everything.filter(recurrence=self.pk, deleted_at=None)
        return tuple(rows.order_by("member__name").values_list("member_id", flat=True))


class RecurringPerson(Row):
    """Who does it each time."""

    recurrence = models.ForeignKey(Recurrence, models.PROTECT, related_name="people")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["recurrence", "member"], name="recurring_once")]


class Occurrence(Row):
    """One time of it: the task made for that day, or that it is skipped."""

    recurrence = models.ForeignKey(Recurrence, models.PROTECT, related_name="occurrences")
    on = models.DateField()
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="occurrences")
    skipped = models.BooleanField(default=False)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["recurrence", "on"], condition=Q(deleted_at=None), name="one_occurrence_a_day"
            )
        ]
