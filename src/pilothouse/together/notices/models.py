"""What people are told happened that concerns them, what they do not want to hear of, and what was mailed."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row, Viewer

KINDS = {
    "waits": "A proposal waits for me",
    "decided": "A proposal of mine was decided",
    "review": "A decision of mine is to be looked back on",
    "shared": "Somebody shares a scenario with me",
    "mention": "Somebody mentions me",
    "assigned": "Work is given to me",
    "date": "A date of something of mine moved",
    "comment": "Somebody comments on something of mine",
    "changed": "Something of mine changed",
}


class Mute(Row):
    """What somebody does not want to be told of: an item, or a kind of notice."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return str(self.item) if self.item else KINDS.get(self.kind, self.kind)

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(member=viewer.member)


class Notice(models.Model):
    """One thing one member is told, found in history after it happened; it changes nothing itself."""

    mechanical: ClassVar[bool] = True
    derived: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey("people.Workspace", models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    entry = models.UUIDField()
    item = models.UUIDField(null=True)
    path = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "read_at", "at"], name="notices_unread_first")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(workspace=viewer.workspace, member=viewer.member)


class Told(models.Model):
    """Up to which revision a workspace's history was looked at."""

    mechanical: ClassVar[bool] = True
    derived: ClassVar[bool] = True

    workspace = models.OneToOneField("people.Workspace", models.PROTECT, primary_key=True, related_name="+")
    revision = models.PositiveBigIntegerField(default=0)

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(pk__in=[])


class Digest(models.Model):
    """For which day a member's digest was seen to: one a day, whoever sends it."""

    mechanical: ClassVar[bool] = True
    derived: ClassVar[bool] = True

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="one_digest_a_day")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(pk__in=[])
