"""What happened: starts, finishes, what remains, hours worked. Facts, never approvals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import PrivateAttr

from pilothouse.commands import Command, Days, Hint, Scope
from pilothouse.how.delivery.boards.fields import FinishFirst, IntoColumn
from pilothouse.how.delivery.boards.limits import place, pull
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.commands_blocking import FREE
from pilothouse.how.delivery.models import Assignment, Task, WorkLog
from pilothouse.how.engineering.done.standing import refuse_undone
from pilothouse.who.changes import moment, plain, set_list

When = Annotated[datetime | None, Hint(label="When", help="Empty: now.")]
CLOCKS_DIFFER = timedelta(minutes=5)


class StartTask(Command, name="task.start", permission="own work"):
    """Start a task.

    Whoever of its project starts one that nobody is on takes it."""

    task: TaskRef
    at: When = None
    column: IntoColumn = None
    finish_first: FinishFirst = None
    _taken: bool = PrivateAttr(default=False)
    _above: bool = PrivateAttr(default=False)
    _takers: Collection[UUID] | None = PrivateAttr(default=None)

    def workers(self, subject: Any) -> Collection[UUID]:
        team = super().workers(subject)
        self._takers = () if team else subject.takers()
        return team or self._takers

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if task.started:
            ctx.refuse(f"{task} was started already.", "task")
        takers = task.open_to_ids() if self._takers is None else self._takers
        at = _past(ctx, self.at)
        self._taken, self._above = begin(ctx, task, at, takers, self.column, self.finish_first)

    def sentence(self, ctx: Scope) -> str:
        first = f", to finish {ctx.title(self.finish_first)} first" if self._above else ""
        return f"{'took and started' if self._taken else 'started'} {ctx.title(self.task)}{first}"


class FinishTask(Command, name="task.finish", permission="own work"):
    """Finish a task."""

    task: TaskRef
    at: When = None
    column: IntoColumn = None

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        at = _past(ctx, self.at)
        if task.finished:
            ctx.refuse(f"{task} is finished already.", "task")
        if task.started and at < task.started:
            ctx.refuse("It cannot finish before it started. Choose a later moment.", "at")
        refuse_hours_after(ctx, task, at)
        refuse_undone(ctx, task.item, task.unit_of_decision())
        ctx.update(task, started=task.started or at, finished=at, remaining=None, state="done", **FREE)
        place(ctx, task, self.column)

    def sentence(self, ctx: Scope) -> str:
        return f"finished {ctx.title(self.task)}"


class SetRemaining(Command, name="task.remaining", permission="own work"):
    """Say how much remains."""

    task: TaskRef
    remaining: Annotated[Days, Hint(label="Still to do", unit="days")]

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if task.finished:
            ctx.refuse(f"{task} is finished. Reopen it first.", "task")
        refuse_nothing_left(ctx, self.remaining)
        ctx.update(task, remaining=plain(self.remaining), started=task.started or ctx.now, state="started")

    def sentence(self, ctx: Scope) -> str:
        return f"said that {self.remaining.in_days()} of {ctx.title(self.task)} remain"


class ReopenTask(Command, name="task.reopen", permission="own work"):
    """Reopen a finished task."""

    task: TaskRef
    remaining: Annotated[Days, Hint(label="Still to do", unit="days")]
    column: IntoColumn = None
    example: ClassVar[dict[str, Any]] = {"task": "Done task"}

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if not task.finished:
            ctx.refuse(f"{task} is not finished.", "task")
        refuse_nothing_left(ctx, self.remaining)
        ctx.update(task, finished=None, remaining=plain(self.remaining), state="started")
        place(ctx, task, self.column)

    def sentence(self, ctx: Scope) -> str:
        return f"reopened {ctx.title(self.task)}"


class PutBackTask(Command, name="task.put_back", permission="own work"):
    """Put a task back to do.

    Takes its start back; what was said to remain goes with it, its estimate holds again."""

    task: TaskRef
    column: IntoColumn = None
    example: ClassVar[dict[str, Any]] = {"task": "Third task"}

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if task.finished:
            ctx.refuse(f"{task} is finished. Reopen it first.", "task")
        if not task.started:
            ctx.refuse(f"{task} was not started.", "task")
        if ctx.find(WorkLog, task=task).exists():
            words = f"Hours are logged on {task}, so it was begun. Say what remains, or that it is blocked."
            ctx.refuse(words, "task")
        ctx.update(task, started=None, remaining=None, state="open")
        place(ctx, task, self.column)

    def sentence(self, ctx: Scope) -> str:
        return f"put {ctx.title(self.task)} back to do"


def begin(
    ctx: Scope,
    task: Task,
    at: datetime,
    takers: Collection[UUID],
    column: str | None = None,
    finish_first: str | None = None,
) -> tuple[bool, bool]:
    """Note that a task has begun: whether whoever begins it takes it, since nobody was on it, and whether
    it goes above a limit of its board."""
    taken = ctx.actor.member in takers
    if taken:
        set_list(ctx, Assignment, {"task": task}, "member", [str(ctx.actor.member)])
    above = pull(ctx, task, column, finish_first)
    ctx.update(task, started=at, state="started")
    place(ctx, task, column)
    return taken, above


def refuse_nothing_left(ctx: Scope, remaining: Any) -> None:
    """Refuse to say that nothing remains: then it is finished."""
    if remaining is not None and not remaining.pessimistic:
        ctx.refuse("If nothing remains, finish the task; else say what is still to do.", "remaining")


def refuse_hours_after(ctx: Scope, task: Task, at: datetime) -> None:
    """Refuse a finish before the last hours that are logged."""
    day = at.astimezone(ZoneInfo(ctx.workspace.timezone)).date()
    late = ctx.find(WorkLog, task=task, on__gt=day).order_by("-on").select_related("member").first()
    if late is not None:
        words = f"{late.member} logged {late.hours:g} h on {late.on:%d %B %Y}, after this finish."
        ctx.refuse(f"{words} Choose a later moment, or correct those hours first.", "at")


def _past(ctx: Scope, at: datetime | None) -> datetime:
    """When it happened; a moment still to come is refused."""
    found: datetime = moment(ctx, at) or ctx.now
    if found > ctx.now + CLOCKS_DIFFER:
        ctx.refuse("This moment is still to come. Choose one that has passed, or leave it empty.", "at")
    return found
