"""Changing links and logged hours once they stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.how.delivery.commands_plan import DependencyRef, Elapsed, Lag, LinkType, place_of
from pilothouse.how.delivery.models import Dependency, WorkLog
from pilothouse.how.delivery.rings import refuse_ring_through
from pilothouse.who.changes import columns, in_words
from pilothouse.who.items.bin import bin_row

LogRef = Annotated[str, RefTo("delivery.worklog")]


class EditLink(Command, name="task.relink", family="schedule.change"):
    """Change how work waits for other work."""

    link: Annotated[DependencyRef, Hint(label="Link")]
    type: LinkType = "FS"
    lag_h: Lag = 0.0
    elapsed: Elapsed = False

    def unit_of_decision(self, ctx: Scope) -> Any:
        return place_of(ctx, ctx.get(self.link).after)

    def apply(self, ctx: Scope) -> None:
        link: Dependency = ctx.get(self.link)
        ctx.update(link, **columns(self, "type", "lag_h", "elapsed"))
        refuse_ring_through(ctx, link.after_id, "link")

    def sentence(self, ctx: Scope) -> str:
        link: Dependency = ctx.get(self.link)
        return f"changed {in_words(self)} of how {link.after} waits for {link.before}"


class EditLog(Command, name="worklog.edit", permission="own work"):
    """Change logged hours."""

    log: Annotated[LogRef, Hint(label="Logged hours")]
    on: Annotated[date | None, Hint(label="Day")] = None
    hours: Annotated[float, Field(gt=0, le=24, allow_inf_nan=False), Hint(unit="hours")] = 1.0
    note: Annotated[str, Field(max_length=500)] = ""
    example: ClassVar[dict[str, Any]] = {"hours": 5}

    def workers(self, subject: Any) -> Collection[UUID]:
        return (subject.member_id,)

    def apply(self, ctx: Scope) -> None:
        if self.on and self.on > (ctx.now + timedelta(days=1)).date():
            ctx.refuse("Hours are logged once they were worked. Choose today or an earlier day.", "on")
        changes = columns(self, "hours", "note") | ({"on": self.on} if self.on else {})
        ctx.update(ctx.get(self.log), **changes)

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
