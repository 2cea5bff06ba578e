"""What tasks wait for, and the limits they must keep."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.models import Dependency, Task
from pilothouse.how.delivery.rings import refuse_ring_through
from pilothouse.who.changes import columns, in_words, moment, put
from pilothouse.who.fields import ItemRef, Minted
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.models import Item

DependencyRef = Annotated[str, RefTo("delivery.dependency")]
LINKED = frozenset({"task", "feature", "milestone"})
"""Kinds of items that can wait for each other."""
LinkType = Annotated[
    Literal["FS", "SS", "FF", "SF"],
    Hint(
        help="FS: starts when the other is done. SS: starts with it. FF: ends with it. SF: ends as it starts."
    ),
]
Lag = Annotated[
    float,
    Field(ge=-1e5, le=1e5, allow_inf_nan=False),
    Hint(label="Lag", unit="hours", help="Negative: earlier."),
]
Elapsed = Annotated[bool, Hint(label="Lag runs day and night", help="Else it counts working hours.")]


class LinkTasks(Command, name="task.link", family="schedule.change", subject="after"):
    """Let work wait for other work."""

    id: Minted = Field(default_factory=uuid4)
    after: Annotated[ItemRef, Hint(label="What waits")]
    before: Annotated[ItemRef, Hint(label="Waits for")]
    type: LinkType = "FS"
    lag_h: Lag = 0.0
    elapsed: Elapsed = False
    example: ClassVar[dict[str, Any]] = {"after": "Second task", "before": "First task"}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return place_of(ctx, ctx.get(self.after))

    def apply(self, ctx: Scope) -> None:
        before, after = ctx.get(self.before), ctx.get(self.after)
        for field, item in (("before", before), ("after", after)):
            if item.kind not in LINKED:
                ctx.refuse(f"{item} is a {item.kind}. Only tasks, features and milestones wait.", field)
        values = {"type": self.type, "lag_h": self.lag_h, "elapsed": self.elapsed}
        put(ctx, Dependency, self.id, {"before": before, "after": after}, **values)
        refuse_ring_through(ctx, after.pk, "before")

    def sentence(self, ctx: Scope) -> str:
        return f"made {ctx.title(self.after)} wait for {ctx.title(self.before)}{_how(self.type, self.lag_h)}"


class UnlinkTasks(Command, name="task.unlink", family="schedule.change"):
    """Stop work from waiting for other work."""

    link: Annotated[DependencyRef, Hint(label="Link")]

    def unit_of_decision(self, ctx: Scope) -> Any:
        return place_of(ctx, ctx.get(self.link).after)

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.link))

    def sentence(self, ctx: Scope) -> str:
        link: Dependency = ctx.get(self.link)
        return f"let {link.after} no longer wait for {link.before}"


class LimitTask(Command, name="task.limits", family="schedule.change"):
    """Set limits for a task's dates."""

    task: TaskRef
    not_before: Annotated[datetime | None, Hint(label="Not before")] = None
    must_finish_by: Annotated[
        datetime | None, Hint(help="Never forced: the plan says whether it is kept, and by how much.")
    ] = None
    example: ClassVar[dict[str, Any]] = {
        "not_before": "2027-03-01",
        "must_finish_by": "2027-04-01T12:00:00+02:00",
    }

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        limits = {
            name: moment(ctx, value) for name, value in columns(self, "not_before", "must_finish_by").items()
        }
        first, last = (
            {"not_before": task.not_before, "must_finish_by": task.must_finish_by} | limits
        ).values()
        if first and last and last <= first:
            ctx.refuse("It must finish after the moment before which it may not start.", "must_finish_by")
        ctx.update(task, **limits)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.task)}"


def place_of(ctx: Scope, item: Item) -> Any:
    """The unit that decides about the dates of an item of any kind."""
    task = ctx.find(Task, pk=item.pk).select_related("feature__release__delivered_by", "item__unit").first()
    return task.unit_of_decision() if task else item.unit


def _how(type: str, lag: float) -> str:
    return ("" if type == "FS" else f" ({type})") + (f" with {lag:+g} h" if lag else "")
