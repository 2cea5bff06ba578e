"""The timer: what somebody is working on, from when, until it becomes logged hours."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr

from pilothouse.commands import Command, Hint, Scope
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.commands_work import begin
from pilothouse.how.delivery.models import Task, Timer
from pilothouse.how.delivery.worklogs.commands import Left, Note, add_log, left_in_words, say_left
from pilothouse.who.changes import derived, listed, put
from pilothouse.who.fields import Minted

LONG = 16
"""Hours after which a timer was more likely forgotten than watched: then it asks."""


class StartTimer(Command, name="timer.start", permission="own work"):
    """Start the timer.

    A task that was not begun is begun by it. What runs for another task is stopped and logged."""

    id: Minted = Field(default_factory=uuid4)
    task: TaskRef
    _said: list[str] = PrivateAttr(default_factory=list)

    def workers(self, subject: Any) -> Collection[UUID]:
        return (*super().workers(subject), *subject.takers())

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if task.finished:
            ctx.refuse(f"{task} is finished. Reopen it if work goes on.", "task")
        running = timer_of(ctx)
        if running is not None and running.task_id == task.pk:
            ctx.refuse(f"Your timer for {task} runs already.", "task")
        if running is not None:
            hours = log_timer(ctx, derived(self.id, "before"), running, None, "")
            self._said.append(f"logged {hours:g} h on {running.task}")
        if not task.started:
            begin(ctx, task, ctx.now, task.open_to_ids())
            self._said.append(f"started {task}")
        mine = {"member_id": ctx.actor.member}
        put(ctx, Timer, derived(ctx.actor.member, "timer"), mine, task=task, since=ctx.now)

    def sentence(self, ctx: Scope) -> str:
        return listed([*self._said, "started a timer"])


class StopTimer(Command, name="timer.stop", permission="member"):
    """Stop the timer and log its hours."""

    id: Minted = Field(default_factory=uuid4)
    hours: Annotated[
        float | None,
        Field(gt=0, le=24, allow_inf_nan=False),
        Hint(unit="hours", help="Empty: as the timer measured."),
    ] = None
    note: Note = ""
    remaining: Left = None
    example: ClassVar[dict[str, Any]] = {"hours": 2}
    _done: str = PrivateAttr(default="")

    def apply(self, ctx: Scope) -> None:
        running = _running(ctx)
        task, hours = running.task, log_timer(ctx, self.id, running, self.hours, self.note)
        say_left(ctx, task, self.remaining)
        what = f"{hours:g} h on {task}" if hours else "nothing"
        self._done = f"{what}{left_in_words(self.remaining)}"

    def sentence(self, ctx: Scope) -> str:
        return f"stopped a timer and logged {self._done}"


class DiscardTimer(Command, name="timer.discard", permission="member"):
    """Stop the timer and log nothing."""

    def apply(self, ctx: Scope) -> None:
        ctx.delete(_running(ctx))

    def sentence(self, ctx: Scope) -> str:
        return "stopped a timer and logged nothing"


def timer_of(ctx: Scope) -> Timer | None:
    """The actor's running timer."""
    running: Timer | None = ctx.find(Timer, member=ctx.actor.member).select_related("task__item").first()
    return running


def log_timer(ctx: Scope, id: UUID, timer: Timer, hours: float | None, note: str) -> float:
    """Stop a timer and log its hours on the day it was started, those given or those measured; how many."""
    measured = (ctx.now - timer.since).total_seconds() / 3600
    if hours is None and measured > LONG:
        words = f"The timer for {timer.task} has run for {measured:.0f} hours."
        ctx.refuse(f"{words} Stop it and say how many of them you worked, or discard it.", "hours")
    worked = hours if hours is not None else round(measured, 2)
    ctx.delete(timer)
    if worked > 0:
        day = timer.since.astimezone(ZoneInfo(ctx.workspace.timezone)).date()
        add_log(ctx, id, timer.task, ctx.actor.member, day, worked, note)
    return worked


def _running(ctx: Scope) -> Timer:
    timer = timer_of(ctx)
    if timer is None:
        ctx.refuse("No timer of yours is running. Start one on a task, or log hours by hand.")
    return timer
