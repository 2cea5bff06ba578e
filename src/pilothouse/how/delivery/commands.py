"""Tasks: what is to be done, how large it is, by whom and in which order."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Days, Hint, RefTo, Scope
from pilothouse.how.delivery.boards.limits import room_to_expedite
from pilothouse.how.delivery.models import Assignment, PoolUse, Task
from pilothouse.how.delivery.rings import refuse_ring_through
from pilothouse.what.backlog.commands import FeatureRef
from pilothouse.who.changes import columns, derived, in_words, listed, plain, put, refuse_ring, set_list
from pilothouse.who.fields import Level, Minted, PoolRef, SkillRef, Title, UnitRef, WorkerRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item
from pilothouse.who.items.ranks import rank_before

TaskRef = Annotated[str, RefTo("delivery.task")]
Hours = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
People = Annotated[int, Field(ge=1, le=100), Hint(label="People needed", help="They work on it together.")]
Fixed = Annotated[
    Hours | None,
    Hint(label="Fixed duration", unit="hours", help="Instead of an effort, such as drying paint."),
]
InFeature = Annotated[FeatureRef | None, Hint(label="Feature")]
InGroup = Annotated[TaskRef | None, Hint(label="Part of")]


class AddTask(Command, name="task.add", family="technical.implementation", subject="feature"):
    """Add a task."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    feature: InFeature = None
    parent: InGroup = None
    below: Annotated[TaskRef | None, Hint(hidden=True)] = None
    unit: Annotated[UnitRef | None, Hint(label="Project", help="Only for work that serves no feature.")] = (
        None
    )
    effort: Days | None = None
    skill: SkillRef | None = None
    level: Level = 1
    people_needed: People = 1
    duration_h: Fixed = None
    example: ClassVar[dict[str, Any]] = {
        "feature": "First feature",
        "effort": {"optimistic": 8, "likely": 16, "pessimistic": 40},
    }

    def unit_of_decision(self, ctx: Scope) -> Any:
        feature, parent = self._above(ctx)
        return next((row.unit_of_decision() for row in (feature, parent) if row), None) or self._unit(ctx)

    def apply(self, ctx: Scope) -> None:
        feature, parent = self._above(ctx)
        unit = self._unit(ctx)
        if unit is None:
            ctx.refuse("Say where the task belongs: choose a feature, a group or a project.", "feature")
        if self.effort is not None and self.duration_h is not None:
            ctx.refuse("Give an effort or a fixed duration, not both.", "duration_h")
        refuse_zero(ctx, self.effort)
        above = ctx.get(self.below) if self.below else None
        if above and (above.feature, above.parent) != (feature, parent):
            ctx.refuse(f"{above} lies elsewhere. Choose a task of the same feature or group.", "below")
        values = {"skill": ctx.get(self.skill) if self.skill else None, "effort": plain(self.effort)}
        values |= {"level": self.level, "people_needed": self.people_needed, "duration_h": self.duration_h}
        position = place_below(ctx, above) if above else None
        new_task(ctx, self.id, self.title, unit, feature, parent, position=position, **values)

    def sentence(self, ctx: Scope) -> str:
        where = self.parent or self.feature or self.unit
        to = f"to {ctx.title(where)}" if where else f"below {ctx.title(self.below)}"
        return f"added the task {self.title} {to}"

    def _above(self, ctx: Scope) -> tuple[Any, Any]:
        beside = ctx.get(self.below) if self.below else None
        parent = ctx.get(self.parent) if self.parent else beside.parent if beside else None
        if beside is not None and not self.feature:
            return beside.feature, parent
        feature = ctx.get(self.feature) if self.feature else (parent.feature if parent else None)
        if parent is not None and feature is not None and parent.feature_id != feature.pk:
            ctx.refuse(f"{parent} lies in another feature. Choose the one or the other.", "parent")
        return feature, parent

    def _unit(self, ctx: Scope) -> Any:
        """Where its key comes from: the project named, else the group's or feature's unit."""
        if self.unit:
            return ctx.get(self.unit)
        feature, parent = self._above(ctx)
        beside = ctx.get(self.below) if self.below else None
        return next((row.item.unit for row in (parent, feature, beside) if row), None)


class EditTask(Command, name="task.edit", family="technical.implementation"):
    """Change a task."""

    task: TaskRef
    title: Title = ""
    skill: SkillRef | None = None
    level: Level = 1
    people_needed: People = 1
    duration_h: Fixed = None
    expedite: Annotated[bool, Hint(help="Goes before everything else.")] = False

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        changes = columns(self, "skill", "level", "people_needed", "duration_h", "expedite")
        if changes.get("duration_h") is not None:
            changes["effort"] = None
        if changes.get("expedite") and not task.expedite and not task.finished:
            room_to_expedite(ctx, task)
        ctx.update(task.item, **columns(self, "title"))
        ctx.update(task, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.task)}"


class EstimateTask(Command, name="task.estimate", family="estimate.set"):
    """Change the estimate."""

    task: TaskRef
    effort: Days

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if ctx.pointed_to(Task, "parent_id", task):
            ctx.refuse(f"{task} is a group: its effort is that of its tasks. Estimate those.", "effort")
        refuse_zero(ctx, self.effort)
        ctx.update(task, effort=plain(self.effort), duration_h=None)

    def sentence(self, ctx: Scope) -> str:
        return f"estimated {ctx.title(self.task)} at {self.effort.in_days()}"


