"""What is agreed about a project beside its dates: the goals it serves."""

from __future__ import annotations

from django.db import models

from pilothouse.who.people.models import Unit
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
