"""Moving a card between columns of one state; other moves start, finish or reopen its task."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from pydantic import PrivateAttr

from pilothouse.commands import Command, Scope
from pilothouse.how.delivery.boards.commands import ColumnRef
from pilothouse.how.delivery.boards.fields import FinishFirst
from pilothouse.how.delivery.boards.limits import place, pull
from pilothouse.how.delivery.commands import TaskRef
from pilothouse.how.delivery.models import Task


class PlaceCard(Command, name="card.place", permission="own work"):
    """Move a card to another column."""

    task: TaskRef
    column: ColumnRef
    finish_first: FinishFirst = None
    _above: bool = PrivateAttr(default=False)
    example: ClassVar[dict[str, Any]] = {"task": "Inner task", "column": "Ready"}

    def workers(self, subject: Any) -> Collection[UUID]:
        return (*super().workers(subject), *subject.open_to_ids())

    def apply(self, ctx: Scope) -> None:
        task: Task = ctx.get(self.task)
        if task.state == "started":
            self._above = pull(ctx, task, self.column, self.finish_first)
        place(ctx, task, self.column)

    def sentence(self, ctx: Scope) -> str:
        first = f", to finish {ctx.title(self.finish_first)} first" if self._above else ""
        return f"moved {ctx.title(self.task)} to {ctx.title(self.column)}{first}"
