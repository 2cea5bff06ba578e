"""What is agreed about projects beside their dates: goals, who answers for what, their end, programmes."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from pilothouse.who.items.models import ItemRow
from pilothouse.who.items.ranks import RankField
from pilothouse.who.people.models import Member, Unit
from pilothouse.who.rows import Row
from pilothouse.why.strategy.models import Goal


class ProjectGoal(Row):
    """A goal that a project serves."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="project_goals")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="projects")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "goal"], name="one_goal_of_a_project_once")]

    def __str__(self) -> str:
        return f"{self.unit}, for {self.goal}"


class Responsibility(Row):
    """A deliverable or decision of a project: exactly one member is accountable for it.

    Whoever is accountable may be among those who do the work, too."""

    KINDS = [(kind, kind.capitalize()) for kind in ("deliverable", "decision")]
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responsibilities")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=KINDS, default="deliverable")
    accountable = models.ForeignKey(Member, models.PROTECT, related_name="+")
    position = RankField(max_length=200)

    def __str__(self) -> str:
        return self.title

    def responsible_ids(self) -> tuple[UUID, ...]:
        """Those who do the work, as a form that changes them shows them."""
        return self._with("responsible")

    def consulted_ids(self) -> tuple[UUID, ...]:
        """Those who are asked before."""
        return self._with("consulted")

    def informed_ids(self) -> tuple[UUID, ...]:
        """Those who are told after."""
        return self._with("informed")

    def _with(self, part: str) -> tuple[UUID, ...]:
        rows = Involved.everything.filter(responsibility=self.pk, part=part, deleted_at=None)
        return tuple(rows.order_by("member__name").values_list("member_id", flat=True))


class Involved(Row):
    """The part of a member in a responsibility, but for being accountable."""

    PARTS = [(part, part.capitalize()) for part in ("responsible", "consulted", "informed")]
    responsibility = models.ForeignKey(Responsibility, models.PROTECT, related_name="involved")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=PARTS)

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["responsibility", "member"], name="one_part_each")]

    def unit_of_decision(self) -> Unit:
        return self.responsibility.unit


class Verdict(Row):
    """What came of a success criterion: the line of the brief it is about, whether it was met, and why."""

    MET = [(met, met.capitalize()) for met in ("met", "partly", "missed")]
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="verdicts")
    criterion = models.TextField()
    met = models.CharField(max_length=20, choices=MET)
    found = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.criterion


class Lesson(ItemRow):
    """What a project taught: what happened, and what to do about it the next time."""

    kind: ClassVar[str] = "lesson"
    WENT = [(went, went.capitalize()) for went in ("well", "badly")]
    went = models.CharField(max_length=20, choices=WENT)
    happened = models.TextField(blank=True)
    advice = models.TextField(blank=True)


class Closure(Row):
    """The end of a project: when, what came of it, what became of open work, when its people were free.

    A project that was taken up again may end once more."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="closures")
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(blank=True)
    open_work = models.CharField(max_length=20)
    moved_to = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    released_on = models.DateField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"the end of {self.unit}"


class Programme(Row):
    """Projects that only together bring about what they are for, wherever they lie."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)

    def project_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``projects`` shows as chosen."""
        rows = ProgrammeProject.everything.filter(programme=self.pk, deleted_at=None)
        return tuple(rows.order_by("project__rank").values_list("project_id", flat=True))


class ProgrammeProject(Row):
    """A project of a programme. It may be one of several programmes."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="projects")
    project = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["programme", "project"], name="one_project_once")]

    def unit_of_decision(self) -> Unit:
        return self.programme.unit
