"""Goals in a tree, the measures that show whether they are reached, and their values over time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row


class Goal(ItemRow):
    """An aim of a unit for a period."""

    kind: ClassVar[str] = "goal"
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.CharField(max_length=40, blank=True)
    outcome = models.TextField(blank=True)


class Measure(Row):
    """What a goal is measured by: from ``start`` to ``target`` in ``measured_in``."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="measures")
    name = models.CharField(max_length=200)
    measured_in = models.CharField(max_length=40, blank=True)
    start = models.FloatField()
    target = models.FloatField()

    def __str__(self) -> str:
        return self.name

    def unit_of_decision(self) -> object:
        return self.goal.unit_of_decision()


class MeasureValue(Row):
    """What the measure was on a day."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="values")
    on = models.DateField()
    value = models.FloatField()

    def __str__(self) -> str:
        return f"{self.measure}: {self.value:g} on {self.on.isoformat()}"
