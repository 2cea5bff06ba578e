"""Decisions that wait for somebody, in the order of what their waiting costs."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.who.decisions.proposals.holding import Holding, by_waiting, holdings
from pilothouse.who.decisions.proposals.queries import ProposalRow, proposals
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Waiting:
    """A decision with what it holds up."""

    row: ProposalRow
    held: Holding


def waiting(viewer: Viewer) -> list[Waiting]:
    """Those blocking people first, then by what waiting costs, by the day they are due, the oldest."""
    rows = [row for row in proposals(viewer, state="open") if row.waits]
    held = holdings(viewer, rows)
    return [Waiting(row, held[row.key]) for row in by_waiting(rows, held)]
