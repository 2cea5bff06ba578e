"""Where a card can go from the column it is in."""

from __future__ import annotations

from typing import Any

from pilothouse.how.delivery.boards.cards import blocked
from pilothouse.how.delivery.boards.columns import Layout, Slot, cards_of, layout, move
from pilothouse.how.delivery.boards.page import units_with_boards
from pilothouse.how.delivery.models import Place, Task
from pilothouse.who import clock
from pilothouse.who.items.queries import Head, head_by_key, heads
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
OFFERED = 50
"""So many of the cards in a full column are offered as what is finished first."""


def move_context(viewer: Viewer, key: str, of: str, to: str) -> Row | None:
    """The card and where it can go on the board ``of`` a unit, or what it takes to go ``to`` one column.

    None when the viewer sees no such task."""
    head = head_by_key(viewer, key)
    wanted = ("state", "expedite", "blocked_since", "blocked_why", "unblocker_id")
    row = Task.objects.seen_by(viewer).filter(pk=head.id).values(*wanted).first() if head else None
    if head is None or row is None:
        return None
    units = units_with_boards(viewer) if of else []
    unit = next((each for each in units if str(each.pk) == of), None)
    mover = Mover(viewer, head, row, unit)
    return {
        "head": head,
        "of": of,
        "column": mover.source.label,
        "done": row["state"] == "done",
        "blocked": blocked(viewer, row, clock.now()),
        "moves": [each for each in mover.moves() if to in ("", each["to"])],
    }


class Mover:
    """The moves of one card on the board of a unit."""

    def __init__(self, viewer: Viewer, head: Head, row: Row, unit: Unit | None) -> None:
        self.viewer, self.head, self.row, self.unit = viewer, head, row, unit
        self.layout: Layout = layout(self.read, unit)
        self.source = self._source()

    def read(self, model: Any) -> Any:
        return model.objects.seen_by(self.viewer)

    def moves(self) -> list[Row]:
        """Every column it can go to, by which command, with the cards to choose from where one is full."""
        known = ((to, move(self.source, to)) for to in self.layout.slots)
        return [self._move(to, *command) for to, command in known if command]

    def _source(self) -> Slot:
        same = [slot for slot in self.layout.slots if slot.state == self.row["state"]]
        if len(same) == 1:
            return same[0]
        places = self.read(Place).filter(task=self.head.id, board=self.layout.id)
        at = places.values_list("column", flat=True).first()
        return next((slot for slot in same if slot.id == at), same[0])

    def _move(self, to: Slot, command: str, label: str) -> Row:
        inside = self._inside(to)
        full = to.limit is not None and len(inside) >= to.limit
        return {
            "to": to.name,
            "column": to.label,
            "column_id": str(to.id or ""),
            "command": command,
            "label": label,
            "asks": command == "task.reopen",
            "refused": full and to.hard,
            "limit": to.limit,
            "count": len(inside),
            "finish_first": inside[:OFFERED] if full and not to.hard else [],
        }

    def _inside(self, to: Slot) -> list[Row]:
        """The cards a limit of that column counts."""
        if to.limit is None or to.state != "started" or (self.layout.expedites and self.row["expedite"]):
            return []
        rows = cards_of(self.read, self.unit).filter(to.cards(self.read)).exclude(pk=self.head.id)
        if self.layout.expedites:
            rows = rows.filter(expedite=False)
        ids = list(rows.order_by("started", "pk").values_list("pk", flat=True))
        known = heads(self.viewer, ids)
        return [known[id].row() for id in ids if id in known]