class AssignTask(Command, name="task.assign", family="task.assign"):
    """Say who does it."""

    task: TaskRef
    members: Annotated[list[WorkerRef], Hint(label="People", help="Nobody: the schedule chooses.")]

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        away = [m for ref in self.members if not (m := ctx.get(ref)).plannable]
        if away:
            ctx.refuse(
                f"{listed([str(m) for m in away])} cannot be given work. Choose people who can.", "members"
            )
        set_list(ctx, Assignment, {"task": task}, "member", self.members)
        if len(set(self.members)) > task.people_needed:
            ctx.update(task, people_needed=len(set(self.members)))

    def sentence(self, ctx: Scope) -> str:
        names = listed([ctx.title(m) for m in self.members])
        task = ctx.title(self.task)
        return f"assigned {task} to {names}" if names else f"left open who does {task}"


class MoveTask(Command, name="task.move", family="technical.implementation"):
    """Move a task to another place."""

    task: TaskRef
    feature: InFeature = None
    parent: InGroup = None
    before: Annotated[TaskRef | None, Hint(label="Above", help="Empty: to the end.")] = None
    example: ClassVar[dict[str, Any]] = {"task": "Second task", "before": "First task"}

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        feature, parent = self._target(ctx, task)
        refuse_ring(ctx, task, parent)
        following: Task | None = ctx.get(self.before) if self.before else None
        if following and (following.feature, following.parent) != (feature, parent):
            ctx.refuse(f"{following} lies elsewhere. Choose a task of the same feature or group.", "before")
        if following and following.pk == task.pk:
            ctx.refuse("A task cannot stand above itself. Choose another one.", "before")
        others = positions(ctx, feature, parent, leave_out=task.pk)
        position = rank_before(others, following.position if following else None)
        ctx.update(task, feature=feature, parent=parent, position=position)
        take_along(ctx, task, feature)
        refuse_ring_through(ctx, task.pk)

    def sentence(self, ctx: Scope) -> str:
        to = self.before or self.parent or self.feature
        where = f"{'above' if self.before else 'into'} {ctx.title(to)}" if to else "to the end"
        return f"moved {ctx.title(self.task)} {where}"

    def _target(self, ctx: Scope, task: Task) -> tuple[Any, Any]:
        """Feature and group it goes to: those given, else those of the task below it, else where it is."""
        given = self.given()
        if "parent" in given:
            parent = ctx.get(self.parent) if self.parent else None
            feature = ctx.get(self.feature) if self.feature else (parent or task).feature
        elif "feature" in given:
            parent, feature = None, ctx.get(self.feature) if self.feature else None
        else:
            beside = ctx.get(self.before) if self.before else task
            parent, feature = beside.parent, beside.feature
        if parent is not None and parent.feature != feature:
            ctx.refuse(f"{parent} lies in another feature.", "parent")
        return feature, parent


class UsePool(Command, name="task.uses", family="technical.implementation"):
    """Say which shared resource it needs."""

    task: TaskRef
    pool: Annotated[PoolRef, Hint(label="Shared resource")]
    units: Annotated[int, Field(ge=0, le=10_000), Hint(label="How many", help="0: none any more.")] = 1

    def apply(self, ctx: Scope) -> None:
        pool = ctx.get(self.pool)
        if self.units > pool.capacity:
            ctx.refuse(f"There are only {pool.capacity} of {pool}. Ask for that many or fewer.", "units")
        key = {"task": ctx.get(self.task), "pool": pool}
        if self.units:
            put(ctx, PoolUse, derived(self.task, "pool", self.pool), key, units=self.units)
        else:
            for use in ctx.find(PoolUse, **key):
                ctx.delete(use)

    def sentence(self, ctx: Scope) -> str:
        return f"set that {ctx.title(self.task)} needs {self.units} of {ctx.title(self.pool)}"


class DeleteTask(Command, name="task.delete", family="technical.implementation"):
    """Delete a task and what lies in it."""

    task: TaskRef

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.task))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted {ctx.title(self.task)}"


def new_task(
    ctx: Scope,
    id: Any,
    title: str,
    unit: Any,
    feature: Any,
    parent: Any,
    *,
    position: Any = None,
    **values: Any,
) -> Task:
    """Open a task, after all others of its feature or group unless its place is given."""
    place = position or last_place(ctx, feature, parent)
    item = open_item(ctx, Task.kind, id, unit, title)
    task: Task = ctx.save(Task(item=item, feature=feature, parent=parent, position=place, **values))
    return task


def refuse_zero(ctx: Scope, effort: Any, field: str = "effort") -> None:
    """Refuse an effort that says there is nothing to do."""
    if effort is not None and not effort.pessimistic:
        words = (
            "An effort of zero says that there is nothing to do. Give what it takes, or leave it open until"
        )
        ctx.refuse(f"{words} somebody knows; a date without work is a milestone.", field)


def place_below(ctx: Scope, task: Task) -> str:
    """The place right below a task."""
    others = positions(ctx, task.feature, task.parent)
    following = min((rank for rank in others if rank > task.position), default=None)
    return rank_before(others, following)


def positions(ctx: Scope, feature: Any, parent: Any, leave_out: Any = None) -> list[str]:
    """Positions of the tasks of a feature or group."""
    beside = ctx.find(Task, feature=feature, parent=parent).exclude(pk=leave_out)
    return list(beside.values_list("position", flat=True))


def last_place(ctx: Scope, feature: Any, parent: Any) -> str:
    """After all tasks of a feature or group; where many lie in none, they are not read for it."""
    last = ctx.highest(Task, "position", feature_id=feature and feature.pk, parent_id=parent and parent.pk)
    return rank_before(filter(None, [last]), None)


def take_along(ctx: Scope, group: Task, feature: Any) -> None:
    for child in ctx.find(Task, parent=group):
        ctx.update(child, feature=feature)
        take_along(ctx, child, feature)
