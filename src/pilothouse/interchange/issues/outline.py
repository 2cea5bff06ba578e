"""Which issue lies in which: parents that exist, without rings, and the order of all."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.interchange.issues.values import Issue
from pilothouse.interchange.values import Ledger

MOST_NAMED = 12


class Outline:
    """Issues by id, found by id or key, each with the parent it really has."""

    def __init__(self, issues: Sequence[Issue], ledger: Ledger) -> None:
        self.ledger = ledger
        self.issues = {issue.id: issue for issue in _in_order(issues)}
        self._by_key = {issue.key.casefold(): issue.id for issue in self.issues.values()}
        self.parents: dict[str, str] = {}
        self._find_parents()
        self._break_rings()
        self.groups = set(self.parents.values())

    def find(self, name: str) -> str | None:
        """The id of the issue with that id or key."""
        return name if name in self.issues else self._by_key.get(name.casefold())

    def label(self, id: str) -> str:
        """What people call an issue: its key."""
        return self.issues[id].key or id

    def _find_parents(self) -> None:
        for id, issue in self.issues.items():
            if not issue.parent:
                continue
            parent = self.find(issue.parent)
            if parent is None:
                example = f"{self.label(id)} in {issue.parent}"
                self.ledger.loss("tasks", "Parent that is not in the file", "left out", example)
            elif parent != id:
                self.parents[id] = parent

    def _break_rings(self) -> None:
        """Issues that lie in each other: the last of them lies in nothing, and the ring is named."""
        settled: set[str] = set()
        for start in self.issues:
            way: dict[str, None] = {}
            id: str | None = start
            while id is not None and id not in settled and id not in way:
                way[id] = None
                id = self.parents.get(id)
            if id is not None and id in way:
                ring = [*way][[*way].index(id) :]
                del self.parents[ring[-1]]
                named = in_a_ring([self.label(each) for each in ring])
                self.ledger.loss(
                    "tasks", "Issues that lie in each other", "the last one lies in nothing", named
                )
            settled.update(way)


def in_a_ring(names: Sequence[str]) -> str:
    """Members of a ring in order, the first once more at its end."""
    shown = list(names[:MOST_NAMED]) + ["…"] * (len(names) > MOST_NAMED)
    return " → ".join([*shown, names[0]])


def _in_order(issues: Sequence[Issue]) -> Sequence[Issue]:
    """By the source's own order where it gives one; else as in the file."""
    if not any(issue.rank for issue in issues):
        return issues
    return sorted(issues, key=lambda issue: _rank(issue.rank))


def _rank(rank: str) -> tuple[bool, float, str]:
    try:
        return not rank, float(rank), ""
    except ValueError:
        return not rank, 0.0, rank
