"""Going into the task above, and out of a group again."""

from __future__ import annotations

from typing import Any, ClassVar

from pilothouse.commands import Command, Scope
from pilothouse.how.delivery.commands import TaskRef, last_place, place_below
from pilothouse.how.delivery.models import Task
from pilothouse.how.delivery.rings import refuse_ring_through


class IndentTask(Command, name="task.indent", family="technical.implementation"):
    """Put a task into the one above it."""

    task: TaskRef
    example: ClassVar[dict[str, Any]] = {"task": "Second task"}

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        beside = ctx.find(Task, feature=task.feature, parent=task.parent, position__lt=task.position)
        above: Task | None = beside.select_related("item").order_by("-position").first()
        if above is None:
            ctx.refuse(
                f"No task stands above {task} at its level, so there is none it could go into.", "task"
            )
        if above.finished:
            ctx.refuse(f"{above} is finished. Reopen it before something goes into it.", "task")
        ctx.update(task, parent=above, position=last_place(ctx, task.feature, above))
        refuse_ring_through(ctx, task.pk)

    def sentence(self, ctx: Scope) -> str:
        task: Task = ctx.get(self.task)
        return f"put {task} into {task.parent}"


class OutdentTask(Command, name="task.outdent", family="technical.implementation"):
    """Take a task out of its group."""

    task: TaskRef
    example: ClassVar[dict[str, Any]] = {"task": "Inner task"}

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        group = task.parent
        if group is None:
            ctx.refuse(f"{task} lies in no group, so there is none to take it out of.", "task")
        ctx.update(task, parent=group.parent, position=place_below(ctx, group))
        refuse_ring_through(ctx, task.pk)

    def sentence(self, ctx: Scope) -> str:
        task: Task = ctx.get(self.task)
        return f"took {task} out of its group"
