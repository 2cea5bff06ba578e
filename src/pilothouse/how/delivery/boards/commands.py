"""Setting boards up: their columns, limits and lanes. How a team works is the team's to agree on."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.how.delivery.models import Board, Column, Place
from pilothouse.who.changes import columns, derived, in_words
from pilothouse.who.fields import Minted, UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.ranks import rank_before, ranks_after

BoardRef = Annotated[str, RefTo("delivery.board")]
ColumnRef = Annotated[str, RefTo("delivery.column")]
State = Annotated[
    Literal["open", "started", "done"], Hint(label="Its cards are", help="The state of their tasks.")
]
Limit = Annotated[
    Annotated[int, Field(ge=1, le=1000)] | None, Hint(label="At most", unit="cards", help="Empty: no limit.")
]
Hard = Annotated[
    bool, Hint(label="Hard limit", help="Refuses one more card. Otherwise it asks what is finished first.")
]
Expedited = Annotated[
    Annotated[int, Field(ge=1, le=100)] | None,
    Hint(label="Expedite lane", unit="cards at most", help="Empty: no such lane."),
]
Lanes = Annotated[Literal["none", "goal", "person"], Hint(label="Lanes")]
Named = Annotated[str, Field(min_length=1, max_length=60)]
TO_DO, IN_PROGRESS, DONE = ("To do", "open"), ("In progress", "started"), ("Done", "done")
SETS = {
    "simple": (TO_DO, IN_PROGRESS, DONE),
    "review": (TO_DO, IN_PROGRESS, ("In review", "started"), DONE),
    "kanban": (
        TO_DO,
        ("Ready", "open"),
        IN_PROGRESS,
        ("Waiting for review", "started"),
        ("In review", "started"),
        DONE,
    ),
}
"""Columns to start from, by how a team works."""


class AddBoard(Command, name="board.add", family="team.process", subject="unit"):
    """Set up a board."""

    id: Minted = Field(default_factory=uuid4)
    unit: Annotated[UnitRef, Hint(label="Team or project")]
    start_from: Annotated[
        Literal["simple", "review", "kanban"],
        Hint(label="Columns to start from", help="Each can be changed, and others added."),
    ] = "simple"
    lanes: Lanes = "none"
    expedite_limit: Expedited = None
    example: ClassVar[dict[str, Any]] = {"unit": "Spare team", "start_from": "kanban"}

    def apply(self, ctx: Scope) -> None:
        unit = ctx.get(self.unit)
        if unit.kind not in ("team", "project"):
            ctx.refuse(f"{unit} is neither a team nor a project. Choose one that does the work.", "unit")
        if ctx.find(Board, unit=unit).exists():
            ctx.refuse(f"{unit} has a board already. Change its columns instead.", "unit")
        board = ctx.save(Board(id=self.id, unit=unit, **columns(self, "lanes", "expedite_limit")))
        found = SETS[self.start_from]
        for (name, state), position in zip(found, ranks_after(None, len(found)), strict=True):
            row = Column(id=derived(self.id, "column", name), board=board, name=name, state=state)
            row.position = position
            ctx.save(row)

    def sentence(self, ctx: Scope) -> str:
        return f"set up the board of {ctx.title(self.unit)}"


class EditBoard(Command, name="board.edit", family="team.process"):
    """Change a board."""

    board: BoardRef
    lanes: Lanes = "none"
    expedite_limit: Expedited = None

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.board), **columns(self, "lanes", "expedite_limit"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the {ctx.title(self.board)}"


class DeleteBoard(Command, name="board.delete", family="team.process"):
    """Take a board away.

    The tasks stay; their cards stand in the usual three columns again."""

    board: BoardRef

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.board), Place, Column)

    def sentence(self, ctx: Scope) -> str:
        return f"took away the {ctx.title(self.board)}"


class AddColumn(Command, name="column.add", family="team.process", subject="board"):
    """Add a column."""

    id: Minted = Field(default_factory=uuid4)
    board: BoardRef
    name: Named
    state: State = "started"
    limit: Limit = None
    hard: Hard = False

    def apply(self, ctx: Scope) -> None:
        board = ctx.get(self.board)
        others = list(ctx.find(Column, board=board).values_list("position", flat=True))
        row = Column(id=self.id, board=board, name=self.name, position=rank_before(others, None))
        row.state, row.limit, row.hard = self.state, self.limit, self.hard
        ctx.save(row)

    def sentence(self, ctx: Scope) -> str:
        return f"added the column {self.name} to the {ctx.title(self.board)}"


class EditColumn(Command, name="column.edit", family="team.process"):
    """Change a column and its limit."""

    column: ColumnRef
    name: Named = ""
    limit: Limit = None
    hard: Hard = False

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.column), **columns(self, "name", "limit", "hard"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the column {ctx.title(self.column)}"


class MoveColumn(Command, name="column.move", family="team.process"):
    """Move a column.

    Columns stand by the state of their cards; it moves among those of its own."""

    column: ColumnRef
    before: Annotated[ColumnRef | None, Hint(label="Left of", help="Empty: to the right.")] = None
    example: ClassVar[dict[str, Any]] = {"column": "To do"}

    def apply(self, ctx: Scope) -> None:
        column: Column = ctx.get(self.column)
        following: Column | None = ctx.get(self.before) if self.before else None
        if following and following.board_id != column.board_id:
            ctx.refuse(f"{following} is a column of another board.", "before")
        if following and following.pk == column.pk:
            ctx.refuse("A column cannot stand left of itself. Choose another one.", "before")
        rows = ctx.find(Column, board=column.board).exclude(pk=column.pk)
        others = list(rows.values_list("position", flat=True))
        ctx.update(column, position=rank_before(others, following.position if following else None))

    def sentence(self, ctx: Scope) -> str:
        where = f"left of {ctx.title(self.before)}" if self.before else "to the right"
        return f"moved the column {ctx.title(self.column)} {where}"


class DeleteColumn(Command, name="column.delete", family="team.process"):
    """Take a column away.

    Its cards stand in the first column of their state."""

    column: ColumnRef
    example: ClassVar[dict[str, Any]] = {"column": "Ready"}

    def apply(self, ctx: Scope) -> None:
        column: Column = ctx.get(self.column)
        if not ctx.find(Column, board=column.board, state=column.state).exclude(pk=column.pk).exists():
            words = f"{column} is the last column for cards that are {column.get_state_display()}"
            ctx.refuse(f"{words}. Add another one first, or rename it.", "column")
        bin_row(ctx, column, Place)

    def sentence(self, ctx: Scope) -> str:
        return f"took away the column {ctx.title(self.column)}"
