"""How far scope has moved since a baseline: the creep index, and churn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopeMoved:
    """Amounts in items, or in person-days. ``changed`` is how much of what stayed was changed, up or down;
    ``grown`` by how much these changes made it more (negative: less)."""

    baseline: float
    approved: float = 0.0
    unapproved: float = 0.0
    removed: float = 0.0
    changed: float = 0.0
    grown: float = 0.0

    @property
    def current(self) -> float:
        return self.baseline + self.approved + self.unapproved - self.removed + self.grown

    @property
    def creep(self) -> float | None:
        """The net growth as a share of the baseline; None when that was nothing."""
        return self._share(self.current - self.baseline)

    @property
    def creep_unapproved(self) -> float | None:
        """The part of it that came in without an accepted scope change."""
        return self._share(self.unapproved)

    @property
    def churn(self) -> float | None:
        """All that was added, removed and changed, as a share of the baseline."""
        return self._share(self.approved + self.unapproved + self.removed + self.changed)

    def _share(self, amount: float) -> float | None:
        return amount / self.baseline if self.baseline else None
