"""The base row of everything with a key."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pilothouse.who.people.models import Member, Unit
from pilothouse.who.rows import Row, Viewer

KEY = re.compile(r"([A-Z][A-Z0-9]*)-(\d+)")


class Item(Row):
    """One object for life: its key, title, the unit it belongs to and who may see it.

    A room's own table is one-to-one with it and shares its id."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=40)
    prefix = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    author = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    aliases = models.JSONField(default=list)
    visibility = models.CharField(max_length=20, default="workspace")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace", "prefix", "number"], name="one_key_once")]
        indexes = [models.Index(fields=["workspace", "kind"], name="items_by_kind")]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The key people use: ``LED-112``."""
        return f"{self.prefix}-{self.number}"

    def label_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``labels`` shows as chosen."""
        rows = ItemLabel.everything.filter(item=self.pk, deleted_at=None, label__deleted_at=None)
        return tuple(rows.order_by("label__name").values_list("label_id", flat=True))

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(visibility="shared")

    @classmethod
    def named(cls, text: str) -> Q | None:
        match = KEY.fullmatch(text.upper())
        return Q(prefix=match[1], number=int(match[2])) if match else None


class ItemRow(Row):
    """Base of a room's table of items: ``item`` is its base row, both have the same id."""

    id: Any = None
    item: Any = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, db_column="id", related_name="%(class)s"
    )

    kind: ClassVar[str]

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.item.title)

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(item__visibility="shared")

    @classmethod
    def named(cls, text: str) -> Q | None:
        match = KEY.fullmatch(text.upper())
        if match is None:
            return Q(item__title__iexact=text)
        return Q(item__prefix=match[1], item__number=int(match[2]))

    def unit_of_decision(self) -> Any:
        return self.item.unit


class ExternalId(Row):
    """Where an object came from: its id in a file or another system, so that a second import finds it.

    Any row of the house may have one: items, members, calendars."""

    system = models.CharField(max_length=40)
    file = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    external = models.CharField(max_length=200)
    row = models.UUIDField()

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "system", "file", "kind", "external"], name="one_origin_once"
            )
        ]


class Part(Row):
    """Base of what hangs on an item: seen by whoever sees the item, gone with it."""

    class Meta(Row.Meta):
        abstract = True

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(item__visibility="shared")

    def unit_of_decision(self) -> Any:
        item: Any = getattr(self, "item", None)
        return item.unit if item else None


class Comment(Part):
    """What somebody says about an item, in Markdown; a ``parent`` makes it a reply, one level deep."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="comments")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    text = models.TextField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"comment of {self.author} on {self.item}"


class Mention(Part):
    """Who is named in a comment."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="mentions")
    member = models.ForeignKey(Member, models.PROTECT, related_name="mentions")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["comment", "member"], name="mentioned_once")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(comment__item__visibility="shared")


class Watch(Part):
    """Whether a member wants to hear of an item; authors and those at work do unless ``on`` is false."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="watches")
    member = models.ForeignKey(Member, models.PROTECT, related_name="watches")
    on = models.BooleanField(default=True)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="watched_once")]


class Label(Row):
    """A word put on items of any kind; ``colour`` is one of the six category colours."""

    name = models.CharField(max_length=60)
    colour = models.PositiveSmallIntegerField(default=1)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), condition=Q(deleted_at=None), name="one_label_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q()

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)


class ItemLabel(Part):
    """A label on an item."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="labels")
    label = models.ForeignKey(Label, models.PROTECT, related_name="uses")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["item", "label"], name="labelled_once")]


class Link(Part):
    """Two items that belong together: seen from both. ``duplicates`` points at the one that is kept."""

    KINDS = [("relates", "relates to"), ("duplicates", "duplicates")]
    item = models.ForeignKey(Item, models.PROTECT, related_name="links_out")
    other = models.ForeignKey(Item, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20, choices=KINDS, default="relates")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["item", "other"], name="linked_once")]

    def __str__(self) -> str:
        return f"link between {self.item} and {self.other}"

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        both = Q(item__visibility="shared", other__visibility="shared")
        return Q() if viewer.kind != "guest" else both


class Attachment(Part):
    """A file on an item: its name and type here, its bytes in the store under their ``sha256``."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


ONES_OWN = ("decisions.scenario", "items.savedview")
"""Tables of what people keep for themselves."""


class Binned(Row):
    """Something in the bin: who put it there and when, what went with it, and who may bring it back.

    ``rows`` lists [table, id] of all that went. ``family`` and ``permission`` are those of the deletion."""

    table = models.CharField(max_length=60)
    row = models.UUIDField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=500)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="binned")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    family = models.CharField(max_length=60, blank=True)
    permission = models.CharField(max_length=20, blank=True)
    rows = models.JSONField(default=list)

    lasting: ClassVar[bool] = True

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["workspace", "at"], name="binned_by_moment")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(key=text.upper()) if KEY.fullmatch(text.upper()) else Q(title__iexact=text)

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        """What was somebody's own is seen by whoever put it there."""
        return super().visible(viewer) & (~Q(table__in=ONES_OWN) | Q(by=viewer.member))
