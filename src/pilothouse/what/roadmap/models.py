"""Products and their releases."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Row


class Product(Row):
    """What a product unit is for and where in its life it stands."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="product")
    stage = models.CharField(max_length=40, default="growth")
    purpose = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.unit.name


class Release(ItemRow):
    """Dated content of a product: the features that name it, delivered by one project unit."""

    kind: ClassVar[str] = "release"
    delivered_by = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="releases")
    target = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="planned")

    def unit_of_decision(self) -> Any:
        return self.delivered_by or self.item.unit
