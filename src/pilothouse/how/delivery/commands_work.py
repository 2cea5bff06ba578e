"""What happened: starts, finishes, what remains, hours worked. Facts, never approvals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from pydantic import Field, PrivateAttr

from pilothouse.commands import Command, Days, Hint, Scope
from pilothouse.how.delivery.boards.fields import FinishFirst, IntoColumn
from pilothouse.how.delivery.boards.limits import place, pull
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.commands_blocking import FREE
from pilothouse.how.delivery.models import Assignment, Task, WorkLog
from pilothouse.who.changes import moment, plain, set_list
from pilothouse.who.fields import Minted

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
        self._taken = ctx.actor.member in takers
        if self._taken:
            set_list(ctx, Assignment, {"task": task}, "member", [str(ctx.actor.member)])
        self._above = pull(ctx, task, self.column, self.finish_first)
        ctx.update(task, started=_past(ctx, self.at), state="started")
        place(ctx, task, self.column)

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


class LogWork(Command, name="worklog.add", permission="own work"):
    """Log hours."""

    id: Minted = Field(default_factory=uuid4)
    task: TaskRef
    on: Annotated[date, Hint(label="Day")]
    hours: Annotated[float, Field(gt=0, le=24, allow_inf_nan=False), Hint(unit="hours")]
    note: Annotated[str, Field(max_length=500)] = ""

    def apply(self, ctx: Scope) -> None:
        if self.on > (ctx.now + timedelta(days=1)).date():
            ctx.refuse("Hours are logged once they were worked. Choose today or an earlier day.", "on")
        log = WorkLog(id=self.id, task=ctx.get(self.task), member_id=ctx.actor.member, on=self.on)
        log.hours, log.note = self.hours, self.note
        ctx.save(log)

    def sentence(self, ctx: Scope) -> str:
        return f"logged {self.hours:g} h on {ctx.title(self.task)}"


def _past(ctx: Scope, at: datetime | None) -> datetime:
    """When it happened; a moment still to come is refused."""
    found: datetime = moment(ctx, at) or ctx.now
    if found > ctx.now + CLOCKS_DIFFER:
        ctx.refuse("This moment is still to come. Choose one that has passed, or leave it empty.", "at")
    return found
