"""What becomes of the work that a project leaves undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from pilothouse.commands import Scope
from pilothouse.how.delivery.models import Task
from pilothouse.what.backlog.models import Feature
from pilothouse.what.roadmap.models import Release
from pilothouse.when.risks.models import Risk
from pilothouse.when.schedule.models import Project
from pilothouse.who.items.bin import bin_item
from pilothouse.who.people.models import Unit


@dataclass(frozen=True)
class Left:
    """Open tasks without others in them, open features, and releases that are not out."""

    tasks: list[Task]
    features: list[Feature]
    releases: list[Release]

    @property
    def count(self) -> int:
        """Pieces of work: tasks, and features that have no open one."""
        with_tasks = {task.feature_id for task in self.tasks}
        return len(self.tasks) + sum(feature.pk not in with_tasks for feature in self.features)


def left_open(ctx: Scope, unit: Unit) -> Left:
    """What of a project is not done."""
    here = Q(item__unit=unit)
    tasks = ctx.find(Task).filter(here | Q(feature__release__delivered_by=unit)).exclude(state="done")
    features = ctx.find(Feature).filter(here | Q(release__delivered_by=unit))
    releases = ctx.find(Release, delivered_by=unit).exclude(state="released")
    held = set(ctx.find(Task, parent__isnull=False).values_list("parent_id", flat=True))
    return Left(
        [task for task in tasks.select_related("item").order_by("pk") if task.pk not in held],
        list(features.exclude(state__in=("done", "dropped")).select_related("item").order_by("pk")),
        list(releases.select_related("item").order_by("pk")),
    )


def hand_over(ctx: Scope, unit: Unit, what: Literal["leave", "move", "drop"], goal: Project | None) -> Left:
    """Leave, move or drop it; risks that can no longer happen are closed."""
    left = left_open(ctx, unit)
    to = goal.unit if goal else None
    if what == "drop":
        _drop(ctx, left)
    for release in left.releases:
        ctx.update(release, delivered_by=to)
    if to is not None:
        _move(ctx, left, unit, to)
    else:
        for risk in ctx.find(Risk, item__unit=unit, state="open"):
            ctx.update(risk, state="closed")
    return left


def _drop(ctx: Scope, left: Left) -> None:
    for task in left.tasks:
        bin_item(ctx, task)
    finished = set(ctx.find(Task, state="done").values_list("feature_id", flat=True))
    for feature in left.features:
        if feature.pk not in finished:
            ctx.update(feature, state="dropped", release=None)


def _move(ctx: Scope, left: Left, unit: Unit, to: Unit) -> None:
    """What was written down in the project, its open risks included, is the other's from now on."""
    above = {task.parent_id for task in left.tasks if task.parent_id}
    groups = list(ctx.find(Task, pk__in=above, item__unit=unit).select_related("item"))
    risks = list(ctx.find(Risk, item__unit=unit, state="open").select_related("item"))
    for row in (*left.tasks, *left.features, *left.releases, *groups, *risks):
        if row.item.unit_id == unit.pk:
            ctx.update(row.item, unit=to)
