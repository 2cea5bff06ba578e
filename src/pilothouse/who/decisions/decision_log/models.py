"""A decision on record, and the items it is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from pilothouse.who.items.models import Item, ItemRow
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row, Viewer


class Decision(ItemRow):
    """What was decided, by whom and why, with the ``options`` that stood to choose from as they were then.

    Those of a proposal name it; others were recorded by hand, made ``place``, by ``deciders`` in words.
    ``prediction`` are the lines of the chosen option's impact that can be held against what came;
    ``expects`` with ``chance`` is what somebody expected in words. ``actual`` and ``score`` are from the
    review."""

    kind: ClassVar[str] = "decision"
    STATES = [(s, s) for s in ("accepted", "declined", "recorded")]
    VERDICTS = [(v, v) for v in ("as expected", "better", "worse", "cannot say")]

    change_set = models.ForeignKey("decisions.ChangeSet", models.PROTECT, null=True, related_name="decisions")
    state = models.CharField(max_length=20, choices=STATES, default="recorded")
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    deciders = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    family = models.CharField(max_length=60, blank=True)
    band = models.CharField(max_length=20, blank=True)
    matrix_version = models.PositiveIntegerField(null=True, blank=True)
    context = models.TextField(blank=True)
    choice = models.TextField(blank=True)
    consequences = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    options = models.JSONField(default=list)
    voices = models.JSONField(default=list)
    size = models.JSONField(null=True, blank=True)
    prediction = models.JSONField(default=list)
    expects = models.TextField(blank=True)
    chance = models.FloatField(null=True, blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=20, choices=VERDICTS, blank=True)
    happened = models.TextField(blank=True)
    came_true = models.BooleanField(null=True, blank=True)
    actual = models.JSONField(default=list)
    score = models.JSONField(null=True, blank=True)
    within = models.BooleanField(null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta(ItemRow.Meta):
        app_label = "decisions"
        indexes = [
            models.Index(fields=["workspace", "-at"], name="decisions_newest_first"),
            models.Index(fields=["workspace", "review_on"], name="decisions_to_review"),
        ]

    def about_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``about`` shows as chosen."""
        rows = About.everything.filter(decision=self.pk, deleted_at=None, item__deleted_at=None)
        return tuple(rows.order_by("item__prefix", "item__number").values_list("item_id", flat=True))

    def team_ids(self) -> Collection[UUID]:
        """Whose it is to keep: who looks back on it, who decided and who wrote it down."""
        return [id for id in dict.fromkeys((self.owner_id, self.by_id, self.item.author_id)) if id]


class About(Row):
    """An item that a decision is about."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="about")
    item = models.ForeignKey(Item, models.PROTECT, related_name="decided")

    lasting: ClassVar[bool] = True

    class Meta(Row.Meta):
        app_label = "decisions"
        constraints = [models.UniqueConstraint(fields=["decision", "item"], name="about_once")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        both = Q(item__visibility="shared", decision__item__visibility="shared")
        return Q() if viewer.kind != "guest" else both
