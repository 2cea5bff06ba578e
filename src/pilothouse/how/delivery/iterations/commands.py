"""Iterations: planned with a goal, filled by the team, closed or cancelled."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.iterations.days import people_days
from pilothouse.how.delivery.iterations.work import likely_hours
from pilothouse.how.delivery.models import Iteration, IterationTask, Task
from pilothouse.who import clock
from pilothouse.who.changes import columns, derived, in_words, listed, put
from pilothouse.who.fields import Minted, Name, Text, UnitRef
from pilothouse.who.items.bin import bin_row

IterationRef = Annotated[str, RefTo("delivery.iteration")]
Goal = Annotated[Text, Hint(label="Goal", rows=2, help="What it is for, in a sentence.")]
LastDay = Annotated[date, Hint(label="Last day")]
FirstDay = Annotated[date, Hint(label="First day")]
LONGEST = 31
"""Days: an iteration takes a month at most (Scrum Guide 2020)."""
DONE, RETURNED = "done", "returned"


class PlanIteration(Command, name="iteration.plan", family="sprint.goal", subject="unit"):
    """Plan an iteration."""

    id: Minted = Field(default_factory=uuid4)
    unit: Annotated[UnitRef, Hint(label="Team or project")]
    name: Name
    goal: Goal = ""
    first: FirstDay
    last: LastDay
    example: ClassVar[dict[str, Any]] = {
        "unit": "Spare team",
        "name": "Sprint 9",
        "first": "2027-05-03",
        "last": "2027-05-14",
    }

    def apply(self, ctx: Scope) -> None:
        unit = ctx.get(self.unit)
        if unit.kind not in ("team", "project"):
            ctx.refuse(f"{unit} is neither a team nor a project. Choose one that does the work.", "unit")
        row = Iteration(id=self.id, unit=unit, name=self.name, goal=self.goal)
        row.start, row.end = _days(ctx, unit, self.first, self.last)
        ctx.save(row)

    def sentence(self, ctx: Scope) -> str:
        return f"planned {self.name} of {ctx.title(self.unit)}"


class EditIteration(Command, name="iteration.edit", family="sprint.goal"):
    """Change an iteration or its goal."""

    iteration: IterationRef
    name: Name = ""
    goal: Goal = ""
    first: Annotated[date | None, Hint(label="First day")] = None
    last: Annotated[date | None, Hint(label="Last day")] = None
    example: ClassVar[dict[str, Any]] = {"goal": "Customers pay in one step"}

    def apply(self, ctx: Scope) -> None:
        row: Iteration = _open(ctx, self.iteration)
        changes = columns(self, "name", "goal")
        if self.first or self.last:
            first, last = self.first or row.start, self.last or row.last
            changes["start"], changes["end"] = _days(ctx, row.unit, first, last, row)
        ctx.update(row, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.iteration)}"


class TakeIntoIteration(Command, name="iteration.take", permission="own work"):
    """Take work into an iteration."""

    iteration: IterationRef
    tasks: Annotated[list[TaskRef], Hint(label="Work")]
    example: ClassVar[dict[str, Any]] = {"tasks": ["Inner task"]}

    def apply(self, ctx: Scope) -> None:
        row = _open(ctx, self.iteration)
        if not self.tasks:
            ctx.refuse("Choose at least one task.", "tasks")
        for ref in self.tasks:
            task: Task = ctx.get(ref)
            _may_be_taken(ctx, task, row)
            put(
                ctx,
                IterationTask,
                derived(row.pk, "task", task.pk),
                {"iteration": row, "task": task},
                outcome="",
            )

    def sentence(self, ctx: Scope) -> str:
        return f"took {listed([ctx.title(task) for task in self.tasks])} into {ctx.title(self.iteration)}"


class PutBackToBacklog(Command, name="iteration.put_back", permission="own work"):
    """Put work back into the backlog.

    It leaves the iteration; nothing else changes."""

    iteration: IterationRef
    task: TaskRef
    example: ClassVar[dict[str, Any]] = {"task": "Second task"}

    def apply(self, ctx: Scope) -> None:
        row, task = _open(ctx, self.iteration), ctx.get(self.task)
        taken = ctx.find(IterationTask, iteration=row, task=task).first()
        if taken is None:
            ctx.refuse(f"{task} is not in {row}.", "task")
        ctx.delete(taken)

    def sentence(self, ctx: Scope) -> str:
        return f"took {ctx.title(self.task)} out of {ctx.title(self.iteration)}"


class CloseIteration(Command, name="iteration.close", permission="own work"):
    """Close an iteration.

    Work that is not finished returns to the backlog and does not count; what was done is measured."""

    iteration: IterationRef

    def apply(self, ctx: Scope) -> None:
        row = _open(ctx, self.iteration)
        if clock.today(ctx.workspace.timezone) < row.start:
            ctx.refuse(f"{row} has not begun. Cancel it, or change its days.", "iteration")
        people = people_days(ctx.find, row.unit, row.start, row.end)
        done = _settle(ctx, row)
        available = round(sum(person.days for person in people), 2)
        ctx.update(row, state="closed", closed_at=ctx.now, available=available, done=done)

    def sentence(self, ctx: Scope) -> str:
        return f"closed {ctx.title(self.iteration)}"


class CancelIteration(Command, name="iteration.cancel", family="sprint.cancel"):
    """Cancel an iteration.

    What is not finished returns to the backlog."""

    iteration: IterationRef

    def apply(self, ctx: Scope) -> None:
        row = _open(ctx, self.iteration)
        _settle(ctx, row)
        ctx.update(row, state="cancelled", closed_at=ctx.now)

    def sentence(self, ctx: Scope) -> str:
        return f"cancelled {ctx.title(self.iteration)}"


class DeleteIteration(Command, name="iteration.delete", family="sprint.goal"):
    """Delete an iteration.

    For one planned by mistake: the work in it stays in the backlog."""

    iteration: IterationRef

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.iteration), IterationTask)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted {ctx.title(self.iteration)}"


def _open(ctx: Scope, ref: str) -> Iteration:
    row: Iteration = ctx.get(ref)
    if row.state != "open":
        ctx.refuse(f"{row} is {row.state}. Plan another one.", "iteration")
    return row


def _days(ctx: Scope, unit: Any, first: date, last: date, but: Iteration | None = None) -> tuple[date, date]:
    """From the first day to the day after the last one; those of other iterations are taken."""
    if last < first:
        ctx.refuse("The last day comes before the first one. Swap them.", "last")
    if (last - first).days >= LONGEST:
        ctx.refuse(f"An iteration takes {LONGEST} days at most. Choose an earlier last day.", "last")
    end = date.fromordinal(last.toordinal() + 1)
    others = ctx.find(Iteration, unit=unit, state="open", start__lt=end, end__gt=first)
    other = others.exclude(pk=but.pk if but else None).first()
    if other is not None:
        ctx.refuse(f"{other} of {unit} lies in these days. Choose others, or close it first.", "first")
    return first, end


def _may_be_taken(ctx: Scope, task: Task, row: Iteration) -> None:
    if task.finished:
        ctx.refuse(f"{task} is finished already.", "tasks")
    if ctx.find(Task, parent=task).exists():
        ctx.refuse(f"{task} is a group. Take the tasks in it.", "tasks")
    elsewhere = ctx.find(IterationTask, task=task, iteration__state="open").exclude(iteration=row)
    other = elsewhere.select_related("iteration").first()
    if other is not None:
        ctx.refuse(f"{task} is in {other.iteration}. Take it out of there first.", "tasks")


def _settle(ctx: Scope, row: Iteration) -> float:
    """Say what became of all that was taken; the person-days of what is done, whole or not at all."""
    done = 0.0
    for taken in ctx.find(IterationTask, iteration=row).select_related("task").order_by("pk"):
        finished = taken.task.finished is not None
        done += likely_hours(taken.task) / HOURS_PER_DAY if finished else 0.0
        ctx.update(taken, outcome=DONE if finished else RETURNED)
    return round(done, 2)
