"""Features in their order, what they claim to bring, and how they score."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from pilothouse.what.roadmap.models import Release
from pilothouse.who.items.models import ItemRow
from pilothouse.who.items.ranks import RankField
from pilothouse.who.people.models import Member, Skill
from pilothouse.who.rows import Row
from pilothouse.why.strategy.models import Goal, Measure


class Feature(ItemRow):
    """Something of value in a product's backlog. ``rank`` sorts as text; a lower one goes first.

    Without tasks it enters the plan as one task of its own range and skill; hours."""

    kind: ClassVar[str] = "feature"
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    rank = RankField(max_length=200)
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="features")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="features")
    problem = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    user_impact = models.TextField(blank=True)
    feasibility = models.TextField(blank=True)
    effort = models.JSONField(null=True, blank=True)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, default="planned")

    def unit_of_decision(self) -> Any:
        return self.release.unit_of_decision() if self.release else self.item.unit


class Claim(Row):
    """What a feature is said to do to a measure, as a range, and on what basis."""

    feature = models.ForeignKey(Feature, models.PROTECT, related_name="claims")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="claims")
    effect = models.JSONField()
    basis = models.TextField(blank=True)
    measured = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"that {self.feature} moves {self.measure}"

    def unit_of_decision(self) -> Any:
        return self.feature.unit_of_decision()


class Score(Row):
    """How a member scored a feature by a method; factors as ranges."""

    feature = models.ForeignKey(Feature, models.PROTECT, related_name="scores")
    method = models.CharField(max_length=20)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    factors = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.feature}, scored by {self.member}"
