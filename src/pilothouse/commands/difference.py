"""A row's difference: what a change did to one row, in JSON values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """``before`` is None for a created row and whole for a deleted one; else both hold what changed."""

    model: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def columns(self) -> frozenset[str]:
        """The columns that changed."""
        return frozenset(self.after or {}) | frozenset(self.before or {})

    def inverse(self) -> Difference:
        """The difference that takes this one back."""
        return Difference(self.model, self.id, self.after, self.before)


def folded(differences: list[Difference]) -> list[Difference]:
    """One difference a row: the first *before*, the last *after*; without rows that ended as they began."""
    rows: dict[tuple[str, str], Difference] = {}
    for new in differences:
        old = rows.get((new.model, new.id))
        rows[new.model, new.id] = new if old is None else _joined(old, new)
    return [row for row in rows.values() if row.before != row.after]


def _joined(old: Difference, new: Difference) -> Difference:
    if old.before is None or new.before is None:
        after = None if new.after is None else {**(old.after or {}), **new.after}
        return Difference(old.model, old.id, old.before, after)
    before = {**new.before, **old.before}
    if new.after is None:
        return Difference(old.model, old.id, before, None)
    after = {**(old.after or {}), **new.after}
    same = {k for k in before if before[k] == after.get(k)}
    return Difference(
        old.model,
        old.id,
        {k: v for k, v in before.items() if k not in same},
        {k: v for k, v in after.items() if k not in same},
    )
