"""Iterations: a time-box with a goal, and the work taken into it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from pilothouse.how.delivery.models.tasks import Task
from pilothouse.who.people.models import Membership, Unit
from pilothouse.who.rows import Row


class Iteration(Row):
    """A sprint of a team or a project, the end day exclusive.

    Closing it writes down what was measured: ``available`` and ``done`` person-days."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="iterations")
    name = models.CharField(max_length=200)
    goal = models.TextField(blank=True)
    start = models.DateField()
    end = models.DateField()
    state = models.CharField(max_length=20, default="open")
    closed_at = models.DateTimeField(null=True, blank=True)
    available = models.FloatField(null=True, blank=True)
    done = models.FloatField(null=True, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["workspace", "unit", "start"], name="iterations_by_start")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    def team_ids(self) -> tuple[UUID, ...]:
        """Members of its team or project: what they take into it is their own work."""
        rows = Membership.everything.filter(unit=self.unit_id, deleted_at=None, member__deleted_at=None)
        return tuple(rows.order_by("member__name").values_list("member_id", flat=True))


class IterationTask(Row):
    """Work taken into an iteration. ``outcome`` is said when it ends: done, or returned to the backlog."""

    iteration = models.ForeignKey(Iteration, models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="iterations")
    outcome = models.CharField(max_length=20, blank=True)

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["iteration", "task"], name="taken_once")]

    def __str__(self) -> str:
        return f"{self.task} in {self.iteration}"

    def unit_of_decision(self) -> Any:
        return self.iteration.unit
