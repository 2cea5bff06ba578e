"""Tasks with their ranges, who is on them and what they hold."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from pilothouse.what.backlog.models import Feature
from pilothouse.who.items.models import ItemRow
from pilothouse.who.items.ranks import RankField
from pilothouse.who.people.models import Member, Membership, Pool, Skill
from pilothouse.who.rows import Row


class Task(ItemRow):
    """A piece of work: effort in person-hours as a range, or a fixed duration. With children it is a group.

    ``unit`` of its item is the project (or product) it was written down in. ``position`` is its place among
    siblings. While it is blocked, ``blocked_why`` says by what and ``unblocker`` who can help."""

    kind: ClassVar[str] = "task"
    feature = models.ForeignKey(Feature, models.PROTECT, null=True, blank=True, related_name="tasks")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = RankField(max_length=200)
    effort = models.JSONField(null=True, blank=True)
    remaining = models.JSONField(null=True, blank=True)
    duration_h = models.FloatField(null=True, blank=True)
    people_needed = models.PositiveSmallIntegerField(default=1)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    expedite = models.BooleanField(default=False)
    not_before = models.DateTimeField(null=True, blank=True)
    must_finish_by = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, default="open")
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    blocked_since = models.DateTimeField(null=True, blank=True)
    blocked_why = models.CharField(max_length=500, blank=True)
    unblocker = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(ItemRow.Meta):
        indexes = [
            models.Index(fields=["workspace", "state"], name="tasks_by_state"),
            models.Index(fields=["workspace", "finished"], name="tasks_by_finish"),
        ]

    def unit_of_decision(self) -> Any:
        """The project that delivers its feature's release, else the unit it was written down in."""
        delivered = self.feature.release.delivered_by if self.feature and self.feature.release else None
        return delivered or self.item.unit

    def team_ids(self) -> tuple[UUID, ...]:
        """Members who are on it: it is their own work, and they speak for the team about it."""
        rows = Assignment.everything.filter(task=self.pk, deleted_at=None, member__deleted_at=None)
        return tuple(rows.order_by("member__name").values_list("member_id", flat=True))

    def open_to_ids(self) -> tuple[UUID, ...]:
        """Members who may take it: those who could, while nobody is on it."""
        return () if self.team_ids() else self.takers()

    def takers(self) -> tuple[UUID, ...]:
        """Members of its project who can be given work, whoever is on it."""
        rows = Membership.everything.filter(unit=self.unit_of_decision(), deleted_at=None)
        able = rows.filter(member__deleted_at=None, member__plannable=True)
        return tuple(able.values_list("member_id", flat=True))

    def member_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``members`` shows as chosen."""
        return self.team_ids()


class Assignment(Row):
    """Who does a task. Without any, the schedule chooses."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Member, models.PROTECT, related_name="assignments")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["task", "member"], name="assigned_once")]


class PoolUse(Row):
    """How many of a pool a task holds while it runs."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="uses")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="uses")
    units = models.PositiveIntegerField(default=1)
