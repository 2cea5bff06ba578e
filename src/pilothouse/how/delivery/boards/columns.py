"""What a board consists of: its columns and the cards in them, asked alike by pages and by limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from pilothouse.how.delivery.models import Assignment, Board, Column, Place, Task
from pilothouse.what.backlog.models import Feature
from pilothouse.what.roadmap.models import Release
from pilothouse.who.people.models import Membership, Unit

Read = Callable[[Any], Any]
"""The rows of a table that count: those a viewer sees, or all of the workspace while a command runs."""
STATES = {"open": "todo", "started": "doing", "done": "done"}
"""States of tasks in their order, and what the first column of each is called in addresses."""
DOES = {
    ("open", "started"): ("task.start", "Start"),
    ("open", "done"): ("task.finish", "Finish"),
    ("started", "done"): ("task.finish", "Finish"),
    ("started", "open"): ("task.put_back", "Put back"),
    ("done", "started"): ("task.reopen", "Reopen"),
}
"""From which state to which, by which command."""
PLACES = ("card.place", "Move")


@dataclass(frozen=True)
class Slot:
    """A column. ``others`` are the further ones of its state, which leave it the rest."""

    name: str
    label: str
    state: str
    id: UUID | None = None
    limit: int | None = None
    hard: bool = False
    first: bool = True
    others: tuple[UUID, ...] = ()

    def cards(self, read: Read) -> Q:
        """Which tasks stand in it."""
        here = Q(state=self.state)
        if not self.first:
            return here & Q(pk__in=read(Place).filter(column=self.id).values("task"))
        if self.others:
            return here & ~Q(pk__in=read(Place).filter(column__in=self.others).values("task"))
        return here


USUAL = (
    Slot("todo", "To do", "open"),
    Slot("doing", "In progress", "started"),
    Slot("done", "Done in the last two weeks", "done"),
)


@dataclass(frozen=True)
class Layout:
    """The board of a unit: its columns from left to right, its usual lanes and its expedite lane."""

    slots: tuple[Slot, ...] = USUAL
    id: UUID | None = None
    lanes: str = "none"
    expedite_limit: int | None = None

    @property
    def expedites(self) -> bool:
        """Whether it has an expedite lane."""
        return self.expedite_limit is not None

    def named(self, name: str) -> Slot | None:
        """The column of that name in addresses."""
        return next((slot for slot in self.slots if slot.name == name), None)


def layout(read: Read, unit: Unit | None) -> Layout:
    """The board of that unit; the usual one where it has none."""
    board = read(Board).filter(unit=unit).first() if unit else None
    return layout_of(read, board) if board else Layout()


def layout_of(read: Read, board: Board) -> Layout:
    """The columns of a board, by the states of their cards."""
    rows = list(read(Column).filter(board=board).order_by("position"))
    return Layout(_slots(rows), board.pk, board.lanes, board.expedite_limit)


def _slots(rows: list[Column]) -> tuple[Slot, ...]:
    found = []
    for state, name in STATES.items():
        same = [row for row in rows if row.state == state]
        others = tuple(row.pk for row in same[1:])
        for at, row in enumerate(same):
            called = f"{name}-{at + 1}" if at else name
            rest = others if at == 0 else ()
            found.append(Slot(called, row.name, state, row.pk, row.limit, row.hard, at == 0, rest))
    return tuple(found)


def cards_of(read: Read, unit: Unit | None) -> Any:
    """The tasks that are cards of a project, of the people of a team, or of everybody; groups are none."""
    inside = read(Task).filter(parent=OuterRef("pk"))
    return read(Task).filter(~Exists(inside)).filter(_of(read, unit))


def _of(read: Read, unit: Unit | None) -> Q:
    if unit is None:
        return Q()
    if unit.kind == "team":
        members = read(Membership).filter(unit=unit).values("member")
        return Q(pk__in=read(Assignment).filter(member__in=members).values("task"))
    releases = read(Release).filter(delivered_by=unit).values("pk")
    delivered = read(Feature).filter(release__in=releases).values("pk")
    return Q(item__unit=unit) | Q(feature__in=delivered)


def move(source: Slot, to: Slot) -> tuple[str, str] | None:
    """The command that takes a card from one column to another, and its word; None when there is none."""
    if source == to:
        return None
    return PLACES if source.state == to.state else DOES.get((source.state, to.state))
