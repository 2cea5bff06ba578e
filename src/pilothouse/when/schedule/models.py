"""Projects, milestones, baselines and stored forecasts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pilothouse.what.roadmap.models import Release
from pilothouse.who.items.models import ItemRow
from pilothouse.who.people.models import Calendar, Unit
from pilothouse.who.rows import Row, Viewer


class Project(Row):
    """The brief and the dates of a project unit; ``seed`` is what its forecasts draw from.

    ``criteria`` has a criterion on each line, ``in_scope`` and ``out_of_scope`` what is meant and what not.
    Working days, and lags, are counted in ``calendar``; the project ranked first gives it to the plan."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="project")
    brief = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    in_scope = models.TextField(blank=True)
    out_of_scope = models.TextField(blank=True)
    criteria = models.TextField(blank=True)
    start = models.DateField()
    target = models.DateField(null=True, blank=True)
    budget = models.FloatField(null=True, blank=True)
    seed = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, default="active")
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.unit.name


class Milestone(ItemRow):
    """A date marker with a target."""

    kind: ClassVar[str] = "milestone"
    target = models.DateField(null=True, blank=True)
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="milestones")


class PlanDocument(Row):
    """A plan, kept once for each hash, so that any stored number can be computed again."""

    hash = models.CharField(max_length=64)
    document = models.JSONField()

    derived: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace", "hash"], name="one_plan_a_hash")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        """Nobody reads it as it is: it holds what people cost."""
        return Q(pk__in=[])


class ImportMapping(Row):
    """How files of a source were mapped the last time: columns, states, people, hours a point.

    ``shape`` tells tables with other columns apart; trackers with a format of their own leave it empty."""

    source = models.CharField(max_length=40)
    shape = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(default=dict)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source", "shape"], name="one_mapping_once")
        ]

    def __str__(self) -> str:
        return f"mapping of {self.source}"


class Baseline(Row):
    """A named state of a project's plan and forecast. Never changed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    plan_hash = models.CharField(max_length=64)
    dates = models.JSONField()

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="one_baseline_number_once")]

    def __str__(self) -> str:
        return f"{self.unit.name}: {self.name}"


class Forecast(Row):
    """Computed dates of the whole workspace, with all it takes to compute them again."""

    plan_hash = models.CharField(max_length=64)
    plan_revision = models.PositiveBigIntegerField()
    as_of = models.DateTimeField()
    at = models.DateTimeField()
    seed = models.PositiveIntegerField()
    runs = models.PositiveIntegerField()
    engine = models.CharField(max_length=40)
    method = models.CharField(max_length=60, default="simulation of the plan")
    result = models.JSONField()
    published = models.BooleanField(default=False)

    derived: ClassVar[bool] = True
    NEWEST: ClassVar[tuple[str, ...]] = ("-plan_revision", "-as_of", "-at")

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["workspace", "-at"], name="forecasts_by_date")]
