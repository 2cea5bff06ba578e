"""The definition of done: what must hold before work counts as done, where it holds and where not."""

from __future__ import annotations

from django.db import models

from pilothouse.who.items.models import Item, Part
from pilothouse.who.items.ranks import RankField
from pilothouse.who.people.models import Member, Unit
from pilothouse.who.rows import Row


class DoneCheck(Row):
    """One line of a unit's definition of done. The nearest unit that has any says all of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="done_checks")
    text = models.CharField(max_length=300)
    position = RankField(max_length=200)

    def __str__(self) -> str:
        return self.text


class DoneMark(Part):
    """Somebody saw that a check holds for an item."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="done_marks")
    done_check = models.ForeignKey(DoneCheck, models.PROTECT, related_name="marks")
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["item", "done_check"], name="marked_once")]


class Waiver(Part):
    """Work on an item may be done without that check, for a reason."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="waivers")
    done_check = models.ForeignKey(DoneCheck, models.PROTECT, related_name="waivers")
    reason = models.TextField()
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["item", "done_check"], name="waived_once")]

    def __str__(self) -> str:
        return f"waiver of {self.done_check} for {self.item}"
