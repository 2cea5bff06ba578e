"""Hours worked: logged, corrected, taken back. Facts, never approvals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db.models import Sum
from pydantic import Field

from pilothouse.commands import Command, Days, Hint, RefTo, Scope
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.commands_work import refuse_nothing_left
from pilothouse.how.delivery.models import Task, WorkLog
from pilothouse.who.changes import columns, in_words, plain
from pilothouse.who.fields import Minted, WorkerRef
from pilothouse.who.items.bin import bin_row

LogRef = Annotated[str, RefTo("delivery.worklog")]
Day = Annotated[date, Hint(label="Day", today=True)]
Hours = Annotated[float, Field(gt=0, le=24, allow_inf_nan=False), Hint(unit="hours")]
Note = Annotated[str, Field(max_length=500), Hint(label="What was done")]
Left = Annotated[
    Days | None,
    Hint(label="Still to do", help="Hours alone do not say it. Empty: what was said before holds."),
]
IN_A_DAY = 24


class LogWork(Command, name="worklog.add", permission="own work", subject="task"):
    """Log hours.

    Whoever may work on it logs their own; those who lead the work log for others too."""

    id: Minted = Field(default_factory=uuid4)
    task: TaskRef
    on: Day
    hours: Hours
    note: Note = ""
    remaining: Left = None
    member: Annotated[WorkerRef | None, Hint(label="Who worked", help="Empty: you.")] = None

    def workers(self, subject: Any) -> Collection[UUID]:
        mine = {*super().workers(subject), *subject.takers()}
        return mine if self.member is None else mine & {UUID(str(self.member))}

    def apply(self, ctx: Scope) -> None:
        who = ctx.get(self.member).pk if self.member else ctx.actor.member
        add_log(ctx, self.id, ctx.get(self.task), who, self.on, self.hours, self.note)
        say_left(ctx, ctx.get(self.task), self.remaining)

    def sentence(self, ctx: Scope) -> str:
        whose = (
            f" of {ctx.title(self.member)}" if self.member and self.member != str(ctx.actor.member) else ""
        )
        return f"logged {self.hours:g} h{whose} on {ctx.title(self.task)}{left_in_words(self.remaining)}"


class EditLog(Command, name="worklog.edit", permission="own work"):
    """Correct logged hours."""

    log: Annotated[LogRef, Hint(label="Logged hours")]
    on: Annotated[date | None, Hint(label="Day")] = None
    hours: Hours = 1.0
    note: Note = ""
    task: Annotated[TaskRef | None, Hint(label="Worked on")] = None
    example: ClassVar[dict[str, Any]] = {"hours": 5}

    def workers(self, subject: Any) -> Collection[UUID]:
        return (subject.member_id,)

    def apply(self, ctx: Scope) -> None:
        log: WorkLog = ctx.get(self.log)
        changes = columns(self, "hours", "note") | ({"on": self.on} if self.on else {})
        task = ctx.get(self.task) if self.task else log.task
        day, hours = changes.get("on", log.on), changes.get("hours", log.hours)
        refuse_impossible(ctx, task, log.member_id, day, hours, instead_of=log)
        ctx.update(log, task=task, **changes)

    def sentence(self, ctx: Scope) -> str:
        log: WorkLog = ctx.get(self.log)
        return f"changed {in_words(self)} of {log.hours:g} h on {log.task}"


class DeleteLog(Command, name="worklog.delete", permission="own work"):
    """Delete logged hours."""

    log: Annotated[LogRef, Hint(label="Logged hours")]

    def workers(self, subject: Any) -> Collection[UUID]:
        return (subject.member_id,)

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.log))

    def sentence(self, ctx: Scope) -> str:
        log: WorkLog = ctx.get(self.log)
        return f"deleted {log.hours:g} h on {log.task}"


def add_log(ctx: Scope, id: UUID, task: Task, member: UUID | None, on: date, hours: float, note: str) -> None:
    """Keep hours worked."""
    refuse_impossible(ctx, task, member, on, hours)
    log = WorkLog(id=id, task=task, on=on, hours=hours, note=note)
    log.member_id = member  # type: ignore[assignment]
    ctx.save(log)


def say_left(ctx: Scope, task: Task, remaining: Any) -> None:
    """Keep what whoever worked says is still to do; nothing is concluded from hours."""
    if remaining is None:
        return
    refuse_nothing_left(ctx, remaining)
    if task.finished:
        ctx.refuse(f"{task} is finished, so nothing is still to do. Reopen it first.", "remaining")
    ctx.update(task, remaining=plain(remaining), started=task.started or ctx.now, state="started")


def left_in_words(remaining: Any) -> str:
    """What history adds when it was said how much is still to do."""
    return f", {remaining.in_days()} still to do" if remaining is not None else ""


def refuse_impossible(
    ctx: Scope, task: Task, member: UUID | None, on: date, hours: float, instead_of: WorkLog | None = None
) -> None:
    """Refuse hours still to come, after the task was finished, or beyond what a day has."""
    if on > (ctx.now + timedelta(days=1)).date():
        ctx.refuse("Hours are logged once they were worked. Choose today or an earlier day.", "on")
    if task.finished and on > (day := task.finished.astimezone(ZoneInfo(ctx.workspace.timezone)).date()):
        words = f"{task} was finished on {day:%d %B %Y}. Log on a day up to then"
        ctx.refuse(f"{words}, or reopen it if work goes on.", "on")
    that_day = ctx.find(WorkLog, member=member, on=on).exclude(pk=instead_of.pk if instead_of else None)
    known = that_day.aggregate(Sum("hours"))["hours__sum"] or 0.0
    if known + hours > IN_A_DAY:
        room = f"{IN_A_DAY - known:g} h at most" if known < IN_A_DAY else "the rest on another day"
        words = f"That makes {known + hours:g} h on {on:%d %B %Y}, and a day has {IN_A_DAY}."
        ctx.refuse(f"{words} {known:g} h are logged already: log {room}, or correct those.", "hours")
