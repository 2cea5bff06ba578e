"""What waits for what."""

from __future__ import annotations

from typing import Any

from django.db import models

from pilothouse.who.items.models import Item
from pilothouse.who.rows import Row


class Dependency(Row):
    """``after`` (a task, feature or milestone) waits for ``before``: FS, SS, FF or SF with a lag in hours."""

    TYPES = [
        ("FS", "finish to start"),
        ("SS", "start to start"),
        ("FF", "finish to finish"),
        ("SF", "start to finish"),
    ]
    before = models.ForeignKey(Item, models.PROTECT, related_name="followers")
    after = models.ForeignKey(Item, models.PROTECT, related_name="waits_for")
    type = models.CharField(max_length=2, choices=TYPES, default="FS")
    lag_h = models.FloatField(default=0.0)
    elapsed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.after} waits for {self.before}"

    def unit_of_decision(self) -> Any:
        return self.after.unit
