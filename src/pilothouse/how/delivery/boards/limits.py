"""Limits to work in progress: what is said when one more card is pulled than a column may hold."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from pilothouse.commands import Scope
from pilothouse.how.delivery.boards.columns import Layout, Slot, cards_of, layout_of
from pilothouse.how.delivery.models import Board, Column, Place, Task
from pilothouse.who.changes import derived, listed, put
from pilothouse.who.people.models import Membership

NAMED = 3
"""So many of the cards in a full column are named."""


def pull(ctx: Scope, task: Task, column: str | None = None, finish_first: str | None = None) -> bool:
    """Let a card into a column, the first one in progress where none is named; whether it is above a limit.

    A hard limit refuses it. Another asks once what will be finished first, and takes the answer."""
    above = False
    for board in _boards(ctx, task):
        found = layout_of(ctx.find, board)
        slot = _entered(found, ctx.get(column) if column else None)
        if slot is not None and not (found.expedites and task.expedite):
            above |= _let_in(ctx, task, board, found, slot, finish_first)
    return above


def place(ctx: Scope, task: Task, column: str | None) -> None:
    """Note in which of several columns of its state a card stands now."""
    if not column:
        return
    to: Column = ctx.get(column)
    if to.state != task.state:
        ctx.refuse(f"{to} takes other cards than {task} now. Choose another column.", "column")
    id = derived(to.board_id, "place", task.pk)
    put(ctx, Place, id, {"board": to.board, "task": task}, column=to)


def room_to_expedite(ctx: Scope, task: Task) -> None:
    """Refuse one more card in the expedite lane of a board than it may hold."""
    for board in _boards(ctx, task):
        if board.expedite_limit is None:
            continue
        lane = cards_of(ctx.find, board.unit).filter(expedite=True, finished=None).exclude(pk=task.pk)
        if (count := lane.count()) >= board.expedite_limit:
            words = f"The expedite lane of {board.unit} holds {count} of at most {board.expedite_limit}"
            ctx.refuse(f"{words}. Finish {_names(lane)} first.", "expedite")


def _boards(ctx: Scope, task: Task) -> list[Board]:
    """The boards it is a card of: those of its project, and of the teams of those at work on it."""
    units = {task.item.unit_id, task.unit_of_decision().pk}
    boards = ctx.find(Board).filter(Q(unit__in=units) | Q(unit__kind="team"))
    found = list(boards.select_related("unit").order_by("pk"))
    if teams := [board.unit_id for board in found if board.unit_id not in units]:
        members = ctx.find(Membership, member__in=task.team_ids(), unit__in=teams)
        units.update(members.values_list("unit", flat=True))
    return [board for board in found if board.unit_id in units]


def _entered(found: Layout, column: Column | None) -> Slot | None:
    """The column of this board that the card comes to."""
    if column is not None and column.board_id == found.id:
        return next((slot for slot in found.slots if slot.id == column.pk), None)
    return next((slot for slot in found.slots if slot.state == "started"), None)


def _let_in(
    ctx: Scope, task: Task, board: Board, found: Layout, slot: Slot, finish_first: str | None
) -> bool:
    if slot.limit is None:
        return False
    inside = cards_of(ctx.find, board.unit).filter(slot.cards(ctx.find)).exclude(pk=task.pk)
    if found.expedites:
        inside = inside.filter(expedite=False)
    count = inside.count()
    if count < slot.limit:
        return False
    full = f"{slot.label} of {board.unit} holds {count} of at most {slot.limit}"
    if slot.hard:
        ctx.refuse(f"{full}. Finish or put back one of them first, such as {_names(inside)}.", "task")
    _asked(ctx, task, f"{full}. What will you finish first?", finish_first)
    return True


def _asked(ctx: Scope, task: Task, question: str, finish_first: str | None) -> None:
    if finish_first is None:
        ctx.refuse(question, "finish_first")
    other: Task = ctx.get(finish_first)
    if other.pk == task.pk or other.state != "started":
        ctx.refuse(f"{other} is not in progress beside it. Choose a card that is.", "finish_first")


def _names(cards: Any) -> str:
    rows = cards.select_related("item").order_by("started", "pk")[:NAMED]
    return listed([f"{row.item.key} {row}" for row in rows])
