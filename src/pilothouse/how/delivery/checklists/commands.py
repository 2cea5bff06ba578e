"""Checklists: lines to tick within a task."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Days, Hint, RefTo, Scope
from pilothouse.how.delivery.commands import TaskRef, new_task, refuse_zero
from pilothouse.how.delivery.models import ChecklistItem, Task
from pilothouse.who.changes import derived, listed, plain
from pilothouse.who.fields import Minted
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.ranks import rank_before, ranks_after

ChecklistItemRef = Annotated[str, RefTo("delivery.checklistitem")]
MOST = 200
"""So many lines a checklist may have: what is longer is work of its own."""
LONGEST = 500
MARK = re.compile(r"^(?:[-*+](?:\s+|$))?(?:\[[ xX]?\]\s*)?")
"""What people write before a line of a list elsewhere."""


class AddToChecklist(Command, name="checklist.add", permission="member", subject="task"):
    """Add to the checklist."""

    id: Minted = Field(default_factory=uuid4)
    task: TaskRef
    text: Annotated[
        str, Field(min_length=1, max_length=20_000), Hint(label="What is to be done", help="One on a line.")
    ]

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        have = ctx.find(ChecklistItem, task=task).order_by("-position")
        lines = lines_of(self.text)
        if not lines:
            ctx.refuse("Write what is to be done, one thing on a line.", "text")
        refuse_long(ctx, lines, have.count())
        last = have.values_list("position", flat=True).first()
        for place, (text, rank) in enumerate(zip(lines, ranks_after(last, len(lines)), strict=True)):
            id = self.id if place == 0 else derived(self.id, place)
            ctx.save(ChecklistItem(id=id, task=task, text=text, position=rank))

    def sentence(self, ctx: Scope) -> str:
        lines = lines_of(self.text)
        what = listed(lines) if len(lines) <= 3 else f"{len(lines)} lines"
        return f"added {what} to the checklist of {ctx.title(self.task)}"


class EditChecklistItem(Command, name="checklist.edit", permission="member"):
    """Change a line of the checklist."""

    item: Annotated[ChecklistItemRef, Hint(label="Line")]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST), Hint(label="What is to be done")]

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.item), text=self.text)

    def sentence(self, ctx: Scope) -> str:
        return f"changed a line of the checklist of {ctx.get(self.item).task} to {self.text}"


class TickChecklistItem(Command, name="checklist.tick", permission="own work"):
    """Tick a line of the checklist, or take the tick back."""

    item: Annotated[ChecklistItemRef, Hint(label="Line")]
    done: Annotated[Literal["yes", "no"], Hint(label="Done")] = "yes"
    example: ClassVar[dict[str, Any]] = {"item": "Say hello"}

    def apply(self, ctx: Scope) -> None:
        done = self.done == "yes"
        who = ctx.actor.member if done else None
        ctx.update(ctx.get(self.item), ticked_at=ctx.now if done else None, ticked_by_id=who)

    def sentence(self, ctx: Scope) -> str:
        item: ChecklistItem = ctx.get(self.item)
        return f"{'ticked' if self.done == 'yes' else 'took the tick off'} {item} of {item.task}"


class MoveChecklistItem(Command, name="checklist.move", permission="member"):
    """Move a line of the checklist."""

    item: Annotated[ChecklistItemRef, Hint(label="Line")]
    before: Annotated[ChecklistItemRef | None, Hint(label="Above", help="Empty: to the end.")] = None
    example: ClassVar[dict[str, Any]] = {"item": "Say thanks", "before": "Say hello"}

    def apply(self, ctx: Scope) -> None:
        item: ChecklistItem = ctx.get(self.item)
        following: ChecklistItem | None = ctx.get(self.before) if self.before else None
        if following and following.task_id != item.task_id:
            ctx.refuse(f"{following} is on the list of another task. Choose a line of this one.", "before")
        if following and following.pk == item.pk:
            ctx.refuse("A line cannot stand above itself. Choose another one.", "before")
        others = ctx.find(ChecklistItem, task=item.task).exclude(pk=item.pk)
        ranks = list(others.values_list("position", flat=True))
        ctx.update(item, position=rank_before(ranks, following.position if following else None))

    def sentence(self, ctx: Scope) -> str:
        item: ChecklistItem = ctx.get(self.item)
        where = f"above {ctx.title(self.before)}" if self.before else "to the end"
        return f"moved {item} {where} of the checklist of {item.task}"


class DeleteChecklistItem(Command, name="checklist.delete", permission="member"):
    """Delete a line of the checklist."""

    item: Annotated[ChecklistItemRef, Hint(label="Line")]

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.item))

    def sentence(self, ctx: Scope) -> str:
        item: ChecklistItem = ctx.get(self.item)
        return f"deleted {item} from the checklist of {item.task}"


class MakeItATask(Command, name="checklist.promote", family="technical.implementation"):
    """Make a line of the checklist a task."""

    id: Minted = Field(default_factory=uuid4)
    item: Annotated[ChecklistItemRef, Hint(label="Line")]
    effort: Annotated[Days | None, Hint(help="Without one its dates cannot be computed.")] = None

    def apply(self, ctx: Scope) -> None:
        item: ChecklistItem = ctx.get(self.item)
        task: Task = item.task
        refuse_zero(ctx, self.effort)
        if task.finished:
            ctx.refuse(f"{task} is finished. Reopen it first.", "item")
        new_task(ctx, self.id, item.text, task.item.unit, task.feature, task, effort=plain(self.effort))
        ctx.delete(item)

    def sentence(self, ctx: Scope) -> str:
        item: ChecklistItem = ctx.get(self.item)
        return f"made {item} of the checklist of {item.task} a task"


def lines_of(text: str) -> list[str]:
    """The lines of a list, without the marks that lists have elsewhere."""
    found = (MARK.sub("", line.strip()).strip() for line in text.splitlines())
    return [line for line in found if line]


def refuse_long(ctx: Scope, lines: list[str], known: int = 0, field: str = "text") -> None:
    """Refuse lines that no checklist takes."""
    if known + len(lines) > MOST:
        ctx.refuse(f"A checklist takes {MOST} lines at most. Make the larger ones tasks.", field)
    if long := next((line for line in lines if len(line) > LONGEST), None):
        ctx.refuse(f"“{long[:40]}…” is too long for a line: {LONGEST} characters at most.", field)
