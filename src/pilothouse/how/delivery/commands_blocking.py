"""What keeps a task from going on: said with a reason and with the name of whoever can help."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.models import Task
from pilothouse.who.fields import MemberRef

FREE: dict[str, Any] = {"blocked_since": None, "blocked_why": "", "unblocker": None}
"""The columns of a task that nothing blocks."""


class BlockTask(Command, name="task.block", permission="own work"):
    """Mark a task as blocked.

    Said again, it changes the reason or the name; how long it has been blocked counts on."""

    task: TaskRef
    blocked_why: Annotated[str, Field(min_length=1, max_length=500), Hint(label="What blocks it", rows=2)]
    unblocker: Annotated[MemberRef, Hint(label="Who can help", help="They are told.")]
    example: ClassVar[dict[str, Any]] = {"blocked_why": "The contract is not signed"}

    def workers(self, subject: Any) -> Collection[UUID]:
        return (*super().workers(subject), *subject.open_to_ids())

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if task.finished:
            ctx.refuse(f"{task} is finished, so nothing blocks it. Reopen it first.", "task")
        helper = ctx.get(self.unblocker)
        since = task.blocked_since or ctx.now
        ctx.update(task, blocked_since=since, blocked_why=self.blocked_why, unblocker=helper)

    def sentence(self, ctx: Scope) -> str:
        return f"marked {ctx.title(self.task)} as blocked: {self.blocked_why}"


class UnblockTask(Command, name="task.unblock", permission="own work"):
    """Say that a task is no longer blocked.

    Whoever was named as able to help may say so too."""

    task: TaskRef
    example: ClassVar[dict[str, Any]] = {"task": "Second task"}

    def workers(self, subject: Any) -> Collection[UUID]:
        helper = (subject.unblocker_id,) if subject.unblocker_id else ()
        return (*super().workers(subject), *subject.open_to_ids(), *helper)

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if not task.blocked_since:
            ctx.refuse(f"{task} is not blocked.", "task")
        ctx.update(task, **FREE)

    def sentence(self, ctx: Scope) -> str:
        return f"said that nothing blocks {ctx.title(self.task)} any more"
