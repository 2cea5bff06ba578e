"""What search looks words up in: one row for each thing that can be found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from pilothouse.who.items.models import Item
from pilothouse.who.rows import Row, Viewer


class SearchText(Row):
    """The folded words of an item, unit, member or proposal, ``row`` by id.

    ``title`` is what it is called; ``head`` its words and those of its key; ``words`` those of all its texts;
    ``place`` says where it may be found. The newest change has the largest id. Both databases keep an index
    of words beside the table, see ``fulltext.py``."""

    id: Any = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey("people.Workspace", models.PROTECT, related_name="+", db_index=False)
    row = models.UUIDField()
    kind = models.CharField(max_length=40)
    title = models.TextField()
    head = models.TextField()
    words = models.TextField(blank=True)
    place = models.CharField(max_length=120)
    shared = models.BooleanField(default=False)

    derived: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace", "row"], name="one_text_a_row")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(shared=True)

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        return Q(row__in=Item.objects.seen_by(viewer).values("pk"))
