"""The base row of everything with a key."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from pilothouse.who.people.models import Unit
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
